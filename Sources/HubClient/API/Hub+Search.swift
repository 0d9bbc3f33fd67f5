public import HubAPI

extension Hub {
    /// Repos that mean what a text says, the best first. The Hub finds Spaces so; other hubs models and datasets too.
    ///
    /// - Parameters:
    ///   - kind: `Model.self`, `Dataset.self` or `Space.self`.
    ///   - text: What is looked for, in any words.
    ///   - tags: That all of them must have.
    ///   - sdks: Kinds of Spaces, one of which it must be; empty for all.
    ///   - includeNonRunning: Spaces that don't run as well.
    ///   - limit: Repos in all.
    /// - Throws: ``HubError``: `notSupported` on a hub without such a search, ….
    public func semanticSearch<Kind: RepoKind>(
        _ kind: Kind.Type, _ text: String, tags: [String] = [], sdks: [String] = [], includeNonRunning: Bool = false,
        limit: Int? = nil
    ) async throws(HubError) -> [Kind.Info] {
        if let limit, limit <= 0 { return [] }
        var query = [(name: "q", value: text)]
        query += tags.map { ("filter", $0) } + sdks.map { ("sdk", $0) }
        if includeNonRunning { query.append(("includeNonRunning", "true")) }
        if let limit { query.append(("limit", String(min(limit, 100)))) }
        let call = HubCall.get("/api/\(kind.type.plural)/semantic-search", query, about: "the search by meaning")
        let session = session
        let found: [Kind.Info] = try await offering("searches of \(kind.type.plural) by meaning") {
            () async throws(HubError) in
            try await session.answer(call).values()
        }
        return limit.map { Array(found.prefix($0)) } ?? found
    }

    /// Repos whose cards have some words.
    ///
    /// - Parameters:
    ///   - text: The words.
    ///   - types: Kinds of repos; empty for all.
    ///   - skip: So many hits are left out.
    ///   - limit: Hits in the answer, 100 at most.
    /// - Throws: ``HubError``: `notSupported` on a hub without such a search, ….
    public func fullTextSearch(
        _ text: String, types: [RepoType] = [], skip: Int = 0, limit: Int = 20
    ) async throws(HubError) -> [SearchHit] {
        var query = [(name: "q", value: text)] + types.map { (name: "type", value: $0.rawValue) }
        if skip > 0 { query.append(("skip", String(skip))) }
        query.append(("limit", String(min(max(limit, 1), 100))))
        let call = HubCall.get("/api/search/full-text", query, about: "the search in texts")
        let session = session
        return try await offering("searches in texts") { () async throws(HubError) in
            try await session.answer(call).values(under: "hits")
        }
    }
}
