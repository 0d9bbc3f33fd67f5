import Testing

@testable import Xet

@Suite struct MerkleTests {
    struct Case: Decodable {
        struct Node: Decodable {
            var entry: HashedLength
            init(from decoder: any Decoder) throws {
                var fields = try decoder.unkeyedContainer()
                let hash = try #require(XetHash(fields.decode(String.self)))
                entry = HashedLength(hash: hash, length: try fields.decode(UInt64.self))
            }
        }
        var nodes: [Node]
        var xorb_hash: String
        var file_hash_by_salt: [[String]]
    }
    struct File: Decodable { var cases: [Case] }

    @Test func publishedVectors() throws {
        let cases = try VectorFile.load("merkle.json", as: File.self).cases
        #expect(cases.count == 18)
        for vector in cases {
            let entries = vector.nodes.map(\.entry)
            #expect(MerkleTree.root(of: entries).description == vector.xorb_hash)
            for pair in vector.file_hash_by_salt {
                // The salts are written as hash strings.
                let salt = try #require(XetHash(pair[0]))
                let key = try #require(Blake3.Key(salt.bytes))
                let expected = entries.isEmpty ? .zero : MerkleTree.root(of: entries).keyed(by: key)
                #expect(expected.description == pair[1])
                if key == .zero { #expect(XetHash.file(of: entries).description == pair[1]) }
            }
        }
    }

    @Test func nodeText() throws {
        struct Primitives: Decodable {
            struct Node: Decodable {
                var children: [Case.Node]
                var result: String
            }
            var node_hash: Node
        }
        let node = try VectorFile.load("primitives.json", as: Primitives.self).node_hash
        let children = node.children.map(\.entry)
        #expect(MerkleTree.node(over: children).hash.description == node.result)
        #expect(MerkleTree.node(over: children).length == 3)
        // The longest line there can be.
        let long = [HashedLength](repeating: HashedLength(hash: .ones, length: .max), count: 9)
        let text = long.map { "\($0.hash) : \($0.length)\n" }.joined()
        #expect(MerkleTree.node(over: long).hash == Array(text.utf8).withUnsafeBytes { Blake3.keyed(.node, $0) })
    }

    /// The tree as the protocol describes it: level by level, with all entries in memory.
    static func plainRoot(_ entries: [HashedLength]) -> HashedLength {
        var level = entries
        while level.count > 1 {
            var next: [HashedLength] = []
            var rest = level[...]
            while !rest.isEmpty {
                let left = Array(rest)
                let end = min(9, left.count)
                let cut = (2..<max(end, 2)).first { left[$0].hash.remainder(dividingBy: 4) == 0 }
                let group = left.prefix(left.count <= 2 ? left.count : cut.map { $0 + 1 } ?? end)
                next.append(MerkleTree.node(over: Array(group)))
                rest = rest.dropFirst(group.count)
            }
            level = next
        }
        return level.first ?? HashedLength(hash: .zero, length: 0)
    }

    @Test func builderEqualsThePlainTree() {
        var generator = SplitMix64(seed: 4)
        for count in Array(0...120) + [500, 1000, 3000] {
            // Hashes that never, always or sometimes end a group.
            for kind in 0..<3 {
                let entries = (0..<count).map { _ in
                    var last = generator.next()
                    if kind == 0 { last |= 1 }
                    if kind == 1 { last &= ~3 }
                    return HashedLength(
                        hash: XetHash(generator.next(), generator.next(), generator.next(), last),
                        length: generator.next() % 131_072)
                }
                var builder = MerkleTree.Builder()
                for entry in entries { builder.append(entry) }
                #expect(builder.count == count)
                #expect(builder.finish() == Self.plainRoot(entries), "\(count) entries of kind \(kind)")
            }
        }
    }

    @Test func lengthsThatOverflowDoNotTrap() {
        let entries = [HashedLength](repeating: HashedLength(hash: .ones, length: .max), count: 30)
        #expect(MerkleTree.root(of: entries) != .zero)
    }

    @Test func chunkListsOfFiles() throws {
        struct Case: Decodable {
            struct Chunks: Decodable {
                var all: [HashedLength]?
                init(from decoder: any Decoder) throws {
                    // Of long files only the first and last chunks are listed.
                    all = try? decoder.singleValueContainer().decode([MerkleTests.Case.Node].self).map(\.entry)
                }
            }
            var name: String
            var chunks: Chunks
            var xet_file_hash: String
            var xorb_hash_if_all_chunks_in_one_xorb: String?
            var verification_range_hash_all_chunks: String?
        }
        struct File: Decodable { var cases: [Case] }
        var checked = 0
        for vector in try VectorFile.load("chunking-and-file-hash.json", as: File.self).cases {
            guard let chunks = vector.chunks.all else { continue }
            checked += 1
            #expect(XetHash.file(of: chunks).description == vector.xet_file_hash, "\(vector.name)")
            if let xorb = vector.xorb_hash_if_all_chunks_in_one_xorb {
                #expect(XetHash.xorb(of: chunks).description == xorb)
            }
            if let range = vector.verification_range_hash_all_chunks {
                #expect(XetHash.range(of: chunks.map(\.hash)).description == range)
            }
        }
        #expect(checked >= 20)
    }
}
