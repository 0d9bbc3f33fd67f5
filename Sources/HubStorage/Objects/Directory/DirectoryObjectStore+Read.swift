import NIOCore
import NIOPosix

extension DirectoryObjectStore {
    public func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ByteStream {
        let path = path(of: key)
        let (file, length) = try await threads.runIfActive {
            guard let file = try OpenFile.existing(path), let length = try file.regularLength() else {
                throw ObjectStoreError(.notFound, "there is no object “\(key)”")
            }
            return (file, length)
        }
        let range = range ?? 0..<length
        guard range.lowerBound >= 0, range.upperBound <= length else {
            throw ObjectStoreError(.invalidRange, "bytes \(range) of \(length) in “\(key)”")
        }
        // The open file keeps the bytes readable to the end even if the object is deleted meanwhile;
        // the stream keeps the store, and so its threads.
        return ByteStream(pulling: {
            var offset = range.lowerBound
            return {
                guard offset < range.upperBound else { return nil }
                let start = offset
                let count = Int(min(Int64(Self.batchSize), range.upperBound - start))
                let piece = try await self.threads.runIfActive {
                    var buffer = ByteBuffer()
                    try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                        let wanted = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
                        return try file.read(into: wanted, at: start)
                    }
                    return buffer
                }
                guard piece.readableBytes > 0 else {
                    throw ObjectStoreError(.failed, "“\(key)” ends at \(start), not at \(length)")
                }
                offset += Int64(piece.readableBytes)
                return piece
            }
        })
    }
}
