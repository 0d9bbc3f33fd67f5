import HubAPI
import HubStorage
import Xet

/// The rows of xorbs, and of the files made of them. SQL and nothing else.
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
}
