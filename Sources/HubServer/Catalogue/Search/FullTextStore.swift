import HubAPI
import HubStorage

/// Which repos hold certain words, best first. SQL and nothing else.
///
/// Scoring takes each match in hand, and all repos that hold each word. Words that few repos hold are scored fully; of
/// those that many hold, the repos named so, the newest and the most popular are looked at.
struct FullTextStore {
    /// Up to so many matches all of them are scored.
    private static let scored = 200
    /// Up to so many matches are all found; of more, the newest.
    static let newest = 250
    /// Of each type.
    static let popular = 30

    let db: any SQLConnection
    let estimates: RepoListEstimates

    init(_ db: any SQLConnection, _ estimates: RepoListEstimates = RepoListEstimates()) {
        self.db = db
        self.estimates = estimates
    }

    /// Ids of repos of some types that the caller may see, best first.
    func ids(_ words: SearchWords, _ types: [RepoType], _ caller: Caller) throws -> [Int64] {
        guard !words.isEmpty, !types.isEmpty else { return [] }
        let (words, known) = try settled(words)
        let matches = try known ?? matches(words)
        if matches.count <= Self.scored { return try ranked(words, types, caller) }
        var candidates = Set(matches)
        if matches.count > Self.newest {
            candidates.formUnion(try named(words))
            for type in types { candidates.formUnion(try popular(type, words)) }
        }
        return try promising(Array(candidates), words, types, caller)
    }

    /// A last word that many repos hold is finished: the databases would put together all that begins so, and nobody
    /// would see the difference.
    ///
    /// - Returns: The matches, too, if they are known by then.
    private func settled(_ words: SearchWords) throws -> (SearchWords, matches: [Int64]?) {
        guard !words.isFinished, let last = words.words.last else { return (words, nil) }
        var matches: [Int64]?
        let holding = try estimates.count(word: last) {
            let found = try self.matches(words.last)
            matches = found
            return found.count
        }
        guard holding > Self.newest else { return (words, nil) }
        return (words.finished, words.words.count == 1 ? matches : nil)
    }

    /// All matches by relevance.
    private func ranked(_ words: SearchWords, _ types: [RepoType], _ caller: Caller) throws -> [Int64] {
        let visible = RepoListStore.visible(caller)
        let (source, condition, score) = Self.pieces(db.dialect)
        let query = words.query(db.dialect)
        return try db.rows(
            """
            SELECT repos.id AS id FROM \(source) JOIN repos ON repos.id = \(Self.rowID(db.dialect))
            WHERE \(condition) AND repos.type IN (\(HistoryStore.marks(types.count))) AND \(visible.sql)
            ORDER BY \(score), repos.downloads DESC, repos.id DESC LIMIT \(Self.scored)
            """,
            [query] + types.map { .text($0.rawValue) } + visible.arguments
                + (db.dialect == .postgresql ? [query] : [])
        ).map { try $0.integer("id") }
    }

    /// Those of some repos that the caller may see: the ones named so first, then by popularity.
    private func promising(
        _ candidates: [Int64], _ words: SearchWords, _ types: [RepoType], _ caller: Caller
    ) throws -> [Int64] {
        let visible = RepoListStore.visible(caller)
        var found: [(id: Int64, rank: (Int, Int64, Int64))] = []
        for start in stride(from: 0, to: candidates.count, by: Self.batch) {
            let batch = Array(candidates[start..<min(start + Self.batch, candidates.count)])
            let filled = batch + Array(repeating: -1, count: Self.batch - batch.count)
            let rows = try db.rows(
                """
                SELECT repos.id AS id, repos.full_key AS full_key, repos.downloads + 10 * repos.likes AS popularity
                FROM repos WHERE repos.id IN (\(HistoryStore.marks(Self.batch)))
                    AND COALESCE(repos.type, '') IN (\(HistoryStore.marks(types.count))) AND \(visible.sql)
                """, filled.map(SQLValue.integer) + types.map { .text($0.rawValue) } + visible.arguments)
            for row in rows {
                let id = try row.integer("id")
                let isNamed = words.areIn(try row.text("full_key"))
                found.append((id, (isNamed ? 1 : 0, try row.integer("popularity"), id)))
            }
        }
        return found.sorted { $0.rank > $1.rank }.map(\.id)
    }

    /// One statement text for all numbers of candidates.
    private static let batch = 250

    private static func rowID(_ dialect: SQLDialect) -> String {
        dialect == .sqlite ? "repo_words.rowid" : "repo_texts.repo_id"
    }

    private static func pieces(_ dialect: SQLDialect) -> (source: String, condition: String, score: String) {
        switch dialect {
        // The better the match, the lower the number.
        case .sqlite: ("repo_words", "repo_words MATCH ?", "bm25(repo_words, 10.0, 4.0, 1.0)")
        case .postgresql:
            (
                "repo_texts", "repo_texts.words @@ to_tsquery('english', ?)",
                "ts_rank_cd(repo_texts.words, to_tsquery('english', ?)) DESC"
            )
        }
    }
}
