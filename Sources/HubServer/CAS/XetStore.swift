import HubAPI
import HubStorage
import Xet

/// The rows of xorbs and of the files made of them. SQL and nothing else.
struct XetStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    // MARK: Epoch

    func epoch() throws -> Int64 {
        try db.row("SELECT value FROM xet_state WHERE name = 'epoch'")?.integer("value") ?? 1
    }

    /// Makes all clients forget what they believe to be stored.
    func raiseEpoch() throws {
        try db.execute("UPDATE xet_state SET value = value + 1 WHERE name = 'epoch'")
    }

    // MARK: Xorbs

    /// A stored xorb; inside a write its row can be held until the transaction ends.
    func xorb(_ hash: XetHash, locking: Bool = false) throws -> StoredXorb? {
        try db.row(
            "SELECT * FROM xorbs WHERE hash = ?" + (locking ? db.dialect.forUpdate : ""), .blob(hash.bytes)
        ).map(StoredXorb.init(row:))
    }

    /// The xorb if the domain has it.
    func xorb(_ hash: XetHash, in domain: Int64) throws -> StoredXorb? {
        try db.row(
            """
            SELECT xorbs.* FROM xorb_domains JOIN xorbs ON xorbs.hash = xorb_domains.hash
            WHERE xorb_domains.domain = ? AND xorb_domains.hash = ? AND xorbs.deleting = 0
            """, .integer(domain), .blob(hash.bytes)
        ).map(StoredXorb.init(row:))
    }

    /// The rows of those of the xorbs that are stored.
    func xorbs(_ hashes: some Collection<XetHash>) throws -> [XetHash: StoredXorb] {
        try db.matching(hashes.map(\.bytes)).reduce(into: [:]) { found, batch in
            for row in try db.rows("SELECT * FROM xorbs WHERE hash IN (\(batch.marks))", batch.values) {
                let xorb = try StoredXorb(row: row)
                found[xorb.hash] = xorb
            }
        }
    }

    /// The rows of those of the xorbs that the domain has.
    func xorbs(_ hashes: some Collection<XetHash>, in domain: Int64) throws -> [XetHash: StoredXorb] {
        try db.matching(hashes.map(\.bytes)).reduce(into: [:]) { found, batch in
            let rows = try db.rows(
                """
                SELECT xorbs.* FROM xorb_domains JOIN xorbs ON xorbs.hash = xorb_domains.hash
                WHERE xorb_domains.domain = ? AND xorb_domains.hash IN (\(batch.marks)) AND xorbs.deleting = 0
                """, [.integer(domain)] + batch.values)
            for row in rows {
                let xorb = try StoredXorb(row: row)
                found[xorb.hash] = xorb
            }
        }
    }

    /// Records a xorb whose bytes are durable. Returns whether it was not there, or takes the place of bytes that are
    /// damaged or being removed; if not, the bytes under `object` are not needed.
    func insert(_ layout: XorbLayout, object: String, at now: Timestamp) throws -> Bool {
        try db.execute(
            """
            INSERT INTO xorbs (hash, object, stored_bytes, raw_bytes, chunks, created_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (hash) DO UPDATE SET object = excluded.object, stored_bytes = excluded.stored_bytes,
                damaged_at = NULL, doomed_at = NULL, deleting = 0
                WHERE xorbs.damaged_at IS NOT NULL OR xorbs.deleting = 1
            """,
            .blob(layout.hash.bytes), .text(object), .integer(layout.storedLength), .integer(layout.rawLength),
            .integer(layout.count), .integer(now.milliseconds)) == 1
    }

    /// Gives a stored xorb to a domain. Returns whether the domain did not have it.
    func admit(_ hash: XetHash, to domain: Int64, uploader: Int64?, at now: Timestamp) throws -> Bool {
        try db.execute("UPDATE xorbs SET doomed_at = NULL WHERE hash = ?", .blob(hash.bytes))
        let inserted = try db.execute(
            """
            INSERT INTO xorb_domains (domain, hash, uploader_id, created_at, last_used) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (domain, hash) DO NOTHING
            """,
            .integer(domain), .blob(hash.bytes), .optional(uploader), .integer(now.milliseconds),
            .integer(now.milliseconds))
        if inserted == 0 { try use([hash], in: domain, at: now) }
        return inserted == 1
    }

    /// Remembers that a client was told of these xorbs just now. Returns how many of them the domain has.
    @discardableResult
    func use(_ hashes: [XetHash], in domain: Int64, at now: Timestamp) throws -> Int {
        try hashes.reduce(0) { count, hash in
            count
                + (try db.execute(
                    "UPDATE xorb_domains SET last_used = ? WHERE domain = ? AND hash = ?",
                    .integer(now.milliseconds), .integer(domain), .blob(hash.bytes)))
        }
    }

    /// Bytes of xorbs that a user sent and that no file uses so far.
    func unreferencedBytes(of uploader: Int64) throws -> Int64 {
        try db.row(
            """
            SELECT COALESCE(SUM(xorbs.stored_bytes), 0) AS bytes FROM xorb_domains
            JOIN xorbs ON xorbs.hash = xorb_domains.hash
            WHERE xorb_domains.uploader_id = ? AND xorb_domains.referenced = 0
            """, .integer(uploader))?.integer("bytes") ?? 0
    }

    // MARK: Files

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

    // MARK: Deduplication

    /// Lets clients of the domain find these chunks.
    func insert(dedup chunks: [(chunk: XetHash, xorb: XetHash, index: Int)], in domain: Int64) throws {
        try db.execute(
            """
            INSERT INTO dedup_chunks (domain, chunk, xorb, chunk_index) VALUES (?, ?, ?, ?)
            ON CONFLICT (domain, chunk) DO NOTHING
            """,
            batches: chunks.map {
                [.integer(domain), .blob($0.chunk.bytes), .blob($0.xorb.bytes), .integer($0.index)]
            })
    }

    /// Where the domain has the chunk.
    func find(chunk: XetHash, in domain: Int64) throws -> (xorb: XetHash, index: Int)? {
        guard
            let row = try db.row(
                "SELECT xorb, chunk_index FROM dedup_chunks WHERE domain = ? AND chunk = ?",
                .integer(domain), .blob(chunk.bytes))
        else { return nil }
        return (try XetHash(column: "xorb", of: row), Int(try row.integer("chunk_index")))
    }

    /// The other xorbs of a file that uses this one: what the client is likely to need next.
    func neighbours(of xorb: XetHash, in domain: Int64, limit: Int) throws -> [XetHash] {
        try db.rows(
            """
            SELECT xorb_hash FROM xet_file_xorbs
            WHERE domain = ? AND xorb_hash <> ? AND file_hash = (
                SELECT file_hash FROM xet_file_xorbs WHERE domain = ? AND xorb_hash = ? ORDER BY file_hash LIMIT 1)
            ORDER BY xorb_hash LIMIT ?
            """,
            .integer(domain), .blob(xorb.bytes), .integer(domain), .blob(xorb.bytes), .integer(limit)
        ).map { try XetHash(column: "xorb_hash", of: $0) }
    }
}

/// The row of a xorb.
struct StoredXorb: Sendable, Hashable {
    let hash: XetHash
    /// The end of the names of its objects.
    let object: String
    let storedBytes: Int64
    let rawBytes: Int64
    let chunks: Int64
    let createdAt: Timestamp
    let doomedAt: Timestamp?
    let isDeleting: Bool
    let damagedAt: Timestamp?

    init(row: SQLRow) throws {
        hash = try XetHash(column: "hash", of: row)
        object = try row.text("object")
        storedBytes = try row.integer("stored_bytes")
        rawBytes = try row.integer("raw_bytes")
        chunks = try row.integer("chunks")
        createdAt = Timestamp(milliseconds: try row.integer("created_at"))
        doomedAt = try row.integerOrNil("doomed_at").map(Timestamp.init(milliseconds:))
        isDeleting = try row.boolean("deleting")
        damagedAt = try row.integerOrNil("damaged_at").map(Timestamp.init(milliseconds:))
    }
}

/// A file as a list of chunks of stored xorbs.
struct XetFile: Sendable, Hashable {
    let domain: Int64
    let hash: XetHash
    /// Bytes of content.
    let size: Int64
    let segments: [Segment]
    /// The content's SHA-256, if the hub has hashed it.
    let sha256: [UInt8]?

    init(domain: Int64, hash: XetHash, size: Int64, segments: [Segment], sha256: [UInt8]? = nil) {
        self.domain = domain
        self.hash = hash
        self.size = size
        self.segments = segments
        self.sha256 = sha256
    }

    init(row: SQLRow) throws {
        domain = try row.integer("domain")
        hash = try XetHash(column: "hash", of: row)
        size = try row.integer("size")
        do {
            segments = try Segment.decode(try row.blob("segments"))
        } catch let error as XetError {
            throw DatabaseError(.unexpectedValue, "the segments of Xet file \(hash) are damaged: \(error)")
        }
        sha256 = try row.blobOrNil("sha256")
    }
}

extension XetHash {
    init(column: String, of row: SQLRow) throws {
        guard let hash = XetHash(bytes: try row.blob(column)) else {
            throw DatabaseError(.unexpectedValue, "column “\(column)” does not hold a Xet hash")
        }
        self = hash
    }
}
