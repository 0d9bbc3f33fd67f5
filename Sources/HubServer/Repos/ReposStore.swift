import GitObjects
import HubAPI
import HubStorage

/// The rows of repos, their tags and redirects. SQL and nothing else.
struct ReposStore {
    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    func find(_ reference: RepoReference) throws -> Repo? {
        try db.row(
            "SELECT * FROM repos WHERE type = ? AND full_key = ?",
            .text(reference.type.rawValue), .text(reference.id.key)
        ).map(Repo.init(row:))
    }

    /// - Parameter locking: Whether nobody else may change the row until the transaction ends.
    func find(id: Int64, locking: Bool = false) throws -> Repo? {
        try db.row(
            "SELECT * FROM repos WHERE id = ?" + (locking ? db.dialect.forUpdate : ""), .integer(id)
        ).map(Repo.init(row:))
    }

    /// Several repos in the order of the ids; those that are gone are left out.
    func find(ids: [Int64]) throws -> [Repo] {
        var found: [Int64: Repo] = [:]
        for start in stride(from: 0, to: ids.count, by: 50) {
            let batch = Array(ids[start..<min(start + 50, ids.count)])
            let filled = batch + Array(repeating: -1, count: 50 - batch.count)
            let rows = try db.rows(
                "SELECT * FROM repos WHERE id IN (\(HistoryStore.marks(50)))", filled.map(SQLValue.integer))
            for row in rows {
                let repo = try Repo(row: row)
                found[repo.id] = repo
            }
        }
        return ids.compactMap { found[$0] }
    }

    /// The repo that once had this id, or has it as an alias.
    func findMoved(_ reference: RepoReference) throws -> Repo? {
        try db.row(
            """
            SELECT repos.* FROM repo_redirects JOIN repos ON repos.id = repo_redirects.repo_id
            WHERE repo_redirects.type = ? AND repo_redirects.full_key = ?
            """, .text(reference.type.rawValue), .text(reference.id.key)
        ).map(Repo.init(row:))
    }

    func insert(_ repo: Repo) throws {
        try db.execute(
            """
            INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility, sdk,
                created_at, last_modified)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(repo.id), .text(repo.type.rawValue), .integer(repo.ownerID), .integer(repo.creatorID),
            .text(repo.namespace), .text(repo.name), .text(repo.reference.id.key),
            .text(repo.visibility.rawValue), .optional(repo.sdk), .integer(repo.createdAt.milliseconds),
            .integer(repo.lastModified.milliseconds))
    }

    /// Removes the row and, by cascade, all that belongs to the repo.
    func delete(id: Int64) throws {
        try db.execute("DELETE FROM repos WHERE id = ?", .integer(id))
    }

    func rename(_ repo: Repo, to id: RepoID, owner: Int64) throws {
        try db.execute(
            """
            UPDATE repos SET owner_id = ?, namespace = ?, name = ?, full_key = ?, version = version + 1 WHERE id = ?
            """,
            .integer(owner), .text(id.namespace ?? ""), .text(id.name), .text(id.key), .integer(repo.id))
    }

    func putRedirect(_ reference: RepoReference, to repoID: Int64) throws {
        try db.execute(
            """
            INSERT INTO repo_redirects (type, full_key, repo_id) VALUES (?, ?, ?)
            ON CONFLICT (type, full_key) DO UPDATE SET repo_id = excluded.repo_id
            """, .text(reference.type.rawValue), .text(reference.id.key), .integer(repoID))
    }

    func deleteRedirect(_ reference: RepoReference) throws {
        try db.execute(
            "DELETE FROM repo_redirects WHERE type = ? AND full_key = ?",
            .text(reference.type.rawValue), .text(reference.id.key))
    }

    func setVisibility(_ visibility: Visibility, of repoID: Int64) throws {
        try db.execute(
            "UPDATE repos SET visibility = ?, version = version + 1 WHERE id = ?",
            .text(visibility.rawValue), .integer(repoID))
    }

    func setGated(_ gated: String, of repoID: Int64) throws {
        try db.execute(
            "UPDATE repos SET gated = ?, version = version + 1 WHERE id = ?", .text(gated), .integer(repoID))
    }

    func setSDK(_ sdk: String, of repoID: Int64) throws {
        try db.execute(
            "UPDATE repos SET sdk = ?, version = version + 1 WHERE id = ?", .text(sdk), .integer(repoID))
    }

    /// Records what a commit on the default branch made of the repo.
    func setHead(_ commit: [UInt8], modified: Timestamp, usedStorage: Int64, of repoID: Int64) throws {
        try db.execute(
            """
            UPDATE repos SET head_oid = ?, last_modified = ?, used_storage = ?, version = version + 1 WHERE id = ?
            """, .blob(commit), .integer(modified.milliseconds), .integer(usedStorage), .integer(repoID))
    }

    /// Tags in the Hub's order.
    func tags(of repoID: Int64) throws -> [String] {
        try db.rows("SELECT tag FROM repo_tags WHERE repo_id = ? ORDER BY position", .integer(repoID))
            .map { try $0.text("tag") }
    }

    /// Tags of several repos at once.
    func tags(of repoIDs: [Int64]) throws -> [Int64: [String]] {
        guard !repoIDs.isEmpty else { return [:] }
        var found: [Int64: [String]] = [:]
        // One statement text for all lengths: the last batch is filled up with ids that don't exist.
        for start in stride(from: 0, to: repoIDs.count, by: 50) {
            let batch = Array(repoIDs[start..<min(start + 50, repoIDs.count)])
            let filled = batch + Array(repeating: -1, count: 50 - batch.count)
            let rows = try db.rows(
                """
                SELECT repo_id, tag FROM repo_tags WHERE repo_id IN (\(HistoryStore.marks(50)))
                ORDER BY repo_id, position
                """, filled.map(SQLValue.integer))
            for row in rows { found[try row.integer("repo_id"), default: []].append(try row.text("tag")) }
        }
        return found
    }

    /// Remembers that everything under an object-store prefix may be removed.
    func abandon(prefix: String) throws {
        try db.execute(
            "INSERT INTO abandoned_prefixes (prefix, abandoned_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            .text(prefix), .integer(Timestamp.now.milliseconds))
    }
}

extension Repo {
    init(row: SQLRow) throws {
        guard let type = RepoType(rawValue: try row.text("type")),
            let visibility = Visibility(rawValue: try row.text("visibility"))
        else { throw DatabaseError(.unexpectedValue, "a repo's row has an unknown type or visibility") }
        self.init(
            id: try row.integer("id"), type: type, ownerID: try row.integer("owner_id"),
            creatorID: try row.integer("creator_id"), namespace: try row.text("namespace"),
            name: try row.text("name"), visibility: visibility, gated: try row.text("gated"),
            disabled: try row.boolean("disabled"), sdk: try row.textOrNil("sdk"),
            version: try row.integer("version"),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            head: try row.blobOrNil("head_oid").flatMap { ObjectID(bytes: $0) },
            lastModified: Timestamp(milliseconds: try row.integer("last_modified")),
            downloads: try row.integer("downloads"), downloadsAllTime: try row.integer("downloads_all_time"),
            likes: try row.integer("likes"), trendingScore: try row.integer("trending_score"),
            usedStorage: try row.integer("used_storage"), pipelineTag: try row.textOrNil("pipeline_tag"),
            libraryName: try row.textOrNil("library_name"), parameters: try row.integerOrNil("parameters"),
            factsVersion: try row.integer("facts_version"))
    }
}
