import HubAPI
import HubStorage

/// Looks up found repos in one read: only those that are there, that pass the filters, and that the caller may read go
/// on. What is left out leaves no gap, so nobody learns from scores that there was something.
struct SemanticLookup {
    private static let pageSize = 100

    let db: any SQLConnection
    let query: SemanticSearchQuery
    let caller: Caller

    private(set) var kept: [Int64: (repo: Repo, tags: [String])] = [:]
    private(set) var missing: [Int64] = []
    private var seen: Set<Int64> = []

    init(_ db: any SQLConnection, _ query: SemanticSearchQuery, _ caller: Caller) {
        self.db = db
        self.query = query
        self.caller = caller
    }

    /// The first `count` of the repos that go on, in their order.
    mutating func keep(_ ids: [Int64], count: Int) throws -> [Int64] {
        var found: [Int64] = []
        for start in stride(from: 0, to: ids.count, by: Self.pageSize) {
            let page = Array(ids[start..<min(start + Self.pageSize, ids.count)])
            try look(page.filter { seen.insert($0).inserted })
            found += page.filter { kept[$0] != nil }
            if found.count >= count { break }
        }
        return Array(found.prefix(count))
    }

    private mutating func look(_ ids: [Int64]) throws {
        let store = ReposStore(db)
        let repos = try store.find(ids: ids)
        missing += Set(ids).subtracting(repos.map(\.id))
        let readable = repos.filter { repo in
            repo.type == query.type && !repo.disabled && Access.canRead(repo, caller)
                && (query.sdks.isEmpty || query.sdks.contains(repo.sdk ?? ""))
        }
        let tags = try store.tags(of: readable.map(\.id))
        for repo in readable {
            let own = tags[repo.id] ?? []
            if query.tags.allSatisfy(own.contains) { kept[repo.id] = (repo, own) }
        }
    }
}
