import HubAPI
import HubStorage

/// The rows of vectors and of the texts they stand for. SQL and nothing else.
struct VectorStore {
    /// What a repo's vector was made of.
    struct Origin: Sendable, Hashable {
        let model: String
        let textHash: [UInt8]
    }

    /// That a repo's vector changed, and when.
    struct Change: Sendable, Hashable {
        let stamp: Int64
        let repoID: Int64
    }

    struct Entry: Sendable {
        let repoID: Int64
        let type: RepoType
        let stamp: Int64
        let vector: [UInt8]
    }

    struct NewVector: Sendable {
        let repoID: Int64
        let origin: Origin
        /// The bytes, or ``VectorStore/refused``.
        let vector: [UInt8]
    }

    /// Stands in a row for the vector of a text that the model refuses, so that it isn't asked again until the text or
    /// the model is another.
    static let refused: [UInt8] = []

    /// A repo's text and what its vector, if there is one, was made of.
    struct Source: Sendable {
        let repoID: Int64
        let text: EmbeddingText
        let origin: Origin?
    }

    private static let batch = 100

    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    // MARK: Writing

    /// Stores vectors, each in the place of the repo's old one; those of repos that are gone are left out.
    func put(_ vectors: [NewVector], at time: Timestamp) throws {
        let there = Set(try existing(vectors.map(\.repoID)))
        // Readers tell by the time that something changed, so it moves even when the clock was put back.
        try db.execute(
            """
            INSERT INTO repo_vectors (repo_id, model, text_hash, vector, changed_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (repo_id) DO UPDATE SET model = excluded.model, text_hash = excluded.text_hash,
                vector = excluded.vector, changed_at = CASE WHEN repo_vectors.changed_at >= excluded.changed_at
                    THEN repo_vectors.changed_at + 1 ELSE excluded.changed_at END
            """,
            batches: vectors.filter { there.contains($0.repoID) }.map {
                [
                    .integer($0.repoID), .text($0.origin.model), .blob($0.origin.textHash), .blob($0.vector),
                    .integer(time.milliseconds),
                ]
            })
    }

    private func existing(_ ids: [Int64]) throws -> [Int64] {
        try inBatches(ids) { marks in "SELECT id FROM repos WHERE id IN (\(marks))" }.map { try $0.integer("id") }
    }

    // MARK: Reading

    /// What changed after a place in the order of changes. The index alone answers it.
    func changes(of model: String, after place: Change, limit: Int) throws -> [Change] {
        try db.rows(
            """
            SELECT changed_at, repo_id FROM repo_vectors WHERE model = ? AND (changed_at, repo_id) > (?, ?)
            ORDER BY changed_at, repo_id LIMIT ?
            """, .text(model), .integer(place.stamp), .integer(place.repoID), .integer(limit)
        ).map { Change(stamp: try $0.integer("changed_at"), repoID: try $0.integer("repo_id")) }
    }

    /// The vectors of some repos that a model made.
    func entries(of model: String, _ ids: [Int64]) throws -> [Entry] {
        try inBatches(ids, first: [.text(model)]) { marks in
            """
            SELECT v.repo_id AS repo_id, repos.type AS type, v.changed_at AS changed_at, v.vector AS vector
            FROM repo_vectors v JOIN repos ON repos.id = v.repo_id
            WHERE v.model = ? AND v.repo_id IN (\(marks))
            """
        }.compactMap { row in
            guard let type = RepoType(rawValue: try row.text("type")) else { return nil }
            return Entry(
                repoID: try row.integer("repo_id"), type: type, stamp: try row.integer("changed_at"),
                vector: try row.blob("vector"))
        }
    }

    /// The texts of some repos; those that have none yet are left out.
    func sources(_ ids: [Int64]) throws -> [Source] {
        try inBatches(ids) { marks in Self.selectSources + " WHERE t.repo_id IN (\(marks))" }.map(Self.source)
    }

    /// The texts of all repos, a page at a time in the order of their ids.
    func sources(after id: Int64, limit: Int) throws -> [Source] {
        try db.rows(
            Self.selectSources + " WHERE t.repo_id > ? ORDER BY t.repo_id LIMIT ?", .integer(id), .integer(limit)
        ).map(Self.source)
    }

    /// `substr` counts characters in both databases.
    private static let selectSources =
        """
        SELECT t.repo_id AS repo_id, t.name AS name, t.tags AS tags, substr(t.body, 1, \(EmbeddingText.bodyLimit))
            AS body, v.model AS model, v.text_hash AS text_hash
        FROM repo_texts t LEFT JOIN repo_vectors v ON v.repo_id = t.repo_id
        """

    private static func source(_ row: SQLRow) throws -> Source {
        var origin: Origin?
        if let model = try row.textOrNil("model"), let hash = try row.blobOrNil("text_hash") {
            origin = Origin(model: model, textHash: hash)
        }
        return Source(
            repoID: try row.integer("repo_id"),
            text: EmbeddingText(
                name: try row.text("name"), tags: try row.text("tags"), body: try row.text("body")),
            origin: origin)
    }

    /// The repos of a type that have all of some tags; nil if there are more than `limit` of them.
    func repos(_ type: RepoType, tags: [String], limit: Int) throws -> Set<Int64>? {
        guard let first = tags.first else { return nil }
        let others = tags.dropFirst().map { _ in
            " AND EXISTS (SELECT 1 FROM repo_tags o WHERE o.repo_id = repos.id AND o.tag = ?)"
        }
        let rows = try db.rows(
            """
            SELECT repos.id AS id FROM repo_tags t JOIN repos ON repos.id = t.repo_id
            WHERE t.tag = ? AND repos.type = ?\(others.joined()) LIMIT ?
            """,
            [.text(first), .text(type.rawValue)] + tags.dropFirst().map(SQLValue.text) + [.integer(limit + 1)])
        return rows.count > limit ? nil : Set(try rows.map { try $0.integer("id") })
    }

    /// One statement text for all lengths: the last batch is filled up with ids that don't exist.
    private func inBatches(_ ids: [Int64], first: [SQLValue] = [], _ sql: (String) -> String) throws -> [SQLRow] {
        guard !ids.isEmpty else { return [] }
        let sql = sql(HistoryStore.marks(Self.batch))
        return try stride(from: 0, to: ids.count, by: Self.batch).flatMap { start in
            let batch = ids[start..<min(start + Self.batch, ids.count)].map(SQLValue.integer)
            return try db.rows(sql, first + batch + Array(repeating: .integer(-1), count: Self.batch - batch.count))
        }
    }
}
