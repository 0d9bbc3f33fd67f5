import GitObjects
import HubAPI
import RepoCards

/// Finds the Parquet files of datasets, by what their cards and the names of their files say.
struct ParquetListingService: Sendable {
    /// Bytes of a card that is read.
    private static let longestCard: Int64 = 1 << 20

    struct Key: Hashable, Sendable {
        let repoID: Int64
        let commit: ObjectID
    }

    let branches: MainBranches
    let bytes: StoredBytes
    private let cache = BoundedCache<Key, ParquetListing>(limit: 8 << 20)

    init(branches: MainBranches, bytes: StoredBytes) {
        self.branches = branches
        self.bytes = bytes
    }

    /// Whoever may see a gated repo may see which files it has. Their content is asked for elsewhere.
    func listing(
        _ reference: RepoReference, caller: Caller
    ) async throws -> (repo: Repo, commit: ObjectID, listing: ParquetListing) {
        let branch = try await branches.open(reference, .names, caller: caller)
        let key = Key(repoID: branch.repo.id, commit: branch.commit.id)
        if let found = cache.find(key) { return (branch.repo, key.commit, found) }
        let files = try await branches.files(branch) { _ in true }
        let listing = ParquetListing(
            card: try await card(branch), files: files.map { RepoFile(path: $0.path, size: $0.size) })
        cache.insert(key, listing, cost: listing.cost)
        return (branch.repo, key.commit, listing)
    }

    /// A card that can't be read names no configs.
    private func card(_ branch: MainBranch) async throws -> JSONValue? {
        guard let (file, content) = try await branches.contents(branch, of: ["README.md"])["README.md"],
            file.size <= Self.longestCard
        else { return nil }
        let text = String(decoding: try await bytes.read(content, 0..<file.size), as: UTF8.self)
        return try? RepoCard.parse(text).data
    }
}
