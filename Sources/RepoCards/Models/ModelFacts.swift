import HubAPI
import ModelFormats

/// What a model's card, files and their headers say about it.
struct ModelFacts {
    let evidence: Evidence
    let library: String?
    let pipeline: String?
    let info: TransformersInfo?
    let quantization: QuantizationFacts?
    let gguf: GGUFWeights?
    let weights: SafetensorsWeights?
    let bases: BaseModels

    init(_ evidence: Evidence) {
        self.evidence = evidence
        library = LibraryRules.libraryName(evidence)
        info = TransformersInfo(evidence, library: library)
        gguf = GGUFWeights(evidence)
        pipeline = PipelineRules.pipelineTag(evidence, library: library, info: info, gguf: gguf)
        quantization = QuantizationFacts(evidence)
        weights = SafetensorsWeights(evidence)
        bases = BaseModels(evidence, library: library)
    }

    func add(to facts: inout RepoFacts) {
        facts.libraryName = library
        facts.pipelineTag = pipeline
        facts.tags = ModelTags(self).tags
        facts.apps = AppRules.apps(self, tags: Set(facts.tags))
        facts.parameters = weights?.total ?? gguf?.total
        facts.properties = properties
    }

    /// In the order of the Hub's answers.
    private var properties: [JSONMember] {
        let maskToken = pipeline == "fill-mask" ? MaskTokens.token(evidence) : nil
        let named: [(String, JSONValue?)] = [
            ("mask_token", maskToken.map(JSONValue.string)),
            ("widgetData", WidgetInputs.widget(evidence, pipeline: pipeline, maskToken: maskToken)),
            ("model-index", modelIndex),
            ("config", ModelConfig.subset(evidence)),
            ("transformersInfo", info?.json),
            ("safetensors", weights?.json),
            ("gguf", gguf?.json),
            ("baseModels", bases.json),
            ("evalResults", EvalResults.json(evidence)),
        ]
        return named.compactMap { name, value in value.map { JSONMember(name, $0) } }
    }

    private var modelIndex: JSONValue? {
        guard let index = evidence.data["model-index"], index.array?.isEmpty == false else { return nil }
        return index
    }

    /// Whether there is a text that turns a conversation into the model's input.
    var hasChatTemplate: Bool {
        if ["chat_template.jinja", "chat_template.json"].contains(where: evidence.paths.contains) { return true }
        let documents = ["tokenizer_config.json", "processor_config.json"].compactMap(evidence.document)
        return documents.contains { Self.isTemplate($0["chat_template"]) } || gguf?.summary?.chatTemplate != nil
    }

    /// A template, or a list of named ones.
    private static func isTemplate(_ value: JSONValue?) -> Bool {
        switch value {
        case .string(let text): !text.isEmpty
        case .array(let templates): !templates.isEmpty
        default: false
        }
    }
}
