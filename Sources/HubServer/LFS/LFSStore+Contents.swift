import HubAPI
import HubStorage

/// The rows of contents: whether the bytes of a large file lie whole in the object store, and how they leave it.
///
/// Whole bytes that nothing needs are *doomed* first. If an hour later still nothing needs them, the row is marked as
/// *deleting*, the object is removed, and the row stays for a day as one that is not stored: an upload compares the row
/// before and after its bytes were put, and so learns whether they may have been removed in between. (Putting an object
/// that is there already only finds it.)
extension LFSStore {
    func content(_ sha256: [UInt8], locking: Bool = false) throws -> LFSContentState? {
        try db.row(
            "SELECT * FROM lfs_objects WHERE sha256 = ?" + (locking ? db.dialect.forUpdate : ""), .blob(sha256)
        ).map(LFSContentState.init(row:))
    }

    /// Those of the contents that have rows.
    func contents(_ shas: [[UInt8]]) throws -> [LFSContentState] {
        try db.matching(shas).flatMap { batch in
            try db.rows("SELECT * FROM lfs_objects WHERE sha256 IN (\(batch.marks))", batch.values)
                .map(LFSContentState.init(row:))
        }
    }

    /// Records that the whole content is stored, after its bytes were put.
    ///
    /// - Parameter before: What ``content(_:locking:)`` said before they were put. Nil if nobody asked, which is right
    ///   only for bytes that can't have been there before.
    /// - Returns: False if the bytes are being removed, or may have been since then: they must be put once more.
    func keep(
        _ sha256: [UInt8], size: Int64, since before: LFSContentMark? = nil, at now: Timestamp = .now
    ) throws -> Bool {
        while true {
            if let row = try content(sha256, locking: true) {
                guard !row.isDeleting else { return false }
                if let before, !row.isStored, row.doomedAt != nil, row.doomedAt != before.state?.doomedAt {
                    return false
                }
                // The size may be what somebody said of a Xet file that was not this content.
                try db.execute(
                    "UPDATE lfs_objects SET stored = 1, doomed_at = NULL, size = ? WHERE sha256 = ?", .integer(size),
                    .blob(sha256))
                return true
            }
            if let before, before.state != nil { return false }
            let inserted = try db.execute(
                "INSERT INTO lfs_objects (sha256, size, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                .blob(sha256), .integer(size), .integer(now.milliseconds))
            if inserted == 1 { return true }
        }
    }

    /// Makes sure that the content has a row, which stays until the transaction ends, without saying that its whole
    /// bytes are stored. To be called before a binding to a Xet file is made.
    func mention(_ sha256: [UInt8], size: Int64, at now: Timestamp = .now) throws {
        while try content(sha256, locking: true) == nil {
            try db.execute(
                "INSERT INTO lfs_objects (sha256, size, created_at, stored) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
                .blob(sha256), .integer(size), .integer(now.milliseconds))
        }
    }

    /// Takes a doom back, for somebody is about to use the bytes.
    func spare(_ sha256: [UInt8]) throws {
        try db.execute(
            "UPDATE lfs_objects SET doomed_at = NULL WHERE sha256 = ? AND stored = 1 AND deleting = 0", .blob(sha256))
    }

    // MARK: Removal

    private static let isUnneeded = """
        ((stored = 1 AND NOT EXISTS (SELECT 1 FROM repo_lfs WHERE repo_lfs.sha256 = lfs_objects.sha256
            AND repo_lfs.xet_hash IS NULL))
        OR (stored = 0 AND NOT EXISTS (SELECT 1 FROM repo_lfs WHERE repo_lfs.sha256 = lfs_objects.sha256)))
        """

    /// Contents that nothing needs and that are not doomed yet, in order.
    func unneeded(after cursor: [UInt8], limit: Int) throws -> [[UInt8]] {
        try db.rows(
            """
            SELECT sha256 FROM lfs_objects WHERE doomed_at IS NULL AND deleting = 0 AND sha256 > ?
                AND \(Self.isUnneeded) ORDER BY sha256 LIMIT ?
            """, .blob(cursor), .integer(limit)
        ).map { try $0.blob("sha256") }
    }

    /// Dooms a content if nothing needs it. Returns how many bytes will go; nil if it stays.
    @discardableResult
    func doom(_ sha256: [UInt8], at now: Timestamp) throws -> Int64? {
        let doomed = try db.execute(
            """
            UPDATE lfs_objects SET doomed_at = ? WHERE sha256 = ? AND doomed_at IS NULL AND deleting = 0
                AND \(Self.isUnneeded)
            """, .integer(now.milliseconds), .blob(sha256))
        guard doomed == 1, let row = try content(sha256) else { return nil }
        return row.isStored ? row.size : 0
    }

    /// Contents whose bytes are to be removed: doomed long enough, or left over by a removal that was cut off.
    ///
    /// - Parameter stale: A removal that began before this is no longer being worked on.
    func removable(
        doomedBefore limit: Timestamp, stale: Timestamp, after cursor: [UInt8], limit count: Int
    ) throws -> [LFSContentState] {
        try db.rows(
            """
            SELECT * FROM lfs_objects WHERE sha256 > ?
                AND ((deleting = 1 AND doomed_at <= ?) OR (deleting = 0 AND stored = 1 AND doomed_at <= ?))
            ORDER BY sha256 LIMIT ?
            """, .blob(cursor), .integer(stale.milliseconds), .integer(limit.milliseconds), .integer(count)
        ).map(LFSContentState.init(row:))
    }

    /// The earliest doom of bytes that are to be removed, or the earliest removal that has not ended.
    func earliestDoom(isDeleting: Bool) throws -> Timestamp? {
        try db.row(
            "SELECT MIN(doomed_at) AS earliest FROM lfs_objects WHERE deleting = ? AND (stored = 1 OR deleting = 1)",
            .boolean(isDeleting)
        )?.integerOrNil("earliest").map(Timestamp.init(milliseconds:))
    }

    /// Begins to remove the bytes, unless something needs them by now or another remover is at it. From here on no
    /// upload may find them.
    func beginRemoval(
        _ sha256: [UInt8], doomedBefore limit: Timestamp, stale: Timestamp, at now: Timestamp
    ) throws -> Bool {
        guard let row = try content(sha256, locking: true), let doomedAt = row.doomedAt else { return false }
        if row.isDeleting {
            guard doomedAt <= stale else { return false }
        } else {
            guard row.isStored, doomedAt <= limit else { return false }
            // After the lock, so that no binding can be overlooked.
            let needed = try db.row(
                "SELECT 1 AS needed FROM repo_lfs WHERE sha256 = ? AND xet_hash IS NULL LIMIT 1", .blob(sha256))
            guard needed == nil else {
                try spare(sha256)
                return false
            }
        }
        try db.execute(
            "UPDATE lfs_objects SET deleting = 1, doomed_at = ? WHERE sha256 = ?", .integer(now.milliseconds),
            .blob(sha256))
        return true
    }

    /// As ``beginRemoval(_:doomedBefore:at:)`` for an object of which no row says that it is stored.
    func beginRemoval(ofOrphan sha256: [UInt8], size: Int64, at now: Timestamp) throws -> Bool {
        let inserted = try db.execute(
            """
            INSERT INTO lfs_objects (sha256, size, created_at, stored, deleting, doomed_at) VALUES (?, ?, ?, 0, 1, ?)
            ON CONFLICT DO NOTHING
            """, .blob(sha256), .integer(size), .integer(now.milliseconds), .integer(now.milliseconds))
        if inserted == 1 { return true }
        return try db.execute(
            "UPDATE lfs_objects SET deleting = 1, doomed_at = ? WHERE sha256 = ? AND stored = 0 AND deleting = 0",
            .integer(now.milliseconds), .blob(sha256)) == 1
    }

    /// Records that the bytes are gone.
    func endRemoval(_ sha256: [UInt8], at now: Timestamp) throws {
        try db.execute(
            "UPDATE lfs_objects SET stored = 0, deleting = 0, doomed_at = ? WHERE sha256 = ? AND deleting = 1",
            .integer(now.milliseconds), .blob(sha256))
    }

    /// Rows of contents that are gone, and long enough so that no upload remembers them.
    func forgettable(goneBefore limit: Timestamp, after cursor: [UInt8], limit count: Int) throws -> [[UInt8]] {
        try db.rows(
            """
            SELECT sha256 FROM lfs_objects WHERE sha256 > ? AND stored = 0 AND deleting = 0 AND doomed_at <= ?
                AND NOT EXISTS (SELECT 1 FROM repo_lfs WHERE repo_lfs.sha256 = lfs_objects.sha256)
            ORDER BY sha256 LIMIT ?
            """, .blob(cursor), .integer(limit.milliseconds), .integer(count)
        ).map { try $0.blob("sha256") }
    }

    /// Removes the row of a content that is gone, unless something refers to it by now.
    func forget(_ sha256: [UInt8], goneBefore limit: Timestamp) throws {
        guard let row = try content(sha256, locking: true), !row.isStored, !row.isDeleting,
            let doomedAt = row.doomedAt, doomedAt <= limit
        else { return }
        try db.execute(
            """
            DELETE FROM lfs_objects WHERE sha256 = ?
                AND NOT EXISTS (SELECT 1 FROM repo_lfs WHERE repo_lfs.sha256 = lfs_objects.sha256)
            """, .blob(sha256))
    }
}

/// The row of a content.
struct LFSContentState: Sendable, Hashable {
    let sha256: [UInt8]
    let size: Int64
    /// The whole bytes lie in the object store.
    let isStored: Bool
    /// Since when nothing needs the bytes; of one that is not stored, when they were removed.
    let doomedAt: Timestamp?
    let isDeleting: Bool

    init(row: SQLRow) throws {
        sha256 = try row.blob("sha256")
        size = try row.integer("size")
        isStored = try row.boolean("stored")
        doomedAt = try row.integerOrNil("doomed_at").map(Timestamp.init(milliseconds:))
        isDeleting = try row.boolean("deleting")
    }
}

/// What the row of a content said at some moment; nil if there was none.
struct LFSContentMark: Sendable, Hashable {
    let state: LFSContentState?
}
