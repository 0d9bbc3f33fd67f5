import GitObjects
import HubAPI
import HubStorage

/// Lists of repos that the caller may see.
struct RepoListService: Sendable {
    private let database: any Database
    private let caches: HistoryCaches
    private let estimates: RepoListEstimates

    init(database: any Database, caches: HistoryCaches, estimates: RepoListEstimates) {
        self.database = database
        self.caches = caches
        self.estimates = estimates
    }

    struct Item: Sendable {
        let repo: Repo
        let tags: [String]
        /// The properties that were asked for, as JSON texts.
        let properties: [String: String]
        /// Whether the caller may see what only members see.
        let isMember: Bool
        let head: ObjectID?
        /// Paths at the head, when they were asked for.
        let files: [String]?
    }

    struct Page: Sendable {
        let items: [Item]
        /// Where the next page begins, if there may be one.
        let next: RepoListQuery.Place?
    }

    func accountExists(_ name: String) async throws -> Bool {
        try await database.read { db in try AccountsStore(db).find(name) != nil }
    }

    /// - Parameter properties: The names of the stored properties that the items are to have.
    func page(
        _ query: RepoListQuery, properties: Set<String> = [], withFiles: Bool = false, caller: Caller
    ) async throws -> Page {
        let (caches, estimates) = (caches, estimates)
        return try await database.read { db in
            let found = try RepoListStore(db, estimates).page(query, caller)
            // A fine-grained token may cover only some of its user's private repos.
            let readable = found.filter { Access.canRead($0, caller) }
            let items = try Self.items(readable, properties: properties, withFiles: withFiles, caches, caller, db)
            let last = found.count == query.limit ? found.last : nil
            return Page(items: items, next: last.map { RepoListStore.place($0, query.sort) })
        }
    }

    /// What lists show of repos that the caller may read.
    static func items(
        _ repos: [Repo], properties: Set<String>, withFiles: Bool = false, _ caches: HistoryCaches, _ caller: Caller,
        _ db: any SQLConnection
    ) throws -> [Item] {
        let tags = try ReposStore(db).tags(of: repos.map(\.id))
        let facts = RepoFactsStore(db)
        let stored = try facts.properties(properties.subtracting(RepoProperties.live), of: repos.map(\.id))
        let live = try facts.live(properties.intersection(RepoProperties.live), of: repos)
        return try repos.map { repo in
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let properties = (stored[repo.id] ?? [:]).merging(live[repo.id] ?? [:]) { $1 }
            return Item(
                repo: repo, tags: tags[repo.id] ?? [], properties: properties,
                isMember: Access.isMember(of: repo, caller), head: repo.head,
                files: withFiles ? try files(repo.head, reader) : nil)
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

extension RepoListService.Item {
    /// What lists show of the repo: who it is, and the properties of these names.
    func members(_ names: [String]) -> [JSONMember] {
        RepoProperties.identity(repo)
            + names.compactMap { name in
                let value: JSONValue? =
                    switch name {
                    case "sha": head.map { .string($0.hex) }
                    case "siblings": files.map { .array($0.map { ["rfilename": .string($0)] }) }
                    default: RepoProperties.value(name, repo, tags: tags, stored: properties, member: isMember)
                    }
                return value.map { JSONMember(name, $0) }
            }
    }
}
