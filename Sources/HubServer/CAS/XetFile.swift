import HubStorage
import Xet

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
