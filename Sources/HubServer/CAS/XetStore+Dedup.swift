import HubStorage
import Xet

/// Which chunks clients may find.
extension XetStore {
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
