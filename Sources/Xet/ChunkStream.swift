/// Cuts a stream of bytes, in pieces of any size, into whole raw chunks.
///
/// Chunks that lie within one piece are handed on where they lie; only a chunk that spans pieces is gathered, in a
/// buffer of at most ``Chunker/maximum`` bytes.
public struct ChunkStream: Sendable {
    private var chunker = Chunker()
    private var partial: [UInt8] = []

    public init() {}

    /// Takes in the next bytes and calls `chunk` with each chunk they complete. The buffer that `chunk` gets is valid
    /// during the call only, and never empty.
    ///
    /// - Throws: What `chunk` throws. The stream is of no use after that.
    public mutating func append(
        _ bytes: UnsafeRawBufferPointer, _ chunk: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        var rest = bytes
        while let end = chunker.next(in: rest) {
            let head = UnsafeRawBufferPointer(rebasing: rest[..<end])
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
            if partial.isEmpty {
                try chunk(head)
            } else {
                partial.append(contentsOf: head)
                try partial.withUnsafeBytes(chunk)
                partial.removeAll(keepingCapacity: true)
            }
        }
        guard !rest.isEmpty else { return }
        if partial.capacity < Chunker.maximum { partial.reserveCapacity(Chunker.maximum) }
        partial.append(contentsOf: rest)
    }

    /// Ends the stream: calls `chunk` with the last chunk if there is one left.
    ///
    /// - Throws: What `chunk` throws.
    public mutating func finish(_ chunk: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        chunker = Chunker()
        guard !partial.isEmpty else { return }
        try partial.withUnsafeBytes(chunk)
        partial.removeAll(keepingCapacity: true)
    }
}
