import HubAPI
import HubStorage

/// Where the repos come from that are looked at for words that many hold.
extension FullTextStore {
    /// So many repos tell how many of them hold the words.
    private static let sample = 250
    /// How much longer a match takes that the index gives, which may lie anywhere, than the text next to the last.
    private static let jump = 5.0

    /// Ids of matches, the newest first: all of them, or more than ``newest``.
    func matches(_ words: SearchWords) throws -> [Int64] {
        let limit = Self.newest + 1
        switch db.dialect {
        case .sqlite:
            // Goes through its index from the end, as far as it must.
            return try ids(
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(limit)",
                [words.query(.sqlite)])
        case .postgresql:
            // Its index has no order: it gives all or nothing. When to use it is decided here, because the database
            // misjudges what looking into a text costs.
            let sampled = try newestMatches(words, among: Self.sample)
            if sampled.count >= limit { return sampled }
            // What must be walked through shrinks with the share of repos that hold the words, as what the index gives
            // grows with it.
            let share = (Double(limit) / (Self.jump * Double(try texts()))).squareRoot()
            if Double(sampled.count) >= share * Double(Self.sample) {
                let walked = try newestMatches(words, among: 2 * limit * Self.sample / sampled.count)
                if walked.count >= limit { return walked }
            }
            return try ids(
                """
                WITH found AS MATERIALIZED (
                    SELECT repo_id FROM repo_texts WHERE words @@ to_tsquery('english', ?))
                SELECT repo_id AS id FROM found ORDER BY repo_id DESC LIMIT \(limit)
                """, [words.query(.postgresql)])
        }
    }

    /// About how many texts there are, as PostgreSQL last saw.
    private func texts() throws -> Int64 {
        let row = try db.row("SELECT reltuples::bigint AS count FROM pg_class WHERE oid = 'repo_texts'::regclass")
        return max(try row?.integer("count") ?? 0, 1)
    }

    private func newestMatches(_ words: SearchWords, among window: Int) throws -> [Int64] {
        try ids(
            """
            SELECT repo_id AS id FROM (SELECT repo_id, words FROM repo_texts ORDER BY repo_id DESC LIMIT ?) AS newest
            WHERE words @@ to_tsquery('english', ?) ORDER BY repo_id DESC LIMIT \(Self.newest + 1)
            """, [.integer(window), words.query(.postgresql)])
    }

    /// Ids of repos that are named so, of the newest whose names hold the letters.
    func named(_ words: SearchWords) throws -> [Int64] {
        let filter = RepoListFilter.names(words.words)
        guard let posting = filter.posting(db.dialect) else {
            guard db.dialect == .sqlite else { return [] }
            // The index of words knows where they stand, but goes through all that hold them.
            return try ids(
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(Self.newest)",
                [words.query(.sqlite, onlyNames: true)])
        }
        // PostgreSQL's index has no order here, either.
        let isGathered =
            try db.dialect == .postgresql && estimates.count(filter, db) ?? 0 < RepoListPlan.countedUpTo
        return try db.rows(
            """
            WITH gathered AS \(isGathered ? "MATERIALIZED" : "NOT MATERIALIZED") (
                SELECT repo_id FROM (\(posting.sql)) AS posting)
            SELECT repos.id AS id, repos.full_key AS full_key FROM (
                SELECT repo_id FROM gathered ORDER BY repo_id DESC LIMIT \(2 * Self.newest)
            ) AS newest CROSS JOIN repos WHERE repos.id = newest.repo_id
            """, posting.arguments
        ).filter { words.areIn(try $0.text("full_key")) }.map { try $0.integer("id") }
    }

    /// Ids of the most popular repos of a type that hold the words.
    func popular(_ type: RepoType, _ words: SearchWords) throws -> [Int64] {
        let top = "SELECT id FROM repos WHERE type = ? ORDER BY downloads DESC, id DESC LIMIT \(Self.popular)"
        switch db.dialect {
        case .sqlite:
            // Its index of words would be gone through anew for each repo.
            return try db.rows(
                """
                SELECT texts.repo_id AS id, texts.name || ' ' || texts.tags || ' ' || texts.body AS text
                FROM (\(top)) AS top CROSS JOIN repo_texts AS texts WHERE texts.repo_id = top.id
                """, .text(type.rawValue)
            ).filter { words.areIn(try $0.text("text")) }.map { try $0.integer("id") }
        case .postgresql:
            return try ids(
                """
                SELECT top.id AS id FROM (\(top)) AS top
                WHERE (SELECT 1 FROM repo_texts WHERE repo_id = top.id AND words @@ to_tsquery('english', ?)) IS NOT NULL
                """, [.text(type.rawValue), words.query(.postgresql)])
        }
    }

    private func ids(_ sql: String, _ arguments: [SQLValue]) throws -> [Int64] {
        try db.rows(sql, arguments).map { try $0.integer("id") }
    }
}
