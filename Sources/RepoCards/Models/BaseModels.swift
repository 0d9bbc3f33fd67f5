import HubAPI
import ModelFormats

/// The models a model was made from, and how.
struct BaseModels {
    let ids: [String]
    let relation: BaseModelRelation

    init(_ evidence: Evidence, library: String?) {
        // Ids compare without case. Paths and prose, which some cards have here, name no model.
        var seen: Set<String> = []
        ids = evidence.texts("base_model").compactMap(RepoID.init(_:))
            .filter { seen.insert($0.key).inserted }.map(\.description)
        relation = Self.relation(evidence, baseCount: ids.count, library: library)
    }

    var tags: [String] {
        ids.flatMap { ["base_model:\($0)", "base_model:\(relation.rawValue):\($0)"] }
    }

    var json: JSONValue? {
        guard !ids.isEmpty else { return nil }
        return [
            "relation": .string(relation.rawValue),
            "models": .array(ids.map { ["id": .string($0)] }),
        ]
    }

    /// What the card says, else what the number of bases, the library and the files tell.
    private static func relation(_ evidence: Evidence, baseCount: Int, library: String?) -> BaseModelRelation {
        if let named = evidence.text("base_model_relation").flatMap(BaseModelRelation.init) { return named }
        if baseCount > 1 { return .merge }
        let tags = Set(evidence.cardTags)
        let isAdapter = evidence.paths.contains("adapter_config.json") || library == "peft"
        if isAdapter || tags.contains("lora") { return .adapter }
        if library == "mlx" || tags.contains("mlx") { return .quantized }
        if evidence.hasFile(withExtension: "gguf") { return .quantized }
        if evidence.config.flatMap(QuantizationConfig.init(config:)) != nil { return .quantized }
        // An ONNX export beside the weights it was made from does not make the repo a quantization.
        let hasWeights = evidence.hasFile(withExtension: "safetensors", "bin", "pt", "pth", "h5", "msgpack")
        return evidence.hasFile(withExtension: "onnx") && !hasWeights ? .quantized : .finetune
    }
}
