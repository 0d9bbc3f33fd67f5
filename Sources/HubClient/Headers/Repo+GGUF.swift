public import ModelFormats

/// What stands at the beginning of a GGUF file on a hub.
public struct RemoteGGUF: Sendable {
    /// The file's path in the repo.
    public let path: String
    /// The commit it was read from, 40 hex digits; nil if the hub doesn't tell.
    public let commit: String?
    /// Bytes of the file; nil if the hub doesn't tell.
    public let size: Int64?
    /// What stands at its beginning.
    public let header: GGUFHeader
    /// The bytes that the header was read from.
    private let bytes: [UInt8]

    init(path: String, commit: String?, size: Int64?, header: GGUFHeader, bytes: [UInt8]) {
        self.path = path
        self.commit = commit
        self.size = size
        self.header = header
        self.bytes = bytes
    }

    /// The metadata by key, such as `general.architecture`. Arrays are known by their place only; see
    /// ``strings(_:atMost:)``.
    public var metadata: [String: GGUFValue] { header.metadata }
    /// In the order of the file.
    public var tensors: [GGUFTensor] { header.tensors }

    /// The first strings of an array in the metadata, such as `tokenizer.ggml.tokens`; nil if there is no such array.
    public func strings(_ key: String, atMost limit: Int = 1000) -> [String]? {
        header.strings(key, in: bytes, atMost: limit)
    }
}

/// The models of a repo in GGUF, as people choose among them.
public struct GGUFListing: Sendable, Hashable {
    /// A file that belongs to models without being one.
    public struct Auxiliary: Sendable, Hashable {
        /// What it is.
        public let kind: GGUFFileName.Auxiliary
        /// From the root of the repo, with slashes.
        public let path: String
        /// Bytes.
        public let size: Int64
    }

    /// The commit that was listed, 40 hex digits.
    public let commit: String
    /// From small to large; split ones are one model.
    public let models: [GGUFModel]
    /// What belongs to models without being one: projectors, importance matrices, small models that guess ahead.
    public let auxiliaries: [Auxiliary]
    /// As the repo lists them, which is what decides among equals.
    private let listed: [GGUFModel]

    init(commit: String, files: [GGUFFiles.File]) {
        self.commit = commit
        listed = GGUFFiles.models(in: files)
        models = GGUFFiles.bySize(listed)
        auxiliaries = files.compactMap { file in
            GGUFFileName(file.path)?.auxiliary.map { Auxiliary(kind: $0, path: file.path, size: file.size) }
        }
    }

    /// The one that programs take who name none: Q4_K_M, else Q8_0, else the first. Nil if there are no models.
    public var preferred: GGUFModel? { GGUFFiles.preferred(listed) }

    /// The model that llama.cpp takes for `owner/name:tag`; nil if none has the tag.
    public func model(tagged tag: String) -> GGUFModel? { GGUFFiles.llamaCpp(tag: tag, among: listed) }

    /// The model whose quantization is `quantization`, or else the next smaller one, or else the smallest of all.
    /// Nil for a word that is no quantization, and if there is nothing to choose from.
    public func nearest(to quantization: String) -> GGUFModel? {
        let wanted = quantization.uppercased()
        if let exact = listed.first(where: { $0.quantization == wanted }) { return exact }
        guard let place = GGUFQuantization.rank(of: wanted) else { return nil }
        let ranked = models.reversed().compactMap { model in
            model.quantization.flatMap(GGUFQuantization.rank).map { (rank: $0, model: model) }
        }
        return (ranked.first { $0.rank >= place } ?? ranked.last)?.model
    }
}

extension Repo {
    /// Reads the metadata and the list of tensors of a GGUF file, without the file.
    ///
    /// - Throws: ``HubError``: `entryNotFound`, `decoding` for a file that is no GGUF or whose header claims more than
    ///   `GGUFLimits` allow, ….
    @concurrent
    public func gguf(_ file: String, revision: Revision = .main) async throws(HubError) -> RemoteGGUF {
        var beginning = FileBeginning(hub.session, reference, file, revision)
        var wanted = GGUFHeader.firstReadLength
        while true {
            try await beginning.read(wanted)
            let parsed: GGUFHeader.Parsed
            do {
                parsed = try GGUFHeader.parse(beginning.bytes, fileSize: beginning.size)
            } catch { throw HubError(error, in: beginning) }
            switch parsed {
            case .complete(let header):
                return RemoteGGUF(
                    path: file, commit: beginning.revision.isCommit ? beginning.revision.name : nil,
                    size: beginning.size, header: header, bytes: Array(beginning.bytes.prefix(header.length)))
            case .incomplete(let needed):
                // Each try reads all from the beginning, so the steps grow.
                wanted = min(max(needed, wanted * 2), GGUFLimits.headerLength)
            }
        }
    }

    /// The models of the repo in GGUF, with their sizes; split ones joined.
    ///
    /// - Throws: ``HubError``: `repositoryNotFound`, `revisionNotFound`, ….
    @concurrent
    public func ggufModels(revision: Revision = .main) async throws(HubError) -> GGUFListing {
        let commit = try await commit(of: revision)
        var files: [GGUFFiles.File] = []
        for try await entry in tree(recursive: true, revision: Revision(commit)) {
            if let file = entry.file, GGUFFileName(file.path) != nil { files.append((file.path, file.size)) }
        }
        return GGUFListing(commit: commit, files: files)
    }
}
