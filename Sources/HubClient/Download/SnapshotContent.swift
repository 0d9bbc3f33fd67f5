import HubAPI

/// The files of a revision that are wanted.
struct SnapshotContent: Sendable {
    let commit: String
    /// Of the whole commit.
    let tree: CachedTree
    /// Those that are wanted, in the order of their paths.
    let files: [RemoteFile]

    init(_ repo: RepoReference, commit: String, tree: CachedTree, filter: PathFilter) {
        self.commit = commit
        self.tree = tree
        files = tree.files.keys.filter { filter.passes($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .compactMap { path in
                tree.files[path].map { RemoteFile($0, repo: repo, file: path, commit: commit) }
            }
    }
}

/// Where the listing of a commit is kept: in the cache, or in the folder that is downloaded into.
protocol ListingStore {
    func tree(of commit: String) -> CachedTree?
    func store(_ tree: CachedTree, of commit: String) throws(HubError)
}

extension RepoFolder: ListingStore {}
extension LocalFolder: ListingStore {}

extension DownloadJob {
    /// What a revision consists of: one request for its commit, and the listing unless it lies here.
    ///
    /// - Parameter keeps: Whether a listing that had to be asked for is kept.
    func content(
        _ filter: PathFilter, in store: some ListingStore, keeps: Bool, repeats: HubCall.Repeats
    ) async throws(HubError) -> SnapshotContent {
        let listing = CommitListing(hub: hub, repo: repo)
        let commit = try await listing.commit(of: revision, repeats: repeats)
        if let tree = store.tree(of: commit) {
            return SnapshotContent(repo, commit: commit, tree: tree, filter: filter)
        }
        let tree = try await listing.files(of: commit)
        // A cache that can't be written to may hold all the files.
        if keeps { try? store.store(tree, of: commit) }
        return SnapshotContent(repo, commit: commit, tree: tree, filter: filter)
    }
}
