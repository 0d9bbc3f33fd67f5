import HubAPI
import HubStorage
import Xet

/// Files made of chunks, and who registered them.
extension XetStore {
    func file(_ hash: XetHash, in domain: Int64) throws -> XetFile? {
        try db.row(
            "SELECT * FROM xet_files WHERE domain = ? AND hash = ?", .integer(domain), .blob(hash.bytes)
        ).map(XetFile.init(row:))
    }

    /// A file of this content in the domain, with the hub's own word that it has it.
    func file(ofContent sha256: [UInt8], in domain: Int64) throws -> XetFile? {
        try db.row(
            "SELECT * FROM xet_files WHERE domain = ? AND sha256 = ? ORDER BY created_at LIMIT 1",
            .integer(domain), .blob(sha256)
        ).map(XetFile.init(row:))
    }

    /// Records a checked file; one that the domain has already stays as it is. The xorbs must be the domain's.
    func insert(_ file: XetFile, at now: Timestamp) throws {
        // One that is there is held, so that it can't be removed before this transaction ends; it may vanish before
        // it is held, and then takes this one's place.
        while try !hold(file.hash, in: file.domain, at: now) {
            if try insertNew(file, at: now) { return }
        }
    }

    /// Keeps a file from being removed until the transaction ends, and makes it young again. Returns whether there is
    /// such a file. To be called before anything is made to refer to it.
    func hold(_ hash: XetHash, in domain: Int64, at now: Timestamp) throws -> Bool {
        try db.execute(
            "UPDATE xet_files SET created_at = ? WHERE domain = ? AND hash = ?",
            .integer(now.milliseconds), .integer(domain), .blob(hash.bytes)) == 1
    }

    private func insertNew(_ file: XetFile, at now: Timestamp) throws -> Bool {
        let inserted = try db.execute(
            """
            INSERT INTO xet_files (domain, hash, size, segments, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (domain, hash) DO NOTHING
            """,
            .integer(file.domain), .blob(file.hash.bytes), .integer(file.size), .blob(Segment.encode(file.segments)),
            .optional(file.sha256), .integer(now.milliseconds))
        guard inserted == 1 else { return false }
        try refer(file, at: now)
        return true
    }

    /// Records which xorbs a file uses.
    func refer(_ file: XetFile, at now: Timestamp) throws {
        let xorbs = Set(file.segments.map(\.xorb)).sorted()
        try db.execute(
            "INSERT INTO xet_file_xorbs (domain, file_hash, xorb_hash) VALUES (?, ?, ?)",
            batches: xorbs.map { [.integer(file.domain), .blob(file.hash.bytes), .blob($0.bytes)] })
        try db.execute(
            "UPDATE xorb_domains SET referenced = 1, last_used = ? WHERE domain = ? AND hash = ?",
            batches: xorbs.map { [.integer(now.milliseconds), .integer(file.domain), .blob($0.bytes)] })
    }

    /// Records that the hub has hashed the file's content.
    func prove(_ hash: XetHash, in domain: Int64, sha256: [UInt8]) throws {
        try db.execute(
            "UPDATE xet_files SET sha256 = ? WHERE domain = ? AND hash = ?",
            .blob(sha256), .integer(domain), .blob(hash.bytes))
    }

    // MARK: Registrations

    /// Remembers who registered the file for a repo, and for which content (nil if that was not said).
    func register(
        _ hash: XetHash, in domain: Int64, sha256: [UInt8]?, repoID: Int64, userID: Int64, at now: Timestamp
    ) throws {
        try db.execute(
            """
            INSERT INTO xet_registrations (repo_id, user_id, sha256, domain, file_hash, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (repo_id, user_id, sha256, domain, file_hash) DO UPDATE SET created_at = excluded.created_at
            """,
            .integer(repoID), .integer(userID), .blob(sha256 ?? []), .integer(domain), .blob(hash.bytes),
            .integer(now.milliseconds))
    }

    /// The files that the user registered for the repo as having this content, latest first.
    func registered(_ sha256: [UInt8], repoID: Int64, userID: Int64) throws -> [XetFile] {
        try db.rows(
            """
            SELECT xet_files.* FROM xet_registrations
            JOIN xet_files ON xet_files.domain = xet_registrations.domain
                AND xet_files.hash = xet_registrations.file_hash
            WHERE xet_registrations.repo_id = ? AND xet_registrations.user_id = ? AND xet_registrations.sha256 = ?
            ORDER BY xet_registrations.created_at DESC
            """, .integer(repoID), .integer(userID), .blob(sha256)
        ).map(XetFile.init(row:))
    }

    /// Takes back what was said of a file's content, because it is not true.
    func unregister(_ file: XetFile, sha256: [UInt8]) throws {
        try db.execute(
            "DELETE FROM xet_registrations WHERE domain = ? AND file_hash = ? AND sha256 = ?",
            .integer(file.domain), .blob(file.hash.bytes), .blob(sha256))
    }

    /// The file if the repo may serve it; with a user, also one that this user has registered but not committed.
    func file(_ hash: XetHash, ofRepo repoID: Int64, orRegisteredBy userID: Int64? = nil) throws -> XetFile? {
        let bound = try db.row(
            """
            SELECT xet_files.* FROM repo_lfs
            JOIN xet_files ON xet_files.domain = repo_lfs.xet_domain AND xet_files.hash = repo_lfs.xet_hash
            WHERE repo_lfs.xet_hash = ? AND repo_lfs.repo_id = ? LIMIT 1
            """, .blob(hash.bytes), .integer(repoID))
        if let bound { return try XetFile(row: bound) }
        guard let userID else { return nil }
        return try db.row(
            """
            SELECT xet_files.* FROM xet_registrations
            JOIN xet_files ON xet_files.domain = xet_registrations.domain
                AND xet_files.hash = xet_registrations.file_hash
            WHERE xet_registrations.repo_id = ? AND xet_registrations.user_id = ?
                AND xet_registrations.file_hash = ? LIMIT 1
            """, .integer(repoID), .integer(userID), .blob(hash.bytes)
        ).map(XetFile.init(row:))
    }
}
