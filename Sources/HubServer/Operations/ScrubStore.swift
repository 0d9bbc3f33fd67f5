import HubAPI
import HubStorage
import Xet

/// The rows that a scrub reads and marks. SQL and nothing else.
struct ScrubStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// Bytes of all xorbs and whole contents.
    func storedBytes() throws -> Int64 {
        // Sums are of another type in PostgreSQL unless they are told.
        try db.row(
            """
            SELECT CAST(COALESCE((SELECT SUM(stored_bytes) FROM xorbs WHERE deleting = 0), 0)
                + COALESCE((SELECT SUM(size) FROM lfs_objects WHERE stored = 1 AND deleting = 0), 0) AS BIGINT) AS bytes
            """)?.integer("bytes") ?? 0
    }

    func xorbs(after last: XetHash?, _ limit: Int) throws -> [StoredXorb] {
        try db.rows(
            "SELECT * FROM xorbs WHERE deleting = 0 AND hash > ? ORDER BY hash LIMIT ?", .blob(last?.bytes ?? []),
            .integer(limit)
        ).map(StoredXorb.init(row:))
    }

    func storedContents(after last: [UInt8], _ limit: Int) throws -> [LFSContentState] {
        try db.rows(
            """
            SELECT * FROM lfs_objects WHERE stored = 1 AND deleting = 0 AND sha256 > ? ORDER BY sha256 LIMIT ?
            """, .blob(last), .integer(limit)
        ).map(LFSContentState.init(row:))
    }

    func setDamaged(_ time: Timestamp?, _ xorb: XetHash) throws {
        try db.execute(
            "UPDATE xorbs SET damaged_at = ? WHERE hash = ?", .optional(time?.milliseconds), .blob(xorb.bytes))
    }

    /// The files in repos that have chunks of the xorb.
    func files(using xorb: XetHash) throws -> [Damage.File] {
        try files(
            """
            xet_file_xorbs JOIN repo_lfs ON repo_lfs.xet_hash = xet_file_xorbs.file_hash
                AND repo_lfs.xet_domain = xet_file_xorbs.domain
            JOIN repos ON repos.id = repo_lfs.repo_id WHERE xet_file_xorbs.xorb_hash = ?
            """, xorb.bytes)
    }

    /// The files in repos that are read from the whole content.
    func files(whole sha256: [UInt8]) throws -> [Damage.File] {
        try files(
            """
            repo_lfs JOIN repos ON repos.id = repo_lfs.repo_id
            WHERE repo_lfs.sha256 = ? AND repo_lfs.xet_hash IS NULL
            """, sha256)
    }

    private func files(_ source: String, _ hash: [UInt8]) throws -> [Damage.File] {
        try db.rows(
            """
            SELECT repos.type, repos.namespace, repos.name, repo_lfs.filename, repo_lfs.sha256 FROM \(source)
            ORDER BY repos.type, repos.namespace, repos.name, repo_lfs.sha256
            """, .blob(hash)
        ).map { row in
            Damage.File(
                repo: "\(try row.text("type"))s/\(try row.text("namespace"))/\(try row.text("name"))",
                path: try row.textOrNil("filename"), sha256: LFSDigest.hex(try row.blob("sha256")))
        }
    }
}
