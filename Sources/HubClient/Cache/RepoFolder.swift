import HubAPI

/// One repo's part of the cache: `models--ns--name`.
struct RepoFolder: Sendable {
    let cache: HubCache
    let repo: RepoReference

    /// `models--ns--name`, or `models--name` of old models without a namespace.
    var name: String {
        ([repo.type.plural] + [repo.id.namespace, repo.id.name].compactMap { $0 }).joined(separator: "--")
    }

    var path: String { "\(cache.root)/\(name)" }

    /// Where a file's content lies: its etag is the SHA-256 of large files, the git blob id of others.
    func blobPath(_ etag: String) -> String { "\(path)/blobs/\(CachePath.blobName(etag))" }

    /// Where content lies that is not whole yet. Only for whoever holds the etag's lock, and only if that lock
    /// ``FileLock/isTrustworthy``.
    func partialPath(_ etag: String) -> String { "\(blobPath(etag)).incomplete" }

    /// A name for such content that nobody else has, for when locks can't be trusted. Named as Python's client does.
    func uniquePartialPath(_ etag: String) -> String { "\(blobPath(etag)).\(FileSystem.randomHex()).incomplete" }

    func snapshotPath(_ commit: String) -> String { "\(path)/snapshots/\(commit)" }

    /// Where a snapshot has a file.
    ///
    /// Throws ``HubError/Kind/invalidInput`` if that would lie outside of the snapshot.
    func pointerPath(_ commit: String, _ file: String) throws(HubError) -> String {
        try check(commit)
        try CachePath.check(file)
        return "\(snapshotPath(commit))/\(file)"
    }

    var locksPath: String { "\(cache.root)/.locks/\(name)" }

    func lockPath(_ etag: String) -> String { "\(locksPath)/\(CachePath.blobName(etag)).lock" }

    /// Waits until no other process and no other task makes this blob. Throws ``HubError/Kind/cancelled`` when the
    /// waiting task is cancelled.
    func lock(_ etag: String) async throws(HubError) -> FileLock {
        try await FileLock.acquire(lockPath(etag), logger: cache.logger)
    }

    /// Makes the folders that every download into the cache needs.
    func prepare() throws(HubError) {
        try cache.prepare()
        try FileSystem.makeFolders("\(path)/blobs")
        try FileSystem.makeFolders("\(path)/snapshots")
    }

    /// A commit comes from the hub and becomes a folder's name.
    func check(_ commit: String) throws(HubError) {
        guard Revision(commit).isCommit else {
            throw HubError(.invalidInput, "“\(commit.prefix(80))” of \(repo) is no commit id of 40 hex digits")
        }
    }
}
