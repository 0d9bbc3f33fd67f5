/// What comparing files with what the hub says they are brought to light.
public struct CacheVerification: Sendable, Hashable {
    /// A file whose bytes are not those of the repo.
    public struct Mismatch: Sendable, Hashable {
        /// The hashes that name a file.
        public enum Algorithm: String, Sendable, Hashable {
            /// Of large files.
            case sha256
            /// The id of the git object, of others.
            case gitSHA1 = "git-sha1"
        }

        /// Its path in the repo.
        public let file: String
        /// How both hashes were computed.
        public let algorithm: Algorithm
        /// Hex digits.
        public let expected: String
        /// Hex digits.
        public let actual: String
    }

    /// The folder that was looked through.
    public let path: String
    /// How many files were hashed.
    public let checked: Int
    /// All lists are in the order of paths.
    public let mismatches: [Mismatch]
    /// Files of the repo that are not here.
    public let missing: [String]
    /// Files here that the repo doesn't have.
    public let extra: [String]
}

extension HubCache {
    /// Hashes every file of a snapshot and compares with the commit's listing. Asks nobody.
    ///
    /// - Parameters:
    ///   - repo: Whose snapshot.
    ///   - commit: 40 hex digits.
    ///   - tree: What the commit consists of, from the hub.
    ///   - onFile: Told of every file before it is hashed, with its number of bytes.
    /// - Throws: ``HubError`` of kind `notCached` if the cache has no snapshot of the commit, `fileSystem` for files
    ///   that can't be read, `cancelled`.
    public func verify(
        _ repo: RepoReference, commit: String, against tree: CachedTree,
        onFile: @escaping @Sendable (_ file: String, _ size: Int64) -> Void = { _, _ in }
    ) async throws(HubError) -> CacheVerification {
        let folder = folder(of: repo)
        guard folder.hasSnapshot(commit) else {
            throw HubError(.notCached, "The cache has no snapshot of \(repo) at \(commit)")
        }
        return try await Self.verify(folder.snapshotPath(commit), against: tree, onFile: onFile)
    }

    /// Hashes every file of a folder that was downloaded into (`--local-dir`) and compares with a commit's listing.
    ///
    /// What git and this client keep there for themselves (`.git`, `.cache/huggingface`) doesn't count.
    ///
    /// - Parameters:
    ///   - folder: Its path.
    ///   - tree: What the commit consists of, from the hub.
    ///   - onFile: Told of every file before it is hashed, with its number of bytes.
    /// - Throws: ``HubError`` of kind `fileSystem` for files that can't be read, `cancelled`.
    public static func verify(
        _ folder: String, against tree: CachedTree,
        onFile: @escaping @Sendable (_ file: String, _ size: Int64) -> Void = { _, _ in }
    ) async throws(HubError) -> CacheVerification {
        try await BlockingWork.run { cancellation throws(HubError) in
            try FolderVerification(folder: folder, tree: tree, cancellation: cancellation, onFile: onFile).run()
        }
    }
}
