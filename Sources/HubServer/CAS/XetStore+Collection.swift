import HubAPI
import HubStorage
import Xet

/// The rows that garbage collection removes. SQL and nothing else.
///
/// What is looked for without a lock is looked at again with the row held: whoever makes something refer to a row holds
/// that row as well.
extension XetStore {
    // MARK: Registrations

    func registrations(before limit: Timestamp, limit count: Int) throws -> [[SQLValue]] {
        try db.rows(
            """
            SELECT repo_id, user_id, sha256, domain, file_hash FROM xet_registrations WHERE created_at < ?
            ORDER BY created_at LIMIT ?
            """, .integer(limit.milliseconds), .integer(count)
        ).map(\.values)
    }

    func removeRegistrations(_ keys: [[SQLValue]], before limit: Timestamp) throws -> Int {
        try db.execute(
            """
            DELETE FROM xet_registrations WHERE repo_id = ? AND user_id = ? AND sha256 = ? AND domain = ?
                AND file_hash = ? AND created_at < ?
            """, batches: keys.map { $0 + [.integer(limit.milliseconds)] })
    }

    // MARK: Files

    private static let isUnusedFile = """
        NOT EXISTS (SELECT 1 FROM repo_lfs WHERE repo_lfs.xet_hash = xet_files.hash
            AND repo_lfs.xet_domain = xet_files.domain)
        AND NOT EXISTS (SELECT 1 FROM xet_registrations WHERE xet_registrations.domain = xet_files.domain
            AND xet_registrations.file_hash = xet_files.hash)
        """

    /// Files that no repo has and nobody has registered, in order.
    func unusedFiles(before limit: Timestamp, after last: FileSubject?, limit count: Int) throws -> [FileSubject] {
        try db.rows(
            """
            SELECT domain, hash FROM xet_files WHERE created_at < ? AND \(Self.isUnusedFile)
                AND (domain > ? OR (domain = ? AND hash > ?)) ORDER BY domain, hash LIMIT ?
            """, [.integer(limit.milliseconds)] + Self.cursor(last) + [.integer(count)]
        ).map { FileSubject(domain: try $0.integer("domain"), hash: try XetHash(column: "hash", of: $0)) }
    }

    /// Removes a file unless it is in use by now.
    func removeUnusedFile(_ file: FileSubject, before limit: Timestamp) throws -> Bool {
        let held = try db.row(
            "SELECT 1 AS held FROM xet_files WHERE domain = ? AND hash = ? AND created_at < ?" + db.dialect.forUpdate,
            .integer(file.domain), .blob(file.hash.bytes), .integer(limit.milliseconds))
        guard held != nil else { return false }
        return try db.execute(
            "DELETE FROM xet_files WHERE domain = ? AND hash = ? AND \(Self.isUnusedFile)", .integer(file.domain),
            .blob(file.hash.bytes)) == 1
    }

    // MARK: Xorbs of domains

    /// Xorbs that no file of their domain uses, in order.
    ///
    /// - Parameters:
    ///   - limit: Before this nobody was told of them.
    ///   - unreferenced: As `limit`, for those that no file ever used.
    func unusedLinks(
        before limit: Timestamp, unreferenced: Timestamp, after last: FileSubject?, limit count: Int
    ) throws -> [FileSubject] {
        try db.rows(
            """
            SELECT domain, hash FROM xorb_domains WHERE (last_used < ? OR (referenced = 0 AND last_used < ?))
                AND NOT EXISTS (SELECT 1 FROM xet_file_xorbs WHERE xet_file_xorbs.domain = xorb_domains.domain
                    AND xet_file_xorbs.xorb_hash = xorb_domains.hash)
                AND (domain > ? OR (domain = ? AND hash > ?)) ORDER BY domain, hash LIMIT ?
            """,
            [.integer(limit.milliseconds), .integer(unreferenced.milliseconds)] + Self.cursor(last)
                + [.integer(count)]
        ).map { FileSubject(domain: try $0.integer("domain"), hash: try XetHash(column: "hash", of: $0)) }
    }

    /// Takes a xorb from its domain unless it is in use by now.
    func removeUnusedLink(_ link: FileSubject, before limit: Timestamp, unreferenced: Timestamp) throws -> Bool {
        let key: [SQLValue] = [.integer(link.domain), .blob(link.hash.bytes)]
        let held = try db.rows(
            """
            SELECT 1 AS held FROM xorb_domains WHERE domain = ? AND hash = ?
                AND (last_used < ? OR (referenced = 0 AND last_used < ?))
            """ + db.dialect.forUpdate,
            key + [.integer(limit.milliseconds), .integer(unreferenced.milliseconds)])
        guard !held.isEmpty else { return false }
        let used = try db.rows("SELECT 1 AS used FROM xet_file_xorbs WHERE domain = ? AND xorb_hash = ? LIMIT 1", key)
        guard used.isEmpty else { return false }
        // First, so that nobody is told of a xorb that is no longer there.
        try db.execute("DELETE FROM dedup_chunks WHERE domain = ? AND xorb = ?", key)
        return try db.execute("DELETE FROM xorb_domains WHERE domain = ? AND hash = ?", key) == 1
    }

    // MARK: Xorbs

    private static let hasNoDomain = "NOT EXISTS (SELECT 1 FROM xorb_domains WHERE xorb_domains.hash = xorbs.hash)"

    /// Xorbs that no domain has and that are not doomed yet, in order.
    func unneededXorbs(after last: XetHash?, limit: Int) throws -> [StoredXorb] {
        try db.rows(
            """
            SELECT * FROM xorbs WHERE doomed_at IS NULL AND deleting = 0 AND hash > ? AND \(Self.hasNoDomain)
            ORDER BY hash LIMIT ?
            """, .blob(last?.bytes ?? []), .integer(limit)
        ).map(StoredXorb.init(row:))
    }

    /// Dooms a xorb if no domain has it. One that gets a domain at this very moment is spared when its time comes.
    func doom(_ hash: XetHash, at now: Timestamp) throws -> Bool {
        try db.execute(
            "UPDATE xorbs SET doomed_at = ? WHERE hash = ? AND doomed_at IS NULL AND deleting = 0 AND \(Self.hasNoDomain)",
            .integer(now.milliseconds), .blob(hash.bytes)) == 1
    }

    /// Xorbs whose bytes are to be removed: doomed long enough, or left over by a removal that was cut off.
    func removableXorbs(doomedBefore limit: Timestamp, after last: XetHash?, limit count: Int) throws -> [StoredXorb] {
        try db.rows(
            """
            SELECT * FROM xorbs WHERE hash > ? AND (deleting = 1 OR doomed_at <= ?) ORDER BY hash LIMIT ?
            """, .blob(last?.bytes ?? []), .integer(limit.milliseconds), .integer(count)
        ).map(StoredXorb.init(row:))
    }

    /// The earliest doom of a xorb that is still there.
    func earliestDoom() throws -> Timestamp? {
        try db.row("SELECT MIN(doomed_at) AS earliest FROM xorbs")?.integerOrNil("earliest")
            .map(Timestamp.init(milliseconds:))
    }

    /// Begins to remove a xorb's bytes, unless a domain has it by now. From here on it does not exist for anybody else,
    /// and who sends it anew stores it under another name. Returns the row, with the names of the bytes.
    func beginRemoval(_ hash: XetHash, doomedBefore limit: Timestamp) throws -> StoredXorb? {
        guard let row = try xorb(hash, locking: true) else { return nil }
        if row.isDeleting { return row }
        guard let doomedAt = row.doomedAt, doomedAt <= limit else { return nil }
        let domain = try db.row("SELECT 1 AS found FROM xorb_domains WHERE hash = ? LIMIT 1", .blob(hash.bytes))
        guard domain == nil else {
            try db.execute("UPDATE xorbs SET doomed_at = NULL WHERE hash = ?", .blob(hash.bytes))
            return nil
        }
        try db.execute("UPDATE xorbs SET deleting = 1 WHERE hash = ?", .blob(hash.bytes))
        return row
    }

    /// Removes the row of a xorb whose bytes are gone, unless it was stored anew meanwhile.
    func endRemoval(_ xorb: StoredXorb) throws {
        try db.execute(
            "DELETE FROM xorbs WHERE hash = ? AND object = ? AND deleting = 1", .blob(xorb.hash.bytes),
            .text(xorb.object))
    }

    private static func cursor(_ last: FileSubject?) -> [SQLValue] {
        let domain = SQLValue.integer(last?.domain ?? .min)
        return [domain, domain, .blob(last?.hash.bytes ?? [])]
    }
}
