import HubAPI
import HubStorage

/// The rows of large files: which contents are stored, and which repo may serve which. SQL and nothing else.
struct LFSStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    // MARK: Bindings

    /// Those of the contents that belong to the repo, with their sizes; inside a write they can be held until the
    /// transaction ends.
    func bound(_ repoID: Int64, _ shas: [[UInt8]], locking: Bool = false) throws -> [[UInt8]: Int64] {
        try db.matching(shas).reduce(into: [:]) { found, batch in
            let rows = try db.rows(
                "SELECT sha256, size FROM repo_lfs WHERE repo_id = ? AND sha256 IN (\(batch.marks))"
                    + (locking ? db.dialect.forUpdate : ""),
                [.integer(repoID)] + batch.values)
            for row in rows { found[try row.blob("sha256")] = try row.integer("size") }
        }
    }

    /// Records that the whole content is stored and belongs to the repo. Call it after the bytes are durable.
    ///
    /// - Parameter before: What the content's row said before the bytes were put.
    /// - Returns: False if the bytes may have been removed since then; nothing is bound in this case.
    @discardableResult
    func bind(
        repoID: Int64, sha256: [UInt8], size: Int64, uploader: Int64?, since before: LFSContentMark? = nil,
        at now: Timestamp = .now
    ) throws -> Bool {
        guard try keep(sha256, size: size, since: before, at: now) else { return false }
        // What a client said of a Xet file, and nobody has checked, gives way to bytes that the hub has hashed.
        try db.execute(
            """
            INSERT INTO repo_lfs (repo_id, sha256, size, uploader_id, pushed_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (repo_id, sha256) DO UPDATE
                SET size = excluded.size, xet_domain = NULL, xet_hash = NULL, sha_proven = 1
                WHERE repo_lfs.sha_proven = 0
            """,
            .integer(repoID), .blob(sha256), .integer(size), .optional(uploader), .integer(now.milliseconds))
        return true
    }

    /// Lets a repo serve contents that another repo has. Whether the caller may read the other one is for the
    /// service to ask. Returns how many were not there before.
    @discardableResult
    func copyBinding(
        from source: Int64, to target: Int64, shas: [[UInt8]], uploader: Int64? = nil,
        at now: Timestamp = .now
    ) throws -> Int {
        // Held, so that what the source has can't be removed before the target has it as well.
        _ = try bound(source, shas, locking: true)
        return try db.matching(shas).reduce(0) { count, batch in
            count
                + (try db.execute(
                    """
                    INSERT INTO repo_lfs
                        (repo_id, sha256, size, filename, uploader_id, pushed_at, xet_domain, xet_hash, sha_proven)
                    SELECT CAST(? AS BIGINT), sha256, size, filename, CAST(? AS BIGINT), CAST(? AS BIGINT),
                        xet_domain, xet_hash, sha_proven
                    FROM repo_lfs WHERE repo_id = ? AND sha256 IN (\(batch.marks))
                    ON CONFLICT (repo_id, sha256) DO NOTHING
                    """,
                    [.integer(target), .optional(uploader), .integer(now.milliseconds), .integer(source)]
                        + batch.values))
        }
    }

    /// Remembers under which path a commit put the content. Returns whether the repo has it, which then stays so
    /// until the transaction ends.
    @discardableResult
    func setFilename(_ filename: String, repoID: Int64, sha256: [UInt8]) throws -> Bool {
        try db.execute(
            "UPDATE repo_lfs SET filename = ? WHERE repo_id = ? AND sha256 = ?",
            .text(filename), .integer(repoID), .blob(sha256)) == 1
    }

    /// Takes contents from the repo. The bytes stay for other repos. Returns how many the repo had.
    @discardableResult
    func unbind(_ repoID: Int64, _ shas: [[UInt8]]) throws -> Int {
        try db.matching(shas).reduce(0) { count, batch in
            count
                + (try db.execute(
                    "DELETE FROM repo_lfs WHERE repo_id = ? AND sha256 IN (\(batch.marks))",
                    [.integer(repoID)] + batch.values))
        }
    }

    /// Brings the size that the repo states up to date after contents were taken from it.
    func recordStorage(of repoID: Int64) throws {
        // The row is taken first: a statement that waits for it would add up what was there before the wait.
        _ = try db.row("SELECT id FROM repos WHERE id = ?" + db.dialect.forUpdate, .integer(repoID))
        try db.execute(
            """
            UPDATE repos SET version = version + 1, used_storage = git_bytes
                + COALESCE((SELECT SUM(size) FROM repo_lfs WHERE repo_id = repos.id), 0)
            WHERE id = ?
            """, .integer(repoID))
    }

    // MARK: Listing

    /// The repo's contents in order of their digests, from the one after `cursor`.
    func files(of repoID: Int64, after cursor: [UInt8], limit: Int) throws -> [LFSFile] {
        try db.rows(
            """
            SELECT repo_lfs.sha256, repo_lfs.size, repo_lfs.filename, repo_lfs.pushed_at, accounts.name
            FROM repo_lfs LEFT JOIN accounts ON accounts.id = repo_lfs.uploader_id
            WHERE repo_lfs.repo_id = ? AND repo_lfs.sha256 > ? ORDER BY repo_lfs.sha256 LIMIT ?
            """, .integer(repoID), .blob(cursor), .integer(limit)
        ).map { row in
            LFSFile(
                sha256: try row.blob("sha256"), size: try row.integer("size"),
                filename: try row.textOrNil("filename"),
                pushedAt: Timestamp(milliseconds: try row.integer("pushed_at")),
                pusher: try row.textOrNil("name"))
        }
    }
}

/// A large file as its repo's members see it.
struct LFSFile: Sendable, Hashable {
    let sha256: [UInt8]
    let size: Int64
    /// The path some commit gave it; nil before the first one.
    let filename: String?
    let pushedAt: Timestamp
    let pusher: String?
}
