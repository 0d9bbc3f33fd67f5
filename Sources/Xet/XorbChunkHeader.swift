/// How the bytes of a chunk are stored.
public enum Packing: UInt8, Sendable, Hashable, CaseIterable {
    /// As they are.
    case raw = 0
    /// As one LZ4 frame.
    case lz4 = 1
    /// As one LZ4 frame of the bytes at positions 0, 1, 2 and 3 modulo 4, group after group.
    case groupedLZ4 = 2
}

/// The 8 bytes in front of each chunk of a xorb: version 0, packed length (3 bytes), packing, raw length (3 bytes).
public struct XorbChunkHeader: Sendable, Hashable {
    /// Stored bytes behind this header.
    public var packedLength: Int
    public var packing: Packing
    /// Bytes of the chunk.
    public var rawLength: Int

    /// The number of bytes in a header.
    public static let byteCount = 8

    public init(packedLength: Int, packing: Packing, rawLength: Int) {
        self.packedLength = packedLength
        self.packing = packing
        self.rawLength = rawLength
    }

    /// Reads a header from at least 8 bytes. `index` and `offset` say in errors which chunk it is and where it begins.
    ///
    /// Throws `malformedChunk` for another version, an unknown packing, or a length that is zero or above its limit.
    public init(parsing bytes: UnsafeRawBufferPointer, index: Int, offset: Int) throws(XetError) {
        guard bytes.count >= Self.byteCount else { throw .truncated(what: "chunk header", offset: offset) }
        let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        func malformed(_ reason: String) -> XetError { .malformedChunk(index: index, offset: offset, reason: reason) }

        let version = word & 0xFF
        guard version == 0 else { throw malformed("unknown version \(version)") }
        let packingCode = UInt8(truncatingIfNeeded: word >> 32)
        guard let packing = Packing(rawValue: packingCode) else { throw malformed("unknown packing \(packingCode)") }
        let packedLength = Int(word >> 8 & 0xFF_FFFF)
        let rawLength = Int(word >> 40)
        guard 1...XorbLimits.maximumChunkLength ~= rawLength else {
            throw malformed("raw length \(rawLength) is not in 1...\(XorbLimits.maximumChunkLength)")
        }
        guard 1...XorbLimits.maximumPackedLength ~= packedLength else {
            throw malformed("packed length \(packedLength) is not in 1...\(XorbLimits.maximumPackedLength)")
        }
        guard packing != .raw || packedLength == rawLength else {
            throw malformed("\(packedLength) stored bytes for \(rawLength) raw ones without compression")
        }
        self.init(packedLength: packedLength, packing: packing, rawLength: rawLength)
    }

    /// The 8 bytes.
    public var encoded: [UInt8] {
        withUnsafeBytes(of: word.littleEndian) { Array($0) }
    }

    /// The 8 bytes as a little-endian number.
    var word: UInt64 {
        UInt64(packedLength) << 8 | UInt64(packing.rawValue) << 32 | UInt64(rawLength) << 40
    }
}
