import HubAPI
import ModelFormats

/// A model's tags, one rule after another, in the order of the Hub.
struct ModelTags {
    private let model: ModelFacts
    private var list = TagList()

    var tags: [String] { list.tags }

    init(_ model: ModelFacts) {
        self.model = model
        let evidence = model.evidence
        list.add(model.library)
        list.add(FileTags.tags(evidence))
        list.add(modelType)
        list.add(model.pipeline)
        list.add(evidence.cardTags)
        // The Hub has this one behind the card's tags.
        if case .object(let map) = evidence.config?["auto_map"], !map.isEmpty { list.add("custom_code") }
        list.add(LanguageCode.codes(evidence.texts("language")))
        list.add(evidence.texts("datasets"), prefix: "dataset:")
        if let card = evidence.contents.card { list.add(ArxivLinks.identifiers(in: card), prefix: "arxiv:") }
        list.add(model.bases.tags)
        list.add(evidence.texts("license"), prefix: "license:")
        addResults()
        addUses()
        list.add(model.quantization?.tags ?? [])
        list.add(pipelineClass, prefix: "diffusers:")
        if model.gguf?.summary?.imatrixFile != nil { list.add("imatrix") }
        list.add(evidence.doi, prefix: "doi:")
        list.add(TagList.region)
    }

    private var modelType: String? {
        model.evidence.config?["model_type"]?.string.flatMap { WordRules.isWord($0) ? $0 : nil }
    }

    private var pipelineClass: [String] {
        let name = model.evidence.document("model_index.json")?["_class_name"]?.string
        return name.map { WordRules.isWord($0) ? [$0] : [] } ?? []
    }

    private mutating func addResults() {
        if model.evidence.data["model-index"]?.array?.isEmpty == false { list.add("model-index") }
        let results = ".eval_results/"
        let hasResults = model.evidence.paths.contains { path in
            path.utf8.starts(with: results.utf8) && (path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
        }
        if hasResults { list.add("eval-results") }
    }

    private mutating func addUses() {
        let uses = ModelUses(model)
        if uses.isConversational { list.add("conversational") }
        if uses.canTrain { list.add("autotrain_compatible") }
        if uses.canServeText { list.add("text-generation-inference") }
        if uses.canServeEmbeddings { list.add("text-embeddings-inference") }
        if uses.canDeploy { list.add("endpoints_compatible") }
    }
}
