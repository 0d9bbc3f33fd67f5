/// What the cache says about a file of a repo, without asking the hub.
public enum CachedEntry: Sendable, Hashable {
    /// It lies here, as it is in this commit.
    case file(path: String, commit: String)
    /// The hub said that this commit has no such file.
    case knownMissing(commit: String)
}

extension HubCache {
    /// The commit that a revision of a repo was when the hub was last asked about it, if any of its files lie here.
    ///
    /// - Returns: nil if the cache doesn't know the revision, or has no snapshot of its commit.
    public func commit(of repo: RepoReference, revision: Revision = .main) -> String? {
        let folder = folder(of: repo)
        return folder.commit(of: revision).flatMap { folder.hasSnapshot($0) ? $0 : nil }
    }

    /// Looks a file up as it was in a revision when the hub was last asked about that; nil if the cache doesn't know.
    ///
    /// - Parameters:
    ///   - file: Its path in the repo.
    ///   - repo: Whose file.
    ///   - revision: A branch, tag, ref or commit.
    /// - Throws: ``HubError`` of kind `invalidInput` for a path that can't lie in a cache, such as one with `..`.
    public func cachedFile(
        _ file: String, of repo: RepoReference, revision: Revision = .main
    ) throws(HubError) -> CachedEntry? {
        try CachePath.check(file)
        let folder = folder(of: repo)
        guard let commit = folder.commit(of: revision) else { return nil }
        return folder.entry(file, at: commit)
    }
}

extension RepoFolder {
    /// What is known of a file of a commit; nil if nothing.
    ///
    /// - Parameter size: Bytes that the file must have. One with others was damaged, and counts as not there.
    func entry(_ file: String, at commit: String, size: Int64? = nil) -> CachedEntry? {
        guard let pointer = try? pointerPath(commit, file) else { return nil }
        if let status = FileStatus(pointer), status.kind == .file, size == nil || size == status.size {
            return .file(path: pointer, commit: commit)
        }
        return isKnownMissing(commit, file) ? .knownMissing(commit: commit) : nil
    }

    /// Whether a blob lies here with so many bytes, in the repo's own folder or among the shared ones.
    func hasBlob(_ etag: String, size: Int64? = nil) -> Bool {
        guard let status = FileStatus(blobPath(etag)), status.kind == .file else { return false }
        return size == nil || size == status.size
    }

    /// Which of a commit's files its snapshot lacks, or has with another size, in the order of their bytes.
    func missingFiles(
        of commit: String, in tree: CachedTree, where isWanted: (String) -> Bool = { _ in true }
    ) -> [String] {
        tree.files.filter { file, entry in
            guard isWanted(file) else { return false }
            guard case .file = self.entry(file, at: commit, size: entry.lfsSize ?? entry.size) else { return true }
            return false
        }
        .keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether any of a commit's files lies here.
    func hasSnapshot(_ commit: String) -> Bool {
        Revision(commit).isCommit && FileStatus.isFolder(snapshotPath(commit))
    }
}
