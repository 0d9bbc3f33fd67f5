import CBlake3
import Testing
import Xet

@Suite struct Blake3Tests {
    /// Every level there may be, whether this machine has it or not.
    static let levels = [ROOST_SIMD_NONE, ROOST_SIMD_4, ROOST_SIMD_8, ROOST_SIMD_16]

    @Test func hashesAndKeyedHashes() throws {
        let key = try #require(Blake3.Key(Blake3Vectors.key))
        #expect(key.bytes == Blake3Vectors.key)
        for vector in Blake3Vectors.all {
            Blake3Vectors.input(vector.length).withUnsafeBytes { input in
                #expect(hex(Blake3.hash(input).bytes) == vector.plain, "\(vector.length) bytes")
                #expect(hex(Blake3.keyed(key, input).bytes) == vector.keyed, "\(vector.length) bytes")
            }
        }
    }

    @Test(arguments: levels.indices) func everySIMDLevel(index: Int) throws {
        let level = Self.levels[index]
        var out = [UInt8](repeating: 0, count: 32)
        guard roost_blake3_hash_at(level, nil, nil, 0, &out) else {
            #expect(level.rawValue > roost_simd_best().rawValue)
            return
        }
        for vector in Blake3Vectors.all {
            // Off any alignment that vectors might like.
            let input = [255] + Blake3Vectors.input(vector.length)
            input.withUnsafeBufferPointer { input in
                let data = input.baseAddress.map { $0 + 1 }
                #expect(roost_blake3_hash_at(level, nil, data, vector.length, &out))
                #expect(hex(out) == vector.plain, "\(vector.length) bytes")
                #expect(roost_blake3_hash_at(level, Blake3Vectors.key, data, vector.length, &out))
                #expect(hex(out) == vector.keyed, "\(vector.length) bytes")
            }
        }
    }

    /// Odd numbers of leaves leave lanes over, at each width in another way.
    @Test func levelsAgreeOnEveryNumberOfLeaves() {
        let input = SplitMix64.bytes(140 * 1024)
        var expected = [UInt8](repeating: 0, count: 32)
        var found = expected
        for leaves in 0..<140 {
            let length = leaves * 1024 + leaves * 37 % 1024
            _ = roost_blake3_hash_at(ROOST_SIMD_NONE, nil, input, length, &expected)
            for level in Self.levels where roost_blake3_hash_at(level, nil, input, length, &found) {
                #expect(found == expected, "\(length) bytes, level \(level.rawValue)")
            }
        }
    }

    @Test func inputInPieces() {
        var generator = SplitMix64(seed: 3)
        var hasher = roost_blake3_hasher()
        var out = [UInt8](repeating: 0, count: 32)
        for vector in Blake3Vectors.all {
            let input = Blake3Vectors.input(vector.length)
            for longest in [700, 20_000, 300_000] where vector.length / longest < 200 {
                roost_blake3_begin(&hasher, Blake3Vectors.key)
                var rest = input[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 0...longest, using: &generator))
                    piece.withUnsafeBufferPointer { roost_blake3_update(&hasher, $0.baseAddress, $0.count) }
                    rest.removeFirst(piece.count)
                    // Looking at the result on the way changes nothing.
                    roost_blake3_finish(&hasher, &out)
                }
                roost_blake3_finish(&hasher, &out)
                #expect(hex(out) == vector.keyed, "\(vector.length) bytes, pieces up to \(longest)")
            }
            roost_blake3_begin(&hasher, nil)
            roost_blake3_update(&hasher, input, input.count)
            roost_blake3_finish(&hasher, &out)
            #expect(hex(out) == vector.plain)
        }
    }

    struct Primitives: Decodable {
        var keys: [String: String]
        var chunk_hash_i_mod_251: [String: String]
    }

    @Test func keysOfTheProtocol() throws {
        let keys = try VectorFile.load("primitives.json", as: Primitives.self).keys
        #expect(hex(Blake3.Key.chunk.bytes) == keys["DATA_KEY"])
        #expect(hex(Blake3.Key.node.bytes) == keys["INTERNAL_NODE_KEY"])
        #expect(hex(Blake3.Key.verification.bytes) == keys["VERIFICATION_KEY"])
        #expect(hex(Blake3.Key.zero.bytes) == keys["FILE_SALT_DEFAULT"])
        #expect(Blake3.Key([UInt8](repeating: 0, count: 31)) == nil)
        #expect(Blake3.Key([UInt8](repeating: 0, count: 33)) == nil)
        #expect(Blake3.Key([UInt8](repeating: 0, count: 32)) == .zero)
    }

    @Test func chunkHashes() throws {
        let hashes = try VectorFile.load("primitives.json", as: Primitives.self).chunk_hash_i_mod_251
        #expect(hashes.count > 20)
        for (length, hash) in hashes {
            let input = Blake3Vectors.input(try #require(Int(length)))
            #expect(input.withUnsafeBytes { "\(XetHash.chunk($0))" } == hash, "\(length) bytes")
        }
    }
}
