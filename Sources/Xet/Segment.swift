/// A run of chunks of one xorb that is the next part of a file.
public struct Segment: Sendable, Hashable {
    public var xorb: XetHash
    /// Raw bytes of the chunks.
    public var rawLength: UInt32
    /// Indices of chunks in the xorb.
    public var chunks: Range<UInt32>

    public init(xorb: XetHash, rawLength: UInt32, chunks: Range<UInt32>) {
        self.xorb = xorb
        self.rawLength = rawLength
        self.chunks = chunks
    }

    private static let byteCount = 44

    /// Segments as bytes for storage: for each the xorb (32 bytes), raw length, first chunk and the one behind the last
    /// (4 bytes each, little-endian).
    public static func encode(_ segments: [Segment]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segments.count * byteCount)
        for segment in segments {
            bytes.append(segment.xorb)
            bytes.appendLittleEndian(segment.rawLength)
            bytes.appendLittleEndian(segment.chunks.lowerBound)
            bytes.appendLittleEndian(segment.chunks.upperBound)
        }
        return bytes
    }

    /// Segments from what `encode` made. Throws `malformedSegments` for anything else.
    public static func decode(_ bytes: [UInt8]) throws(XetError) -> [Segment] {
        guard bytes.count % byteCount == 0 else {
            throw .malformedSegments(reason: "\(bytes.count) bytes are not a multiple of \(byteCount)")
        }
        var segments: [Segment] = []
        segments.reserveCapacity(bytes.count / byteCount)
        for offset in stride(from: 0, to: bytes.count, by: byteCount) {
            guard let segment = bytes.withUnsafeBytes({ Segment(decoding: $0, at: offset) }) else {
                throw .malformedSegments(reason: "segment \(offset / byteCount) has no chunks")
            }
            segments.append(segment)
        }
        return segments
    }

    private init?(decoding bytes: UnsafeRawBufferPointer, at offset: Int) {
        let first = bytes.littleEndian(at: offset + 36, as: UInt32.self)
        let end = bytes.littleEndian(at: offset + 40, as: UInt32.self)
        guard first < end else { return nil }
        self.init(
            xorb: XetHash(unchecked: bytes, at: offset),
            rawLength: bytes.littleEndian(at: offset + 32, as: UInt32.self), chunks: first..<end)
    }

    /// The chunks, if the xorb with this layout has them and they are as long as the segment says.
    ///
    /// Throws `invalidSegment`; `index` is the place of the segment in its file.
    func chunks(in layout: XorbLayout, index: Int) throws(XetError) -> Range<Int> {
        let chunks = Int(chunks.lowerBound)..<Int(chunks.upperBound)
        guard !chunks.isEmpty, chunks.upperBound <= layout.count else {
            throw .invalidSegment(
                index: index, xorb: xorb, reason: "chunks \(chunks) of \(layout.count)")
        }
        let found = layout.rawLength(of: chunks)
        guard found == Int(rawLength) else {
            throw .invalidSegment(
                index: index, xorb: xorb, reason: "chunks \(chunks) have \(found) bytes, not \(rawLength)")
        }
        return chunks
    }
}
