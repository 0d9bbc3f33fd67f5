extension GGUFHeader {
    /// `general.architecture`.
    public var architecture: String? { metadata["general.architecture"]?.string }

    /// Longer chat templates are left out of the summary, in bytes. The longest known has 20 kB.
    static let maximumTemplateLength = 500_000
    /// Longer names and labels are cut, in characters.
    private static let maximumTextLength = 500

    /// What the hub keeps of the header.
    public func summary() -> GGUFSummary {
        var summary = GGUFSummary(architecture: text("general.architecture"), parameters: parameters)
        summary.contextLength = ofArchitecture("context_length")?.integer.flatMap { $0 > 0 ? $0 : nil }
        summary.chatTemplate = metadata["tokenizer.chat_template"]?.string
            .flatMap { $0.utf8.count <= Self.maximumTemplateLength ? $0 : nil }
        summary.bosToken = bosToken.map(Self.short)
        summary.eosToken = eosToken.map(Self.short)
        summary.fileType = metadata["general.file_type"]?.integer.flatMap(GGUFFileType.name)
        summary.sizeLabel = text("general.size_label")
        summary.name = text("general.name")
        summary.imatrixFile = text("quantize.imatrix.file")
        summary.isCausal = isCausal
        summary.splitCount = metadata["split.count"]?.integer.flatMap { 1...99_999 ~= $0 ? Int($0) : nil }
        return summary
    }

    /// Whether the model writes text from left to right; nil if the file doesn't tell.
    ///
    /// It does not if the file says so, if it pools what it reads into one vector, or if its architecture is known for
    /// something else. Other architectures do if they come with a tokenizer or a context length.
    public var isCausal: Bool? {
        if let isCausal = ofArchitecture("attention.causal")?.bool { return isCausal }
        if let type = metadata["general.type"]?.string, type != "model" {
            // An adapter is what its base is, which is not here.
            return type == "adapter" ? nil : false
        }
        guard let architecture else { return nil }
        if Self.notCausal.contains(architecture) { return false }
        if let pooling = ofArchitecture("pooling_type")?.integer, pooling > 0 { return false }
        let readsText = metadata["tokenizer.ggml.model"] != nil || ofArchitecture("context_length") != nil
        return readsText ? true : nil
    }

    /// A key that begins with the name of the architecture.
    private func ofArchitecture(_ key: String) -> GGUFValue? {
        architecture.flatMap { metadata["\($0).\(key)"] }
    }

    private func text(_ key: String) -> String? { metadata[key]?.string.map(Self.short) }

    private static func short(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumTextLength)))
    }

    private static let notCausal: Set<String> = [
        // Encoders of text.
        "bert", "modern-bert", "neo-bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "eurobert",
        "t5encoder", "gemma-embedding", "llama-embed",
        // Encoders of images and sound, and what turns tokens into sound.
        "clip", "whisper", "wavtokenizer-dec",
        // Text by diffusion, all places at once.
        "dream", "llada", "llada-moe", "rnd1",
        // Painters.
        "flux", "sd1", "sd3", "sdxl", "aura", "hidream", "cosmos", "ltxv", "hyvid", "wan", "lumina2", "qwen_image",
        "pig",
        // No models.
        "imatrix", "controlvector",
    ]
}
