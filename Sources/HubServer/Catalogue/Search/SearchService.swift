import HubAPI
import HubStorage

/// Search over what the caller may see: full text, and the few names that a search box shows while somebody types.
struct SearchService: Sendable {
    let database: any Database
    let caches: HistoryCaches
    let estimates: RepoListEstimates

    struct Hit: Sendable {
        let item: RepoListService.Item
        /// Some of the card's text around the words.
        let excerpt: Excerpt
        let name: Excerpt
    }

    struct Hits: Sendable {
        let hits: [Hit]
        /// How many there are; of words that many repos hold, how many were looked at.
        let total: Int
    }

    /// Ids of repos in order of relevance, for those who go on with them.
    func ids(_ text: String, _ type: RepoType, limit: Int, caller: Caller) async throws -> [Int64] {
        let (words, estimates) = (SearchWords(text), estimates)
        return try await database.read { db in
            Array(try FullTextStore(db, estimates).ids(words, [type], caller).prefix(limit))
        }
    }

    func fullText(
        _ text: String, _ types: [RepoType], skip: Int, limit: Int, caller: Caller
    ) async throws -> Hits {
        let words = SearchWords(text)
        let (caches, estimates) = (caches, estimates)
        let (items, bodies, total) = try await database.read { db in
            let ids = try FullTextStore(db, estimates).ids(words, types, caller)
            let page = try ReposStore(db).find(ids: Array(ids.dropFirst(skip).prefix(limit)))
                .filter { Access.canRead($0, caller) }
            let items = try RepoListService.items(page, properties: [], caches, caller, db)
            return (items, try RepoTextsStore(db).bodies(of: page.map(\.id)), ids.count)
        }
        let hits = items.map { item in
            Hit(
                item: item, excerpt: Excerpt(of: bodies[item.repo.id] ?? "", around: words),
                name: Excerpt(whole: item.repo.fullName, marking: words))
        }
        return Hits(hits: hits, total: total)
    }

    struct Names: Sendable {
        var repos: [RepoType: [Repo]] = [:]
        var accounts: [Account] = []
    }

    /// Repos whose ids hold all of the words, those that trend most first, and accounts whose names begin so.
    func names(
        _ text: String, _ types: [RepoType], accounts kinds: Set<Account.Kind>, limit: Int, caller: Caller
    ) async throws -> Names {
        let estimates = estimates
        let words = text.split(whereSeparator: \.isWhitespace).prefix(8).map { String($0.prefix(100)) }
        guard !words.isEmpty else { return Names() }
        return try await database.read { db in
            var found = Names()
            let ids = try NameSearchStore(db, estimates).ids(words, types, limit: limit, caller)
            let repos = try ReposStore(db).find(ids: types.flatMap { ids[$0] ?? [] })
            found.repos = Dictionary(grouping: repos.filter { Access.canRead($0, caller) }, by: \.type)
            if !kinds.isEmpty { found.accounts = try AccountsStore(db).find(prefix: text, kinds, limit: limit) }
            return found
        }
    }
}
