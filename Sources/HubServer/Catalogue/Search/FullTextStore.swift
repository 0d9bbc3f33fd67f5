import HubAPI
import HubStorage

/// Which repos hold certain words, best first. SQL and nothing else.
///
/// Scoring takes each match in hand. Words that few repos hold are scored fully; of those that many hold, the repos
/// named so, the newest and the most popular are looked at.
struct FullTextStore {
    /// Up to so many matches all of them are scored.
    private static let scored = 500
    private static let popular = 50

    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// Ids of repos of some types that the caller may see, best first.
    func ids(_ words: SearchWords, _ types: [RepoType], _ caller: Caller) throws -> [Int64] {
        guard !words.isEmpty, !types.isEmpty else { return [] }
        let matches = try matches(words, limit: Self.scored + 1)
        return matches.count <= Self.scored
            ? try ranked(words, types, caller) : try promising(words, newest: matches, types, caller)
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

    private struct Candidate {
        let id: Int64
        let isNamed: Bool
        let popularity: Int64
    }

    private func promising(
        _ words: SearchWords, newest: [Int64], _ types: [RepoType], _ caller: Caller
    ) throws -> [Int64] {
        let named = Set(try self.named(words))
        let popular = try types.flatMap { try self.popular($0, words) }
        let visible = RepoListStore.visible(caller)
        var candidates: [Candidate] = []
        let all = Array(named.union(newest).union(popular))
        for start in stride(from: 0, to: all.count, by: 500) {
            let batch = Array(all[start..<min(start + 500, all.count)])
            let filled = batch + Array(repeating: -1, count: 500 - batch.count)
            let rows = try db.rows(
                """
                SELECT repos.id AS id, repos.downloads + 10 * repos.likes AS popularity FROM repos
                WHERE repos.id IN (\(HistoryStore.marks(500)))
                    AND COALESCE(repos.type, '') IN (\(HistoryStore.marks(types.count))) AND \(visible.sql)
                """, filled.map(SQLValue.integer) + types.map { .text($0.rawValue) } + visible.arguments)
            for row in rows {
                let id = try row.integer("id")
                candidates.append(
                    Candidate(id: id, isNamed: named.contains(id), popularity: try row.integer("popularity")))
            }
        }
        return candidates.sorted {
            ($0.isNamed ? 1 : 0, $0.popularity, $0.id) > ($1.isNamed ? 1 : 0, $1.popularity, $1.id)
        }.map(\.id)
    }

    /// Ids of some matches, the newest first.
    private func matches(_ words: SearchWords, limit: Int) throws -> [Int64] {
        let sql =
            switch db.dialect {
            case .sqlite:
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(limit)"
            case .postgresql:
                """
                SELECT repo_id AS id FROM repo_texts WHERE words @@ to_tsquery('english', ?)
                ORDER BY repo_id DESC LIMIT \(limit)
                """
            }
        return try db.rows(sql, words.query(db.dialect)).map { try $0.integer("id") }
    }

    /// Ids of repos whose names hold the words, or begin with the last one.
    private func named(_ words: SearchWords) throws -> [Int64] {
        switch db.dialect {
        case .sqlite:
            return try db.rows(
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(Self.scored)",
                words.query(.sqlite, onlyNames: true)
            ).map { try $0.integer("id") }
        case .postgresql:
            // The index of words doesn't know where they stand; that of names does, by their parts.
            let rows = try db.rows(
                """
                SELECT id, full_key FROM repos WHERE \(words.words.map { _ in "full_key LIKE ? ESCAPE '!'" }
                    .joined(separator: " AND ")) ORDER BY id DESC LIMIT \(Self.scored)
                """, words.words.map { .text("%" + LikePattern.escaped($0) + "%") })
            return try rows.filter { words.areIn(try $0.text("full_key")) }.map { try $0.integer("id") }
        }
    }

    /// The most popular repos of a type that hold the words.
    private func popular(_ type: RepoType, _ words: SearchWords) throws -> [Int64] {
        let match =
            switch db.dialect {
            case .sqlite: "(SELECT 1 FROM repo_words WHERE repo_words MATCH ? AND rowid = top.id) IS NOT NULL"
            case .postgresql:
                """
                (SELECT 1 FROM repo_texts WHERE repo_id = top.id AND words @@ to_tsquery('english', ?)) IS NOT NULL
                """
            }
        return try db.rows(
            """
            SELECT top.id AS id FROM
                (SELECT id FROM repos WHERE type = ? ORDER BY downloads DESC, id DESC LIMIT \(Self.popular)) AS top
            WHERE \(match)
            """, .text(type.rawValue), words.query(db.dialect, exactly: true)
        ).map { try $0.integer("id") }
    }

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
