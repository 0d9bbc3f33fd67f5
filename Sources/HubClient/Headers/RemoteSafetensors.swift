public import ModelFormats

/// What stands at the beginning of the safetensors files of a model on a hub.
public struct RemoteSafetensors: Sendable, Hashable {
    /// One file.
    public struct File: Sendable, Hashable {
        /// Its path in the repo.
        public let path: String
        /// Bytes of the file; nil if the hub doesn't tell.
        public let size: Int64?
        /// What stands at its beginning.
        public let header: SafetensorsHeader
    }

    /// The commit they were read from, 40 hex digits; nil if the hub doesn't tell.
    public let commit: String?
    /// One, or the shards in order.
    public let files: [File]
    /// The index that names the shards; nil if there is none.
    public let index: SafetensorsIndex?
    /// How the weights were made smaller, from `config.json`; nil if they weren't, or if one file was asked for.
    public let quantization: QuantizationConfig?
    /// How many parameters the files have, by type and in all, counted as the Hub counts.
    public let parameters: SafetensorsParameters

    init(
        commit: String?, files: [File], index: SafetensorsIndex? = nil, quantization: QuantizationConfig? = nil
    ) {
        self.commit = commit
        self.files = files
        self.index = index
        self.quantization = quantization
        parameters = .count(
            files.map { $0.header.summary() }, quantization: quantization, indexTotal: index?.totalParameters)
    }

    /// Whether the weights are spread over several files.
    public var isSharded: Bool { files.count > 1 || index != nil }

    /// `__metadata__` of the files; of several that have the same key, the first one's.
    public var metadata: [String: String] {
        files.reduce(into: [:]) { all, file in all.merge(file.header.metadata) { first, _ in first } }
    }
}
