import HubAPI

/// The files of a commit with what identifies their content, as the cache keeps them: `trees/<commit>.json`.
///
/// A commit never changes, so neither does this.
public struct CachedTree: Sendable, Hashable {
    /// A file: what it holds, and how much.
    public struct Entry: Sendable, Hashable {
        /// Bytes.
        public var size: Int64
        /// The git object's id, 40 hex digits: of the file, or of the pointer that git has in place of a large one.
        public var blobID: String
        /// Of a large file's content, 64 hex digits; nil for others.
        public var sha256: String?
        /// Bytes of a large file's content; nil for others.
        public var lfsSize: Int64?
        /// What Xet names the content by, 64 hex digits; nil where it isn't stored by Xet.
        public var xetHash: String?

        /// Takes the parts as they are: sizes in bytes, hashes in lower-case hex digits.
        public init(
            size: Int64, blobID: String, sha256: String? = nil, lfsSize: Int64? = nil, xetHash: String? = nil
        ) {
            self.size = size
            self.blobID = blobID
            self.sha256 = sha256
            self.lfsSize = lfsSize
            self.xetHash = xetHash
        }

        /// What the hub sends as the file's ETag, and the cache names its blob by.
        public var etag: String { sha256 ?? blobID }
    }

    /// By path in the repo.
    public var files: [String: Entry]

    /// Takes the files by their path in the repo.
    public init(files: [String: Entry]) { self.files = files }
}

extension CachedTree {
    /// Of the commit that a folder keeps; nil if there is none or it isn't as it should be, so that the hub is asked.
    static func read(in folder: String, commit: String) -> CachedTree? {
        guard Revision(commit).isCommit,
            let bytes = try? FileSystem.read("\(folder)/trees/\(commit).json", limit: 512 << 20)
        else { return nil }
        return CachedTree(json: bytes)
    }

    /// Keeps the listing of a commit in a folder. One with an impossible Xet hash is not kept.
    func store(in folder: String, commit: String) throws(HubError) {
        guard Revision(commit).isCommit else {
            throw HubError(.invalidInput, "“\(commit.prefix(80))” is no commit id of 40 hex digits")
        }
        guard hasValidXetHashes else { return }
        try FileSystem.makeFolders("\(folder)/trees")
        // For its owner alone, as Python's client leaves it.
        try FileSystem.write(json, to: "\(folder)/trees/\(commit).json", mode: 0o600)
    }

    var hasValidXetHashes: Bool {
        files.values.allSatisfy { $0.xetHash.map { CachePath.isHex($0, count: 64) } ?? true }
    }
}

extension RepoFolder {
    /// What a commit consists of, if it was listed before.
    func tree(of commit: String) -> CachedTree? { CachedTree.read(in: path, commit: commit) }

    func store(_ tree: CachedTree, of commit: String) throws(HubError) { try tree.store(in: path, commit: commit) }
}
