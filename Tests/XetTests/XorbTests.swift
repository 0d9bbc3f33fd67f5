import Testing

@testable import Xet

@Suite struct XorbTests {
    @Test func writtenXorbsReadBack() throws {
        var generator = SplitMix64(seed: 5)
        var packings: Set<Packing> = []
        for count in [1, 2, 31, 32, 33, 70, 120] {
            let chunks = Samples.chunks(count, using: &generator)
            let (layout, body) = Samples.xorb(chunks)
            #expect(layout.count == count)
            #expect(layout.storedLength == body.count)
            #expect(layout.rawLength == chunks.reduce(0) { $0 + $1.count })
            #expect(try Samples.inspect(body, expecting: layout.hash) == layout)
            #expect(try Samples.decode(body) == chunks)
            #expect(try XorbLayout(encoded: layout.encoded, hash: layout.hash) == layout)
            for index in 0..<count {
                let range = layout.storedRange(of: index..<index + 1)
                #expect(try Samples.decode(body[range]) == [chunks[index]])
                let header = try body[range].withUnsafeBytes {
                    try XorbChunkHeader(parsing: $0, index: index, offset: range.lowerBound)
                }
                #expect(Array(body[range].prefix(8)) == header.encoded)
                #expect(header.packing == .raw || header.packedLength < header.rawLength)
                packings.insert(header.packing)
                #expect(layout.hash(at: index) == chunks[index].withUnsafeBytes { XetHash.chunk($0) })
            }
            #expect(layout.storedRange(of: 0..<count) == 0..<body.count)
        }
        #expect(packings == Set(Packing.allCases))
    }

    @Test(arguments: [1, 7, 50, 5000, 200_000]) func piecesChangeNothing(longest: Int) throws {
        var generator = SplitMix64(seed: UInt64(longest))
        let chunks = Samples.chunks(longest < 50 ? 12 : 60, longest: longest < 50 ? 2000 : 131_072, using: &generator)
        let (layout, body) = Samples.xorb(chunks)
        let withFooter = body + Self.footer(layout)
        for bytes in [body, withFooter] {
            var inspector = XorbInspector()
            var decoder = XorbChunkDecoder()
            var decoded: [[UInt8]] = []
            try Samples.inPieces(bytes, longest: longest, using: &generator) { piece in
                try inspector.append(piece)
                try decoder.append(piece) { decoded.append(Array($0)) }
            }
            try decoder.finish()
            #expect(inspector.storedLength == body.count)
            #expect(decoder.storedLength == body.count)
            #expect(decoder.sawFooter == (bytes.count > body.count))
            #expect(try inspector.finish(expecting: layout.hash) == layout)
            #expect(decoded == chunks)
        }
    }

    /// The footer that older clients append.
    static func footer(_ layout: XorbLayout) -> [UInt8] {
        let count = UInt32(layout.count)
        var bytes = Array("XETBLOB".utf8) + [1]
        bytes.append(layout.hash)
        let hashes = bytes.count
        bytes += Array("XBLBHSH".utf8) + [0]
        bytes.appendLittleEndian(count)
        for index in 0..<layout.count { bytes.append(layout.hash(at: index)) }
        let boundaries = bytes.count
        bytes += Array("XBLBBND".utf8) + [1]
        bytes.appendLittleEndian(count)
        for index in 0..<layout.count { bytes.appendLittleEndian(UInt32(layout.storedRange(of: 0..<index + 1).count)) }
        for index in 0..<layout.count { bytes.appendLittleEndian(UInt32(layout.rawLength(of: 0..<index + 1))) }
        bytes.appendLittleEndian(count)
        let length = bytes.count + 8 + 16
        bytes.appendLittleEndian(UInt32(length - hashes))
        bytes.appendLittleEndian(UInt32(length - boundaries))
        bytes += [UInt8](repeating: 0, count: 16)
        bytes.appendLittleEndian(UInt32(length))
        return bytes
    }

    @Test func copiesOfADecoderGoTheirOwnWays() throws {
        var generator = SplitMix64(seed: 6)
        let chunks = Samples.chunks(20, using: &generator)
        let (layout, body) = Samples.xorb(chunks)
        var first = XorbInspector()
        try body[..<(body.count / 2)].withUnsafeBytes { try first.append($0) }
        var second = first
        for index in (body.count / 2)..<body.count {
            try body[index..<index + 1].withUnsafeBytes { try first.append($0) }
        }
        try body[(body.count / 2)...].withUnsafeBytes { try second.append($0) }
        #expect(try first.finish(expecting: layout.hash) == layout)
        #expect(try second.finish(expecting: nil) == layout)

        var writer = XorbWriter()
        chunks[0].withUnsafeBytes { _ = writer.append($0, hash: .chunk($0)) }
        var other = writer
        chunks[1].withUnsafeBytes { _ = writer.append($0, hash: .chunk($0)) }
        chunks[2].withUnsafeBytes { _ = other.append($0, hash: .chunk($0)) }
        #expect(try Samples.decode(writer.finish().body) == [chunks[0], chunks[1]])
        #expect(try Samples.decode(other.finish().body) == [chunks[0], chunks[2]])
    }

    @Test func writersFill() {
        var writer = XorbWriter()
        let tiny: [UInt8] = [1]
        tiny.withUnsafeBytes { tiny in
            let hash = XetHash.chunk(tiny)
            for index in 0..<XorbLimits.maximumChunks { #expect(writer.append(tiny, hash: hash) == index) }
            #expect(writer.append(tiny, hash: hash) == nil)
        }
        #expect(writer.count == 8192)
        #expect(writer.rawLength == 8192)
        let zeros = [UInt8](repeating: 0, count: XorbLimits.maximumChunkLength)
        writer = XorbWriter()
        zeros.withUnsafeBytes { zeros in
            for index in 0..<512 { #expect(writer.append(zeros, hash: .zero) == index) }
            #expect(writer.append(zeros, hash: .zero) == nil)
        }
        #expect(writer.rawLength == 64 << 20)
        #expect(writer.body.count < 1 << 20)
    }

    @Test func inspectorsKeepTheBounds() throws {
        let record: [UInt8] = [0, 1, 0, 0, 0, 1, 0, 0, 7]
        var inspector = XorbInspector()
        let full = [UInt8]([[UInt8]](repeating: record, count: 8192).joined())
        try full.withUnsafeBytes { try inspector.append($0) }
        #expect(throws: XetError.tooLarge(what: "chunks", limit: 8192)) {
            try record.withUnsafeBytes { try inspector.append($0) }
        }
        let zeros = Samples.xorb([[UInt8](repeating: 0, count: 131_072)]).body
        inspector = XorbInspector()
        for _ in 0..<512 { try zeros.withUnsafeBytes { try inspector.append($0) } }
        #expect(throws: XetError.tooLarge(what: "raw bytes of a xorb", limit: 64 << 20)) {
            try zeros.withUnsafeBytes { try inspector.append($0) }
        }
        #expect(throws: XetError.emptyXorb) { try Samples.inspect([]) }
        #expect(throws: XetError.emptyXorb) { try Samples.inspect(Array("XETBLOB\u{1}".utf8)) }
        for rest in [Array(record.dropLast()), [0], Array("XETB".utf8)] {
            #expect(throws: XetError.truncated(what: "chunk", offset: 9)) { try Samples.inspect(record + rest) }
        }
        let hash = try Samples.inspect(record).hash
        #expect(throws: XetError.hashMismatch(expected: .zero, found: hash)) {
            try Samples.inspect(record, expecting: .zero)
        }
    }

    static let badHeaders: [([UInt8], String)] = [
        ([1, 1, 0, 0, 0, 1, 0, 0], "unknown version 1"),
        ([0, 1, 0, 0, 3, 1, 0, 0], "unknown packing 3"),
        ([0, 1, 0, 0, 99, 1, 0, 0], "unknown packing 99"),
        ([0, 0, 0, 0, 1, 1, 0, 0], "packed length 0 is not in 1...262144"),
        ([0, 1, 0, 4, 1, 1, 0, 0], "packed length 262145 is not in 1...262144"),
        ([0, 1, 0, 0, 1, 0, 0, 0], "raw length 0 is not in 1...131072"),
        ([0, 1, 0, 0, 1, 1, 0, 2], "raw length 131073 is not in 1...131072"),
        ([0, 2, 0, 0, 0, 1, 0, 0], "2 stored bytes for 1 raw ones without compression"),
    ]

    @Test(arguments: badHeaders) func headersAreChecked(bytes: [UInt8], reason: String) {
        #expect(throws: XetError.malformedChunk(index: 3, offset: 99, reason: reason)) {
            try bytes.withUnsafeBytes { try XorbChunkHeader(parsing: $0, index: 3, offset: 99) }
        }
        #expect(throws: XetError.malformedChunk(index: 0, offset: 0, reason: reason)) {
            try Samples.inspect(bytes + [0, 0, 0])
        }
    }

    @Test func layoutsAreChecked() throws {
        let (layout, _) = Samples.xorb([[1, 2, 3], [4, 5]])
        for length in 0..<80 where length != 40 {
            #expect(throws: XetError.self) {
                try XorbLayout(encoded: Array(layout.encoded[..<length]), hash: layout.hash)
            }
        }
        for offset in [32, 36, 72, 76] {
            for value in [UInt32.min, .max] {
                var bytes = layout.encoded
                withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
                #expect(throws: XetError.self) { try XorbLayout(encoded: bytes, hash: layout.hash) }
            }
        }
        #expect((0..<6).map { layout.chunk(containingRawByte: $0) } == [0, 0, 0, 1, 1, 2])
    }

    @Test func mutationsNeverPassAsAnotherContent() throws {
        var generator = SplitMix64(seed: 7)
        let chunks = Samples.chunks(6, longest: 3000, using: &generator)
        let (layout, body) = Samples.xorb(chunks)
        for _ in 0..<4000 {
            let mutant = Mutation.mutate(body, using: &generator)
            guard let found = try? Samples.inspect(mutant, expecting: layout.hash) else { continue }
            // Unused bits of a frame may differ; the content may not.
            #expect(found.hash == layout.hash)
            #expect(try Samples.decode(mutant) == chunks)
        }
    }
}
