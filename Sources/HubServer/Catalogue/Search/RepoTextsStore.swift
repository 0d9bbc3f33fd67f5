import HubStorage

/// The texts that full text looks through. The indexes over them are kept by the database.
struct RepoTextsStore {
    /// In bytes.
    private static let longestTags = 32 << 10

    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    func put(name: String, tags: [String], body: String, of repoID: Int64) throws {
        try db.execute(
            """
            INSERT INTO repo_texts (repo_id, name, tags, body) VALUES (?, ?, ?, ?)
            ON CONFLICT (repo_id) DO UPDATE SET name = excluded.name, tags = excluded.tags, body = excluded.body
            WHERE repo_texts.name <> excluded.name OR repo_texts.tags <> excluded.tags
                OR repo_texts.body <> excluded.body
            """,
            .integer(repoID), .text(Self.words(name)),
            .text(Self.words(Self.shortened(tags.joined(separator: " "), to: Self.longestTags))), .text(body))
    }

    /// A repo's name after a move.
    func rename(_ name: String, of repoID: Int64) throws {
        try db.execute("UPDATE repo_texts SET name = ? WHERE repo_id = ?", .text(Self.words(name)), .integer(repoID))
    }

    /// Identifiers as words, so that `bert` finds `org/bert-base_v2`; the whole stays beside its parts.
    static func words(_ text: String) -> String {
        let parts = String(text.map { "/-_.:".contains($0) ? " " : $0 })
        return parts == text ? text : text + " " + parts
    }

    /// The beginning of a text. Counted in bytes, because what looks like one character may be of any length.
    static func shortened(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        return String(text[..<text.unicodeScalars.index(after: text.utf8.index(text.startIndex, offsetBy: bytes - 4))])
    }
}

extension RepoTextsStore {
    /// The cards of some repos.
    func bodies(of repoIDs: [Int64]) throws -> [Int64: String] {
        guard !repoIDs.isEmpty else { return [:] }
        let rows = try db.rows(
            "SELECT repo_id, body FROM repo_texts WHERE repo_id IN (\(HistoryStore.marks(repoIDs.count)))",
            repoIDs.map(SQLValue.integer))
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.integer("repo_id"), try $0.text("body")) })
    }
}
