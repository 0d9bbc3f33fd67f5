import Foundation
import Testing

@testable import Xet

@Suite struct ShardTests {
    /// A shard over three xorbs and three files, with the layouts of the xorbs.
    static func sample(seed: UInt64) -> (shard: Shard, layouts: [XetHash: XorbLayout]) {
        var generator = SplitMix64(seed: seed)
        let layouts = (1...3).map { _ in Samples.xorb(Samples.chunks(10, longest: 1000, using: &generator)).layout }
        let sha = SplitMix64.bytes(32, seed: seed)
        let shard = Shard(
            files: [
                Samples.file([(layouts[0], 0..<10)], sha256: sha),
                Samples.file([(layouts[0], 3..<5), (layouts[2], 0..<1), (layouts[0], 4..<10)]),
                Samples.file([]),
            ],
            xorbs: layouts.prefix(2).map { Shard.Xorb($0) })
        return (shard, Dictionary(uniqueKeysWithValues: layouts.map { ($0.hash, $0) }))
    }

    @Test func whatIsEncodedParses() throws {
        for seed in 0..<10 as Range<UInt64> {
            var (shard, _) = Self.sample(seed: seed)
            for _ in 0..<2 {
                let bytes = shard.encoded()
                #expect(bytes.count == shard.encodedLength)
                #expect(try Shard(bytes) == shard)
                // Where only the footer is missing is seen to below.
                let lengths = (0..<bytes.count).filter { shard.footer == nil || $0 != bytes.count - 200 }
                for length in lengths {
                    #expect(throws: XetError.self) { try Shard(Array(bytes[..<length])) }
                }
                #expect(throws: XetError.self) { try Shard(bytes + [0]) }
                shard.footer = Shard.Footer(
                    hmacKey: .chunk, created: 1, keyExpiry: 2, storedOnDisk: 3, materialized: 4, stored: 5)
            }
        }
    }

    @Test func lookupTablesAreSkipped() throws {
        var (shard, _) = Self.sample(seed: 1)
        shard.footer = Shard.Footer(
            hmacKey: .zero, created: 0, keyExpiry: .max, storedOnDisk: 0, materialized: 0, stored: 0)
        var bytes = shard.encoded()
        let tables = [UInt8](repeating: 0xAB, count: 12 * 3 + 12 * 2 + 16 * 20)
        bytes.insert(contentsOf: tables, at: bytes.count - 200)
        let place = UInt64(bytes.count - 200)
        withUnsafeBytes(of: place.littleEndian) { bytes.replaceSubrange(bytes.count - 8..<bytes.count, with: $0) }
        #expect(try Shard(bytes) == shard)
    }

    @Test func anAnnouncedFooterMayBeMissing() throws {
        var shard = Self.sample(seed: 4).shard
        let plain = shard
        shard.footer = Shard.Footer(
            hmacKey: .zero, created: 1, keyExpiry: 2, storedOnDisk: 0, materialized: 0, stored: 0)
        let whole = shard.encoded()
        let length = plain.encoded().count
        #expect(try whole[..<length].withUnsafeBytes { try Shard(parsing: $0) } == plain)
        for cut in [length + 1, length + 100, whole.count - 1] {
            #expect(throws: XetError.self) { try whole[..<cut].withUnsafeBytes { try Shard(parsing: $0) } }
        }
    }

    @Test func countsAreCheckedBeforeMemoryIsTaken() throws {
        let (shard, _) = Self.sample(seed: 2)
        let bytes = shard.encoded()
        // The number of segments of the first file, and of chunks of the first xorb.
        let xorbOffset = 48 * (1 + 4 + 7 + 1 + 1)
        #expect(bytes[xorbOffset..<xorbOffset + 32].elementsEqual(shard.xorbs[0].hash.bytes))
        for offset in [48 + 36, xorbOffset + 36] {
            for count in [UInt32.max, 0x7FFF_FFFF, UInt32(bytes.count / 48)] {
                var bad = bytes
                withUnsafeBytes(of: count.littleEndian) { bad.replaceSubrange(offset..<offset + 4, with: $0) }
                #expect {
                    try Shard(bad)
                } throws: { error in
                    if case XetError.truncated = error { true } else { false }
                }
            }
        }
    }

    @Test func filesAreChecked() throws {
        let (shard, layouts) = Self.sample(seed: 3)
        for file in shard.files {
            let size = file.segments.reduce(0) { $0 + UInt64($1.rawLength) }
            #expect(try file.check { layouts[$0] } == size)
            guard size > 0 else { continue }
            #expect(throws: XetError.unknownXorb(file.segments[0].xorb)) { try file.check { _ in nil } }
            #expect(throws: XetError.self) { try file.check(maximumSize: size - 1) { layouts[$0] } }

            var bad = file
            bad.verification = nil
            #expect(throws: XetError.missingVerification(file: file.hash)) { try bad.check { layouts[$0] } }
            bad = file
            bad.verification?[0] = .zero
            #expect(throws: XetError.verificationMismatch(file: file.hash, index: 0)) { try bad.check { layouts[$0] } }
            bad = file
            bad.hash = .zero
            #expect(throws: XetError.hashMismatch(expected: .zero, found: file.hash)) { try bad.check { layouts[$0] } }
            bad = file
            bad.segments[0].rawLength += 1
            #expect(throws: XetError.self) { try bad.check { layouts[$0] } }
            bad = file
            bad.segments[0].chunks = 0..<11
            #expect(throws: XetError.self) { try bad.check { layouts[$0] } }
            bad.segments[0].chunks = 10..<10
            #expect(throws: XetError.self) { try bad.check { layouts[$0] } }
            bad.segments[0].chunks = .max - 1..<(.max)
            #expect(throws: XetError.self) { try bad.check { layouts[$0] } }
        }
        for xorb in shard.xorbs {
            let layout = try #require(layouts[xorb.hash])
            try xorb.check(layout)
            let changes: [(inout Shard.Xorb) -> Void] = [
                { $0.hash = .zero }, { $0.rawLength += 1 }, { $0.chunks.removeLast() }, { $0.chunks[3].hash = .zero },
                { $0.chunks[3].rawStart += 1 }, { $0.chunks[3].rawLength += 1 },
            ]
            for change in changes {
                var bad = xorb
                change(&bad)
                #expect(throws: XetError.self) { try bad.check(layout) }
            }
        }
    }

    @Test func mutationsNeverCrash() throws {
        var generator = SplitMix64(seed: 8)
        var (shard, layouts) = Self.sample(seed: 4)
        for _ in 0..<2 {
            let bytes = shard.encoded()
            for _ in 0..<3000 {
                guard let mutant = try? Shard(Mutation.mutate(bytes, using: &generator)) else { continue }
                #expect(try Shard(mutant.encoded()) == mutant)
                for file in mutant.files where (try? file.check { layouts[$0] }) != nil {
                    // What passes is a file that was there, told the same way but for its SHA-256.
                    #expect(shard.files.contains { $0.hash == file.hash && $0.segments == file.segments })
                }
            }
            shard.footer = Shard.Footer(
                hmacKey: .zero, created: 1, keyExpiry: 2, storedOnDisk: 3, materialized: 4, stored: 5)
        }
    }

    @Test func dedupAnswerAsAClientAcceptedIt() throws {
        struct Vector: Decodable {
            var hmac_key_hex, xorb_hash, shard_base64: String
            var plain_chunk_hashes, keyed_chunk_hashes: [String]
            var chunk_lengths: [Int]
        }
        let vector = try VectorFile.load("dedup-shard-keyed.json", as: Vector.self)
        let expected = try #require(Data(base64Encoded: vector.shard_base64))
        let key = try #require(Blake3.Key(unhex(vector.hmac_key_hex)))
        var rows: [UInt8] = []
        var end = 0
        for (text, length) in zip(vector.plain_chunk_hashes, vector.chunk_lengths) {
            end += length
            rows.append(try #require(XetHash(text)))
            rows.appendLittleEndian(UInt32(end))
            rows.appendLittleEndian(UInt32(end))
        }
        let layout = XorbLayout(hash: try #require(XetHash(vector.xorb_hash)), rows: rows)
        #expect(XetHash.xorb(of: layout.hashedLengths(of: 0..<layout.count)) == layout.hash)
        let answer = Shard.dedupAnswer(xorbs: [layout], key: key, created: 1_893_456_000, expiry: 1_894_060_800)
        #expect(answer == [UInt8](expected))

        let shard = try Shard([UInt8](expected))
        #expect(shard.files.isEmpty)
        #expect(shard.xorbs.map(\.hash.description) == [vector.xorb_hash])
        #expect(shard.xorbs[0].chunks.map(\.hash.description) == vector.keyed_chunk_hashes)
        #expect(shard.footer?.hmacKey == key)
        #expect(shard.encoded() == [UInt8](expected))
        let plain = try Shard(Shard.dedupAnswer(xorbs: [layout], key: .zero, created: 0, expiry: 0))
        #expect(plain.xorbs[0].chunks.map(\.hash.description) == vector.plain_chunk_hashes)
    }

    @Test func segmentsForStorage() throws {
        let segments = Self.sample(seed: 5).shard.files.flatMap(\.segments)
        let bytes = Segment.encode(segments)
        #expect(bytes.count == segments.count * 44)
        #expect(try Segment.decode(bytes) == segments)
        #expect(try Segment.decode([]) == [])
        for length in 0..<bytes.count where length % 44 != 0 {
            #expect(throws: XetError.self) { try Segment.decode(Array(bytes[..<length])) }
        }
        var empty = bytes
        empty.replaceSubrange(36..<40, with: bytes[40..<44])
        #expect(throws: XetError.malformedSegments(reason: "segment 0 has no chunks")) { try Segment.decode(empty) }
    }
}
