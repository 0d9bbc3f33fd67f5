import Testing

@testable import Xet

@Suite struct XetHashTests {
    struct Primitives: Decodable {
        struct HashString: Decodable { var bytes_hex, string: String }
        struct Range: Decodable {
            var chunks: [String]
            var result: String
        }
        struct Keyed: Decodable { var key_hex, chunk, result: String }
        struct Eligible: Decodable {
            var hash: String
            var last_u64: UInt64
            var eligible: Bool
        }
        struct SHA256: Decodable { var sha256_hex, bytes_stored_in_shard: String }
        struct Single: Decodable { var data, chunk_hash, xorb_hash, file_hash: String }
        struct Split: Decodable { var input, split: String }
        var hash_string: HashString
        var range_hash: Range
        var keyed_chunk_hash_for_dedup_shard: Keyed
        var global_dedup_eligible: [Eligible]
        var sha256_in_metadata_ext: SHA256
        var single_chunk_file: Single
        var bg4: [Split]
    }

    let primitives: Primitives

    init() throws { primitives = try VectorFile.load("primitives.json") }

    @Test func stringsReverseEachGroup() throws {
        let bytes = unhex(primitives.hash_string.bytes_hex)
        let hash = try #require(XetHash(bytes: bytes))
        #expect(hash.description == primitives.hash_string.string)
        #expect(XetHash(primitives.hash_string.string) == hash)
        #expect(hash.bytes == bytes)
        #expect(bytes.withUnsafeBytes { XetHash($0) } == hash)
        #expect(hash.withUnsafeBytes { Array($0) } == bytes)
    }

    @Test func otherTextsAreRefused() {
        let good = String(repeating: "0a", count: 32)
        #expect(XetHash(good) != nil)
        for bad in [
            "", "0a", good + "0", String(good.dropLast()), good.uppercased(), "g" + good.dropFirst(),
            " " + good.dropFirst(), String(repeating: "é", count: 32),
        ] {
            #expect(XetHash(bad) == nil, "\(bad)")
        }
        #expect(XetHash(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(XetHash(sha256: [UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test func orderIsThatOfTheStrings() {
        var generator = SplitMix64(seed: 1)
        let hashes = (0..<100).compactMap { _ in XetHash(bytes: SplitMix64.bytes(32, seed: generator.next())) }
        #expect(hashes.count == 100)
        #expect(hashes.sorted().map(\.description) == hashes.map(\.description).sorted())
        #expect(XetHash.zero < XetHash.ones)
    }

    @Test func eligibility() throws {
        for entry in primitives.global_dedup_eligible {
            let hash = try #require(XetHash(entry.hash))
            #expect(hash.isDedupEligible == entry.eligible)
            #expect(hash.remainder(dividingBy: .max) == entry.last_u64)
        }
    }

    @Test func sha256InShards() throws {
        let sha = unhex(primitives.sha256_in_metadata_ext.sha256_hex)
        let hash = try #require(XetHash(sha256: sha))
        #expect(hex(hash.bytes) == primitives.sha256_in_metadata_ext.bytes_stored_in_shard)
        #expect(hash.sha256 == sha)
        #expect(hash.description == primitives.sha256_in_metadata_ext.sha256_hex)
    }

    @Test func rangesAndKeys() throws {
        let chunks = primitives.range_hash.chunks.compactMap { XetHash($0) }
        #expect(XetHash.range(of: chunks).description == primitives.range_hash.result)
        let keyed = primitives.keyed_chunk_hash_for_dedup_shard
        let key = try #require(Blake3.Key(unhex(keyed.key_hex)))
        #expect(XetHash(keyed.chunk)?.keyed(by: key).description == keyed.result)
    }

    @Test func fileOfOneChunk() {
        let single = primitives.single_chunk_file
        let chunk = Array(single.data.utf8).withUnsafeBytes {
            HashedLength(hash: .chunk($0), length: UInt64($0.count))
        }
        #expect(chunk.hash.description == single.chunk_hash)
        #expect(XetHash.xorb(of: [chunk]).description == single.xorb_hash)
        #expect(XetHash.file(of: [chunk]).description == single.file_hash)
    }

    @Test func byteGrouping() {
        for vector in primitives.bg4 {
            let input = unhex(vector.input)
            #expect(Self.grouped(input, ByteGrouping.group) == unhex(vector.split))
            #expect(Self.grouped(unhex(vector.split), ByteGrouping.ungroup) == input)
        }
        for length in 0..<200 {
            let input = SplitMix64.bytes(length, seed: 3)
            let expected = (0..<4).flatMap { group in stride(from: group, to: length, by: 4).map { input[$0] } }
            #expect(Self.grouped(input, ByteGrouping.group) == expected)
            #expect(Self.grouped(expected, ByteGrouping.ungroup) == input)
        }
    }

    static func grouped(
        _ input: [UInt8], _ body: (UnsafeRawBufferPointer, UnsafeMutableRawPointer) -> Void
    ) -> [UInt8] {
        let target = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count + 1, alignment: 64)
        defer { target.deallocate() }
        if let start = target.baseAddress { input.withUnsafeBytes { body($0, start) } }
        return Array(target[..<input.count])
    }
}
