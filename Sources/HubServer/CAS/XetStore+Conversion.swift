import HubAPI
import HubStorage
import Xet

/// The rows that conversions and proofs change. SQL and nothing else.
extension XetStore {
    /// As ``file(ofContent:in:)``, but not one that is known to be damaged: it is about to be relied on.
    func soundFile(ofContent sha256: [UInt8], in domain: Int64) throws -> XetFile? {
        try db.row(
            """
            SELECT * FROM xet_files WHERE domain = ? AND sha256 = ? AND NOT EXISTS (
                SELECT 1 FROM xet_file_xorbs JOIN xorbs ON xorbs.hash = xet_file_xorbs.xorb_hash
                WHERE xet_file_xorbs.domain = xet_files.domain AND xet_file_xorbs.file_hash = xet_files.hash
                    AND xorbs.damaged_at IS NOT NULL)
            ORDER BY created_at LIMIT 1
            """, .integer(domain), .blob(sha256)
        ).map(XetFile.init(row:))
    }

    /// Records a file that was just put together and hashed; it takes the place of the same file made of other xorbs,
    /// which nobody has read for as long.
    func insertRead(_ file: XetFile, at now: Timestamp) throws {
        try insert(file, at: now)
        guard let stored = try self.file(file.hash, in: file.domain), stored.segments != file.segments else { return }
        try db.execute(
            "UPDATE xet_files SET segments = ? WHERE domain = ? AND hash = ?",
            .blob(Segment.encode(file.segments)), .integer(file.domain), .blob(file.hash.bytes))
        try db.execute(
            "DELETE FROM xet_file_xorbs WHERE domain = ? AND file_hash = ?", .integer(file.domain),
            .blob(file.hash.bytes))
        try refer(file, at: now)
    }

    /// Takes back what was said of the contents of a file by those who were wrong.
    func unregisterOthers(than sha256: [UInt8], of file: XetFile) throws {
        try db.execute(
            """
            DELETE FROM xet_registrations WHERE domain = ? AND file_hash = ? AND sha256 <> ? AND sha256 <> ?
            """, .integer(file.domain), .blob(file.hash.bytes), .blob(sha256), .blob([]))
    }
}

extension LFSStore {
    // MARK: Whole and in chunks

    private static let readWhole = """
        repo_lfs JOIN repos ON repos.id = repo_lfs.repo_id
        WHERE repo_lfs.sha256 = ? AND repo_lfs.xet_hash IS NULL AND repo_lfs.size > 0 AND repos.owner_id = ?
        """

    /// Bytes of a content that some repo of the domain reads whole; nil if there is no such repo.
    func wholeSize(of subject: ContentSubject) throws -> Int64? {
        try db.row(
            "SELECT repo_lfs.size FROM \(Self.readWhole) LIMIT 1", .blob(subject.sha256), .integer(subject.domain)
        )?.integer("size")
    }

    /// Lets those repos read the domain's Xet file instead. Returns how many there are.
    func place(_ subject: ContentSubject, at hash: XetHash) throws -> Int {
        let repos = try db.rows(
            "SELECT repo_lfs.repo_id FROM \(Self.readWhole) ORDER BY repo_lfs.repo_id", .blob(subject.sha256),
            .integer(subject.domain)
        ).map { try $0.integer("repo_id") }
        let count = try db.execute(
            """
            UPDATE repo_lfs SET xet_domain = ?, xet_hash = ?, sha_proven = 1
            WHERE repo_id = ? AND sha256 = ? AND xet_hash IS NULL
            """,
            batches: repos.map {
                [.integer(subject.domain), .blob(hash.bytes), .integer($0), .blob(subject.sha256)]
            })
        // Answers made of the repo's row are cached by its version.
        try db.execute(
            "UPDATE repos SET version = version + 1 WHERE id = ?", batches: repos.map { [.integer($0)] })
        return count
    }

    /// Contents that repos read whole, with the domains of these repos, in order.
    func readWhole(after last: ContentSubject?, limit: Int) throws -> [ContentSubject] {
        try db.rows(
            """
            SELECT DISTINCT repo_lfs.sha256, repos.owner_id FROM repo_lfs JOIN repos ON repos.id = repo_lfs.repo_id
            WHERE repo_lfs.xet_hash IS NULL AND repo_lfs.size > 0
                AND (repo_lfs.sha256 > ? OR (repo_lfs.sha256 = ? AND repos.owner_id > ?))
            ORDER BY repo_lfs.sha256, repos.owner_id LIMIT ?
            """, .blob(last?.sha256 ?? []), .blob(last?.sha256 ?? []), .integer(last?.domain ?? 0), .integer(limit)
        ).map { ContentSubject(domain: try $0.integer("owner_id"), sha256: try $0.blob("sha256")) }
    }

    // MARK: Proofs

    /// Xet files that repos have under a SHA-256 which nobody has checked, in order.
    func unproven(after last: FileSubject?, limit: Int) throws -> [FileSubject] {
        let hash = last?.hash.bytes ?? []
        return try db.rows(
            """
            SELECT DISTINCT xet_domain, xet_hash FROM repo_lfs WHERE sha_proven = 0 AND xet_hash IS NOT NULL
                AND (xet_domain > ? OR (xet_domain = ? AND xet_hash > ?))
            ORDER BY xet_domain, xet_hash LIMIT ?
            """, .integer(last?.domain ?? .min), .integer(last?.domain ?? .min), .blob(hash), .integer(limit)
        ).map { FileSubject(domain: try $0.integer("xet_domain"), hash: try XetHash(column: "xet_hash", of: $0)) }
    }

    /// The repos that have the file under a SHA-256 which nobody has checked, held until the transaction ends.
    func unproven(_ file: XetFile) throws -> [(repoID: Int64, sha256: [UInt8])] {
        try db.rows(
            """
            SELECT repo_id, sha256 FROM repo_lfs WHERE xet_domain = ? AND xet_hash = ? AND sha_proven = 0
            ORDER BY repo_id, sha256
            """ + db.dialect.forUpdate, .integer(file.domain), .blob(file.hash.bytes)
        ).map { (try $0.integer("repo_id"), try $0.blob("sha256")) }
    }

    func setProven(_ repoID: Int64, _ sha256: [UInt8]) throws {
        try db.execute(
            "UPDATE repo_lfs SET sha_proven = 1 WHERE repo_id = ? AND sha256 = ?", .integer(repoID), .blob(sha256))
    }
}
