import HubAPI
import HubStorage

/// The rows of uploads in parts, while they last.
extension LFSStore {
    /// Begins an upload, or goes on with the unfinished one of the same user, content and part size.
    /// Returns its id.
    func openUpload(_ upload: LFSUpload, at now: Timestamp = .now) throws -> String {
        let unfinished = try db.row(
            """
            SELECT id FROM lfs_uploads
            WHERE repo_id = ? AND user_id = ? AND sha256 = ? AND size = ? AND part_size = ?
            """,
            .integer(upload.repoID), .integer(upload.userID), .blob(upload.sha256), .integer(upload.size),
            .integer(upload.partSize))
        if let id = try unfinished?.text("id") {
            // It is in use again: it must not pass for abandoned.
            let kept = try db.execute(
                "UPDATE lfs_uploads SET created_at = ? WHERE id = ?", .integer(now.milliseconds), .text(id))
            if kept > 0 { return id }
        }
        try db.execute(
            """
            INSERT INTO lfs_uploads (id, repo_id, user_id, sha256, size, part_size, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .text(upload.id), .integer(upload.repoID), .integer(upload.userID), .blob(upload.sha256),
            .integer(upload.size), .integer(upload.partSize), .integer(now.milliseconds))
        return upload.id
    }

    /// The upload; inside a write it stays until the transaction ends.
    func upload(_ id: String, locking: Bool = false) throws -> LFSUpload? {
        try db.row(
            "SELECT * FROM lfs_uploads WHERE id = ?" + (locking ? db.dialect.forUpdate : ""), .text(id)
        ).map { row in
            LFSUpload(
                id: try row.text("id"), repoID: try row.integer("repo_id"),
                userID: try row.integer("user_id"),
                sha256: try row.blob("sha256"), size: try row.integer("size"),
                partSize: try row.integer("part_size"))
        }
    }

    /// Records a part that is stored. Returns the tag of the one it takes the place of.
    func setPart(_ part: LFSUploadPart, of uploadID: String) throws -> String? {
        let former = try db.row(
            "SELECT etag FROM lfs_upload_parts WHERE upload_id = ? AND part = ?",
            .text(uploadID), .integer(part.number))
        try db.execute(
            """
            INSERT INTO lfs_upload_parts (upload_id, part, size, etag) VALUES (?, ?, ?, ?)
            ON CONFLICT (upload_id, part) DO UPDATE SET size = excluded.size, etag = excluded.etag
            """, .text(uploadID), .integer(part.number), .integer(part.size), .text(part.tag))
        return try former?.text("etag")
    }

    /// The parts that are stored, in order.
    func parts(of uploadID: String) throws -> [LFSUploadPart] {
        try db.rows(
            "SELECT part, size, etag FROM lfs_upload_parts WHERE upload_id = ? ORDER BY part", .text(uploadID)
        ).map { row in
            LFSUploadPart(
                number: try row.integer("part"), size: try row.integer("size"), tag: try row.text("etag"))
        }
    }

    /// Forgets an upload with its parts.
    func deleteUpload(_ id: String) throws {
        try db.execute("DELETE FROM lfs_uploads WHERE id = ?", .text(id))
    }

    /// Forgets the uploads that were begun before `limit`. Returns how many there were.
    @discardableResult
    func deleteUploads(before limit: Timestamp) throws -> Int {
        try db.execute("DELETE FROM lfs_uploads WHERE created_at < ?", .integer(limit.milliseconds))
    }

    /// The ids of all unfinished uploads.
    func uploadIDs() throws -> Set<String> {
        Set(try db.rows("SELECT id FROM lfs_uploads").map { try $0.text("id") })
    }
}

/// An upload in parts that is not finished.
struct LFSUpload: Sendable, Hashable {
    let id: String
    let repoID: Int64
    let userID: Int64
    let sha256: [UInt8]
    let size: Int64
    let partSize: Int64

    var partCount: Int64 { LFSPartPlan.count(size: size, partSize: partSize) }

    /// How many bytes a part has: all have the same but the last.
    func length(ofPart number: Int64) -> Int64 { min(partSize, size - (number - 1) * partSize) }
}

/// One part that is stored.
struct LFSUploadPart: Sendable, Hashable {
    let number: Int64
    let size: Int64
    /// What its answer called `ETag`.
    let tag: String
}
