import HubAPI
import HubStorage
import Logging

/// Searches repos by what they mean.
///
/// A query of one word is looked up as a word. One of several words is also turned into a vector and compared with
/// those of the repos, and the two orders are fused. Without an endpoint, or while it is down, words alone decide.
struct SemanticSearchService: Sendable {
    /// Repo ids in the order in which full text finds them.
    typealias FullText =
        @Sendable (_ query: String, _ type: RepoType, _ limit: Int, _ caller: Caller) async throws -> [Int64]

    struct Hit: Sendable {
        let repo: Repo
        let tags: [String]
        /// From 0 to 1: ``RankFusion``'s, so it says how early the repo was found and not how alike the texts are.
        let score: Double
        /// A Space's card data as JSON text.
        let card: String?
        /// Whether the caller may see what only members see.
        let isMember: Bool
    }

    /// Repos of each of the two orders that are fused.
    private static let depth = 100
    /// Near repos that are looked up until enough of them may be shown.
    private static let candidates = 5_000
    /// When filters leave no more repos than these, only they are compared, so that none of them is missed.
    private static let fewRepos = 2_000

    let database: any Database
    let queries: QueryVectors?
    let index: VectorIndex?
    let fullText: FullText

    init(database: any Database, embeddings: EmbeddingClient?, fullText: @escaping FullText, logger: Logger) {
        self.database = database
        self.queries = embeddings.map { QueryVectors(client: $0, logger: logger) }
        self.index = embeddings.map { VectorIndex(model: $0.model, database: database, logger: logger) }
        self.fullText = fullText
    }

    /// For tests that have an index of their own.
    init(database: any Database, queries: QueryVectors?, index: VectorIndex?, fullText: @escaping FullText) {
        self.database = database
        self.queries = queries
        self.index = index
        self.fullText = fullText
    }

    /// The repos that the caller may read, best first.
    func search(_ query: SemanticSearchQuery, caller: Caller) async throws -> [Hit] {
        // Filters are applied to what full text finds, so it must find more.
        let wordLimit = query.tags.isEmpty && query.sdks.isEmpty ? 2 * Self.depth : 10 * Self.depth
        async let byWords = fullText(query.text, query.type, wordLimit, caller)
        let near = try await near(query)
        let words = try await byWords
        let (hits, gone) = try await database.read { db in
            var lookup = SemanticLookup(db, query, caller)
            let depth = max(Self.depth, query.limit)
            var lists = [try lookup.keep(words, count: depth)]
            if let near { lists.append(try lookup.keep(near.map(\.id), count: depth)) }
            return (try Self.hits(RankFusion.fuse(lists).prefix(query.limit), lookup), lookup.missing)
        }
        index?.forget(gone)
        return hits
    }

    /// The repos whose vectors are near the query's, whoever may see them; nil when words alone decide.
    private func near(_ query: SemanticSearchQuery) async throws -> [NearRepo]? {
        guard let queries, let index, QueryVectors.hasSeveralWords(query.text),
            let vector = try await queries.vector(query.text)
        else { return nil }
        try await index.refresh()
        var few: Set<Int64>?
        if !query.tags.isEmpty {
            few = try await database.read { db in
                try VectorStore(db).repos(query.type, tags: query.tags, limit: Self.fewRepos)
            }
        }
        return index.nearest(to: vector, type: query.type, count: Self.candidates, among: few)
    }

    private static func hits(_ ranked: some Sequence<RankFusion.Ranked>, _ lookup: SemanticLookup) throws -> [Hit] {
        let found = ranked.compactMap { ranked in lookup.kept[ranked.id].map { (ranked.score, $0.repo, $0.tags) } }
        let spaces = found.map(\.1).filter { $0.type == .space }.map(\.id)
        let cards = try RepoFactsStore(lookup.db).properties(["cardData"], of: spaces)
        return found.map { score, repo, tags in
            Hit(
                repo: repo, tags: tags, score: score, card: cards[repo.id]?["cardData"],
                isMember: Access.isMember(of: repo, lookup.caller))
        }
    }
}
