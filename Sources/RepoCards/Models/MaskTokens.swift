import HubAPI

/// The word that stands for a hidden one in the text of a fill-mask model.
enum MaskTokens {
    /// The tokenizer's own, else the one that models of this type were trained with.
    static func token(_ evidence: Evidence) -> String? {
        let written = evidence.document("tokenizer_config.json")?["mask_token"]
        if let token = written?.string ?? written?["content"]?.string, TagList.isTag(token) { return token }
        return evidence.config?["model_type"]?.string.flatMap { byType[$0] }
    }

    private static let byType: [String: String] = {
        let types = [
            "[MASK]": [
                "albert", "bert", "big_bird", "convbert", "deberta", "deberta-v2", "distilbert", "electra", "ernie",
                "fnet", "funnel", "layoutlm", "lxmert", "megatron-bert", "mobilebert", "modernbert", "nezha",
                "nystromformer", "perceiver", "reformer", "rembert", "roformer", "splinter", "squeezebert",
                "tapas", "visual_bert",
            ],
            "<mask>": [
                "bart", "camembert", "data2vec-text", "esm", "eurobert", "ibert", "longformer", "luke", "mbart",
                "mpnet", "mvp", "roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "xlnet", "xmod",
            ],
            "<special1>": ["flaubert", "xlm"],
        ]
        return types.reduce(into: [:]) { table, entry in
            for type in entry.value { table[type] = entry.key }
        }
    }()
}
