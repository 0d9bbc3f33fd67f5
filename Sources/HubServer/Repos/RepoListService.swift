import GitObjects
import HubAPI
import HubStorage

/// Lists of repos that the caller may see.
struct RepoListService: Sendable {
    let database: any Database
    let caches: HistoryCaches

    struct Item: Sendable {
        let repo: Repo
        let tags: [String]
        /// Whether the caller may see what only members see.
        let isMember: Bool
        let head: ObjectID?
        /// Paths at the head, when they were asked for.
        let files: [String]?
    }

    struct Page: Sendable {
        let items: [Item]
        /// Where the next page begins, if there may be one.
        let next: String?
    }

    func accountExists(_ name: String) async throws -> Bool {
        try await database.read { db in try AccountsStore(db).find(name) != nil }
    }

    func page(_ query: RepoListQuery, withFiles: Bool = false, caller: Caller) async throws -> Page {
        let caches = caches
        return try await database.read { db in
            let found = try RepoListStore(db).page(query, caller)
            let tags = try ReposStore(db).tags(of: found.map(\.id))
            // A fine-grained token may cover only some of its user's private repos.
            let items = try found.filter { Access.canRead($0, caller) }.map { repo in
                let reader = HistoryReader(db, repoID: repo.id, caches: caches)
                return Item(
                    repo: repo, tags: tags[repo.id] ?? [], isMember: Access.isMember(of: repo, caller), head: repo.head,
                    files: withFiles ? try Self.files(repo.head, reader) : nil)
            }
            let last = found.count == query.limit ? found.last : nil
            return Page(items: items, next: last.map { "\(RepoListStore.value($0, query.sort)):\($0.id)" })
        }
    }

    private static func files(_ head: ObjectID?, _ reader: HistoryReader) throws -> [String] {
        guard let commit = try head.flatMap({ try reader.commit($0) }) else { return [] }
        var paths: [String] = []
        try reader.files(in: commit.tree) { path, _ in
            paths.append(path)
            return true
        }
        return paths
    }
}
