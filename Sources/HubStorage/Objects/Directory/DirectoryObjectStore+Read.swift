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
            var ahead: Task<ByteBuffer, any Error>?
            return {
                guard offset < range.upperBound else { return nil }
                let piece = try await (ahead ?? self.piece(of: file, at: offset, of: range)).value
                guard piece.readableBytes > 0 else {
                    throw ObjectStoreError(.failed, "“\(key)” ends at \(offset), not at \(length)")
                }
                offset += Int64(piece.readableBytes)
                // The next piece is read while this one is used.
                ahead = offset < range.upperBound ? self.piece(of: file, at: offset, of: range) : nil
                return piece
            }
        })
    }

    /// Reads some bytes from `start` on, none at the end of the file.
    private func piece(of file: OpenFile, at start: Int64, of range: Range<Int64>) -> Task<ByteBuffer, any Error> {
        let count = Int(min(Int64(Self.batchSize), range.upperBound - start))
        let threads = threads
        return Task {
            try await threads.runIfActive {
                var buffer = ByteBuffer()
                try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                    let wanted = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
                    return try file.read(into: wanted, at: start)
                }
                return buffer
            }
        }
    }
}
