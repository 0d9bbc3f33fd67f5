import HubAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension HubCache {
    /// Reads the whole cache. What is damaged or somebody else's becomes a warning and hides nothing else.
    ///
    /// - Throws: ``HubError`` of kind `fileSystem` if the folder is missing or can't be read, `cancelled`.
    public func scan() async throws(HubError) -> CacheReport {
        try await BlockingWork.run { cancellation throws(HubError) in
            var scan = CacheScan(cache: self, cancellation: cancellation)
            return try scan.run()
        }
    }
}

/// A scan in progress. Blocks.
struct CacheScan {
    let cache: HubCache
    let cancellation: BlockingWork.Cancellation
    var warnings: [CacheWarning] = []
    private var repos: [CachedRepo] = []
    private var partials: [CachedPartial] = []

    init(cache: HubCache, cancellation: BlockingWork.Cancellation) {
        self.cache = cache
        self.cancellation = cancellation
    }

    mutating func run() throws(HubError) -> CacheReport {
        guard let status = FileStatus(cache.root) else {
            throw HubError(
                .fileSystem(code: ENOENT), "There is no cache at “\(cache.root)”",
                suggestion: "Set HF_HUB_CACHE or HF_HOME if it lies elsewhere; a first download makes it")
        }
        guard status.kind == .folder else {
            throw HubError(.fileSystem(code: ENOTDIR), "The cache “\(cache.root)” is no folder")
        }
        let shared = SharedBlobs(cache: cache.root)
        let hasShared = shared.isMarked
        let ignored: Set = [".locks", CacheTag.name, ".DS_Store", "Thumbs.db", "desktop.ini"]
        for name in try FileSystem.names(in: cache.root) where !ignored.contains(name) {
            if name == "blobs", hasShared { continue }
            try cancellation.check()
            try scanRepo(name)
        }
        let payloads = hasShared ? shared.payloads() : []
        return CacheReport(
            root: cache.root,
            repos: repos.sorted {
                ($0.type, $0.id.lowercased(), $0.id) < ($1.type, $1.id.lowercased(), $1.id)
            },
            partials: partials, unusedSharedBlobs: payloads.filter { shared.isUnused($0.path) },
            warnings: warnings, size: size(payloads, hasShared ? shared : nil))
    }

    mutating func warn(_ message: String, _ path: String) {
        warnings.append(CacheWarning(path: path, message: message))
    }

    private mutating func scanRepo(_ name: String) throws(HubError) {
        let path = "\(cache.root)/\(name)"
        guard FileStatus.isFolder(path) else { return warn("Not the folder of a repo", path) }
        let types = ["models": "model", "datasets": "dataset", "spaces": "space", "kernels": "kernel"]
        guard let (plural, id) = Self.parts(of: name), let type = types[plural] else {
            return warn("Not the folder of a repo", path)
        }
        let blobs = "\(path)/blobs"
        for name in try FileSystem.names(in: blobs) where PartialName.isPartial(name) {
            guard let status = FileStatus(unfollowed: "\(blobs)/\(name)") else { continue }
            partials.append(
                CachedPartial(
                    path: "\(blobs)/\(name)", size: status.size, lastModified: Timestamp(seconds: status.modified)))
        }
        guard FileStatus.isFolder("\(path)/snapshots") else { return warn("The repo has no snapshots", path) }
        repos.append(try RepoScan(path: path, type: type, id: id).run(&self))
    }

    /// `models--ns--name` as `models` and `ns/name`.
    private static func parts(of name: String) -> (plural: String, id: String)? {
        let bytes = Array(name.utf8)
        let dashes = bytes.indices.dropLast().first { bytes[$0] == 0x2D && bytes[$0 + 1] == 0x2D }
        guard let dashes, dashes + 2 < bytes.count else { return nil }
        var id: [UInt8] = []
        var index = dashes + 2
        while index < bytes.count {
            let isSeparator = bytes[index] == 0x2D && index + 1 < bytes.count && bytes[index + 1] == 0x2D
            id.append(isSeparator ? 0x2F : bytes[index])
            index += isSeparator ? 2 : 1
        }
        return (String(decoding: bytes[..<dashes], as: UTF8.self), String(decoding: id, as: UTF8.self))
    }

    /// Bytes of all contents; links to shared ones count where these lie.
    private func size(_ payloads: [CachedSharedBlob], _ shared: SharedBlobs?) -> Int64 {
        let files = repos.flatMap(\.revisions).flatMap(\.files)
        let sizes = Dictionary(files.map { ($0.blobPath, $0.size) }, uniquingKeysWith: { first, _ in first })
        let own = sizes.filter { shared?.sharedHash(of: $0.key) == nil }.values.reduce(0, +)
        return own + payloads.map(\.size).reduce(0, +)
    }
}

/// The names of files that are not whole yet, of this client and of Python's.
enum PartialName {
    static func isPartial(_ name: String) -> Bool {
        name.hasSuffix(".incomplete") || name.hasPrefix("tmp_")
            || name.hasPrefix(".") && (name.hasSuffix(".link") || name.hasSuffix(".shared"))
    }

    /// The etag whose lock the file belongs to: `<etag>.incomplete`, `<etag>.<8 hex digits>.incomplete` or
    /// `<etag>.resume.incomplete`.
    static func etag(of name: String) -> String? {
        guard name.hasSuffix(".incomplete") else { return nil }
        let stem = name.dropLast(".incomplete".count)
        guard let dot = stem.lastIndex(of: ".") else { return String(stem) }
        let last = stem[stem.index(after: dot)...]
        return String(last == "resume" || CachePath.isHex(last, count: 8) ? stem[..<dot] : stem)
    }
}
