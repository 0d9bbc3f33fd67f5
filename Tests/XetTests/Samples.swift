import Xet

/// Contents of several kinds, and what the tests make of them.
enum Samples {
    /// Bytes that are random, repeated, text-like or four-byte numbers, at random.
    static func chunk(_ length: Int, using generator: inout SplitMix64) -> [UInt8] {
        switch generator.next() % 4 {
        case 0: return SplitMix64.bytes(length, seed: generator.next())
        case 1: return [UInt8](repeating: UInt8(truncatingIfNeeded: generator.next()), count: length)
        case 2:
            let words = ["tensor ", "layer ", "weight ", "bias\n", "norm "]
            var text: [UInt8] = []
            while text.count < length { text += Array(words[Int(generator.next() % 5)].utf8) }
            return Array(text.prefix(length))
        default:
            var numbers: [UInt8] = []
            while numbers.count < length {
                let value = Float(Double(generator.next() % 1_000_000) / 1e7)
                withUnsafeBytes(of: value.bitPattern.littleEndian) { numbers += $0 }
            }
            return Array(numbers.prefix(length))
        }
    }

    /// Chunks of random kinds and lengths.
    static func chunks(_ count: Int, longest: Int = 131_072, using generator: inout SplitMix64) -> [[UInt8]] {
        (0..<count).map { _ in
            let bound = Bool.random(using: &generator) ? longest : min(300, longest)
            return chunk(Int.random(in: 1...bound, using: &generator), using: &generator)
        }
    }

    /// A xorb of chunks.
    static func xorb(_ chunks: [[UInt8]]) -> (layout: XorbLayout, body: [UInt8]) {
        var writer = XorbWriter()
        for chunk in chunks {
            chunk.withUnsafeBytes { _ = writer.append($0, hash: .chunk($0)) }
        }
        return writer.finish()
    }

    /// The layout of a xorb's body given in one piece.
    static func inspect(_ body: [UInt8], expecting: XetHash? = nil) throws -> XorbLayout {
        var inspector = XorbInspector()
        try body.withUnsafeBytes { try inspector.append($0) }
        return try inspector.finish(expecting: expecting)
    }

    /// The raw chunks of records.
    static func decode(_ records: some Collection<UInt8>) throws -> [[UInt8]] {
        var decoder = XorbChunkDecoder()
        var chunks: [[UInt8]] = []
        try Array(records).withUnsafeBytes { try decoder.append($0) { chunks.append(Array($0)) } }
        try decoder.finish()
        return chunks
    }

    /// Calls `body` with the bytes in pieces of random lengths.
    static func inPieces(
        _ bytes: [UInt8], longest: Int, using generator: inout SplitMix64,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...longest, using: &generator))
                try body(UnsafeRawBufferPointer(rebasing: piece))
                rest = rest.dropFirst(piece.count)
            }
        }
    }

    /// A file made of segments, as a client that knows their chunks would describe it.
    static func file(_ segments: [(XorbLayout, Range<Int>)], sha256: [UInt8]? = nil) -> Shard.File {
        Shard.File(
            hash: .file(of: segments.flatMap { Array($0.hashedLengths(of: $1)) }),
            segments: segments.map { layout, chunks in
                Segment(
                    xorb: layout.hash, rawLength: UInt32(layout.rawLength(of: chunks)),
                    chunks: UInt32(chunks.lowerBound)..<UInt32(chunks.upperBound))
            },
            verification: segments.map { .range(of: $0.hashes(of: $1)) }, sha256: sha256)
    }
}

extension Shard {
    init(_ bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBytes { try Shard(parsing: $0) }
    }
}

/// Bytes from hexadecimal digits.
func unhex(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 }
}
