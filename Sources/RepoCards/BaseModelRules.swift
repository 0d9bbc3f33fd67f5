import HubAPI

/// `base_model:<id>` and how the model came from it.
enum BaseModelRules {
    static func tags(_ evidence: Evidence, libraryName: String?) -> [String] {
        let bases = evidence.texts("base_model")
        let relation = relation(evidence, baseCount: bases.count, libraryName: libraryName)
        return bases.flatMap { ["base_model:\($0)", "base_model:\(relation.rawValue):\($0)"] }
    }

    /// What the card says, else what the number of bases, the library and the files tell.
    static func relation(_ evidence: Evidence, baseCount: Int, libraryName: String?) -> BaseModelRelation {
        if let named = evidence.text("base_model_relation").flatMap(BaseModelRelation.init) { return named }
        if baseCount > 1 { return .merge }
        let tags = Set(evidence.texts("tags"))
        let isAdapter = evidence.files.contains("adapter_config.json") || libraryName == "peft"
        if isAdapter || tags.contains("lora") { return .adapter }
        if libraryName == "mlx" || tags.contains("mlx") { return .quantized }
        if evidence.hasFile(endingIn: ".gguf") { return .quantized }
        // An ONNX export beside the weights it was made from does not make the repository a quantization.
        let hasWeights = evidence.hasFile(endingIn: ".safetensors", ".bin", ".pt", ".pth", ".h5", ".msgpack")
        return evidence.hasFile(endingIn: ".onnx") && !hasWeights ? .quantized : .finetune
    }
}
