import HubAPI
import HubStorage

/// Where the repos come from that are looked at for words that many hold.
extension FullTextStore {
    /// Ids of matches, the newest first: all of them, or more than ``newest``.
    func matches(_ words: SearchWords) throws -> [Int64] {
        switch db.dialect {
        case .sqlite:
            // Goes through its index from the end, as far as it must.
            try ids(
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(Self.newest + 1)",
                [words.query(.sqlite)])
        case .postgresql:
            try UnorderedIndex(
                table: .texts,
                condition: SQLPiece("words @@ to_tsquery('english', ?)", [words.query(.postgresql)]),
                db: db, estimates: estimates
            ).newest(Self.newest + 1).map { try $0.integer("id") }
        }
    }

    /// Ids of repos that are named so, of the newest whose names hold the letters.
    func named(_ words: SearchWords) throws -> [Int64] {
        let filter = RepoListFilter.names(words.words)
        if db.dialect == .postgresql {
            guard let condition = filter.unorderedCondition else { return [] }
            let index = UnorderedIndex(table: .repos, condition: condition, db: db, estimates: estimates)
            return try index.newest(2 * Self.newest, columns: ["full_key"])
                .filter { words.areIn(try $0.text("full_key")) }.map { try $0.integer("id") }
        }
        guard let posting = filter.posting(db.dialect) else {
            // The index of words knows where they stand, but goes through all that hold them.
            return try ids(
                "SELECT rowid AS id FROM repo_words WHERE repo_words MATCH ? ORDER BY rowid DESC LIMIT \(Self.newest)",
                [words.query(.sqlite, onlyNames: true)])
        }
        return try db.rows(
            """
            SELECT repos.id AS id, repos.full_key AS full_key FROM (
                SELECT repo_id FROM (\(posting.sql)) AS posting ORDER BY repo_id DESC LIMIT \(2 * Self.newest)
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
