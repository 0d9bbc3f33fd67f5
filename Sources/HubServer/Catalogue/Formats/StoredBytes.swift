import HubStorage
import NIOCore

/// Reads parts of a file's content into memory, wherever it is stored.
struct StoredBytes: Sendable {
    let objects: any ObjectStore
    let reader: XetReader

    func read(_ content: ResolveService.Content, _ range: Range<Int64>) async throws -> [UInt8] {
        // Stores have no empty pieces of an empty object.
        if range.isEmpty { return [] }
        let stream: ByteStream
        switch content {
        case .bytes(let bytes):
            let range = range.clamped(to: 0..<Int64(bytes.count))
            return Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .object(let key): stream = try await objects.read(key, range: range)
        case .xet(let file, _): stream = reader.bytes(of: file, range: range)
        }
        var found: [UInt8] = []
        found.reserveCapacity(range.count)
        for try await piece in stream { found.append(contentsOf: piece.readableBytesView) }
        return found
    }
}
