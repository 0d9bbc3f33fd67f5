import HubAPI
import ModelFormats

/// Which library a model is loaded with.
enum LibraryRules {
    /// The card's word, else a tag that names a library, else a file that only one library writes, else
    /// `transformers` for a `config.json` of its shape.
    ///
    /// The last rule is older than the Hub's of today, which waits for the card to say so (docs/hub/transformers.md,
    /// since August 2024). On a hub of one's own, models are often pushed without a card.
    static func libraryName(_ evidence: Evidence) -> String? {
        evidence.text("library_name")
            ?? evidence.cardTags.first(where: KnownLibraries.isKnown)
            ?? markers.first { $0.isMarked(evidence) }?.library
    }

    private struct Marker: Sendable {
        let library: String
        let isMarked: @Sendable (Evidence) -> Bool

        init(_ library: String, _ isMarked: @escaping @Sendable (Evidence) -> Bool) {
            self.library = library
            self.isMarked = isMarked
        }
    }

    private static let markers: [Marker] = [
        Marker("nemo") { $0.hasFile(withExtension: "nemo") },
        Marker("coreml") { $0.hasFile(withExtension: "mlmodel") },
        Marker("adapter-transformers") { isAdapterHub($0.document("adapter_config.json")) },
        Marker("peft") { $0.paths.contains("adapter_config.json") },
        // SetFit models are sentence-transformers models with a head.
        Marker("setfit") { $0.paths.contains("config_setfit.json") },
        Marker("sentence-transformers") {
            $0.paths.contains("modules.json") || $0.paths.contains("config_sentence_transformers.json")
        },
        Marker("diffusers") { $0.paths.contains("model_index.json") },
        Marker("open_clip") { $0.paths.contains("open_clip_config.json") },
        Marker("gliner") { $0.paths.contains("gliner_config.json") },
        Marker("mlc-llm") { $0.paths.contains("mlc-chat-config.json") },
        Marker("speechbrain") { $0.paths.contains("hyperparams.yaml") },
        // A pipeline of spaCy has both; the one alone may be anything.
        Marker("spacy") { $0.paths.contains("meta.json") && $0.paths.contains("config.cfg") },
        Marker("sklearn") { $0.config?["sklearn"] != nil },
        // timm keeps how it was trained in the same file.
        Marker("timm") { $0.config?["pretrained_cfg"] != nil && $0.config?["architecture"] != nil },
        Marker("mlx") { evidence in
            evidence.contents.safetensors.contains { evidence.paths.contains($0.key) && $0.value.format == "mlx" }
        },
        Marker("transformers") {
            $0.config?["model_type"]?.string?.isEmpty == false
                && $0.config?["architectures"]?.strings.isEmpty == false
        },
    ]

    /// Adapters of AdapterHub say which class they were made for, where PEFT says `peft_type`.
    private static func isAdapterHub(_ config: JSONValue?) -> Bool {
        config?["model_class"]?.string != nil && config?["peft_type"] == nil
    }
}
