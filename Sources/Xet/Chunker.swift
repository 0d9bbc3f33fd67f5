internal import CBlake3

/// Finds the boundaries of content-defined chunks (Xet protocol, chunking). It neither keeps nor copies bytes.
///
/// A chunk ends behind the first byte that completes at least ``minimum`` bytes and leaves the upper 16 bits of the gear
/// hash zero, at the latest at ``maximum`` bytes. Whatever is left at the end of a file is its last chunk; the caller
/// closes that one, so an empty file has none.
public struct Chunker: Sendable {
    /// Least length of a chunk in bytes, but for the last one of a file.
    public static let minimum = 8192
    /// Average length in bytes that the gear hash aims at, reckoned from the minimum.
    public static let target = 65536
    /// Greatest length of a chunk in bytes.
    public static let maximum = 131_072

    // The gear hash forgets a byte after 64 more. So of the bytes that can't end a chunk only the last 64 count, and the
    // others are not even read.
    private static let warmUpStart = minimum - 1 - 64
    private static let warmUpEnd = minimum - 1

    private var gear: UInt64 = 0
    /// Bytes of the current chunk so far.
    public private(set) var length = 0

    /// At the start of a chunk.
    public init() {}

    /// Takes in `bytes`, at most up to the end of the current chunk.
    ///
    /// - Returns: The number of bytes up to and including the next boundary: the chunker is then at the start of a
    ///   chunk, and the caller goes on with the rest. Nil if there is no boundary: all of `bytes` belong to the current
    ///   chunk.
    public mutating func next(in bytes: UnsafeRawBufferPointer) -> Int? {
        var offset = 0
        if length < Self.warmUpEnd {
            let skipped = min(bytes.count, max(0, Self.warmUpStart - length))
            let warmUp = min(bytes.count - skipped, Self.warmUpEnd - length - skipped)
            if warmUp > 0, let data = bytes.pointer { roost_gear_update(&gear, data + skipped, warmUp) }
            offset = skipped + warmUp
            length += offset
        }
        guard offset < bytes.count, let data = bytes.pointer else { return nil }
        let scanned = min(bytes.count - offset, Self.maximum - length)
        let cut = roost_gear_scan(&gear, data + offset, scanned)
        length += cut == 0 ? scanned : cut
        guard cut > 0 || length == Self.maximum else { return nil }
        let end = offset + (cut == 0 ? scanned : cut)
        self = Chunker()
        return end
    }
}

extension Chunker {
    /// The length in bytes of the chunk that begins where `bytes` begin and must end where they end.
    static func firstChunk(of bytes: UnsafeRawBufferPointer) -> Int {
        var chunker = Chunker()
        return chunker.next(in: bytes) ?? bytes.count
    }
}
