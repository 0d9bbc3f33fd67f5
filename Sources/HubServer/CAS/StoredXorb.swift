import HubAPI
import HubStorage
import Xet

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

extension XetHash {
    init(column: String, of row: SQLRow) throws {
        guard let hash = XetHash(bytes: try row.blob(column)) else {
            throw DatabaseError(.unexpectedValue, "column “\(column)” does not hold a Xet hash")
        }
        self = hash
    }
}
