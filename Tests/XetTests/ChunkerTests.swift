import CBlake3
import Testing

@testable import Xet

@Suite struct ChunkerTests {
    /// The chunks of `bytes`, from a stream fed in pieces of at most `longest` bytes.
    static func stream(_ bytes: [UInt8], longest: Int = .max, seed: UInt64 = 0) -> [HashedLength] {
        var generator = SplitMix64(seed: seed)
        var stream = ChunkStream()
        var chunks: [HashedLength] = []
        func add(_ chunk: UnsafeRawBufferPointer) {
            chunks.append(HashedLength(hash: .chunk(chunk), length: UInt64(chunk.count)))
        }
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = longest == .max ? rest.count : Int.random(in: 0...longest, using: &generator)
                stream.append(UnsafeRawBufferPointer(rebasing: rest.prefix(count)), add)
                rest = rest.dropFirst(count)
            }
            stream.finish(add)
        }
        return chunks
    }

    /// The lengths of the chunks of `bytes` by the words of the protocol: nothing is skipped.
    static func plainLengths(_ bytes: [UInt8]) -> [UInt64] {
        var lengths: [UInt64] = []
        var length: UInt64 = 0
        var hash: UInt64 = 0
        for byte in bytes {
            hash = hash << 1 &+ gearTable[Int(byte)]
            length += 1
            guard length == 131_072 || length >= 8192 && hash & 0xffff_0000_0000_0000 == 0 else { continue }
            lengths.append(length)
            length = 0
            hash = 0
        }
        return length == 0 ? lengths : lengths + [length]
    }

    static let gearTable = withUnsafeBytes(of: roost_gear_table) { [UInt64]($0.bindMemory(to: UInt64.self)) }

    /// Inputs that are hard on a chunker, each by a name.
    static let inputs: [String: [UInt8]] = [
        "random": SplitMix64.bytes(3_000_000, seed: 7),
        "zeros": [UInt8](repeating: 0, count: 1_500_000),
        "zeros, whole chunks": [UInt8](repeating: 0, count: 10 * 131_072),
        "period 3": (0..<1_300_000).map { UInt8($0 % 3) },
        "period 251": (0..<1_300_000).map { UInt8($0 % 251) },
        "period 9973": repeated(SplitMix64.bytes(9973, seed: 1), count: 1_500_000),
        "period 200000": repeated(SplitMix64.bytes(200_000, seed: 2), count: 2_000_000),
        "random after zeros": [UInt8](repeating: 0, count: 777_777) + SplitMix64.bytes(900_000, seed: 3),
        "few different bytes": SplitMix64.bytes(1_500_000, seed: 4).map { $0 & 1 },
        "short": SplitMix64.bytes(9000, seed: 5),
        "empty": [],
    ]

    static func repeated(_ bytes: [UInt8], count: Int) -> [UInt8] {
        (0..<count).map { bytes[$0 % bytes.count] }
    }

    @Test func gearTableIsTheProtocols() throws {
        struct Table: Decodable { var table_hex_u64: [String] }
        let table = try VectorFile.load("gear-table.json", as: Table.self).table_hex_u64
        #expect(table.map { UInt64($0, radix: 16) } == Self.gearTable)
    }

    struct VectorCase: Decodable {
        var name: String
        var length: Int
        var n_chunks: Int
        var xorb_hash_if_all_chunks_in_one_xorb: String?
        var chunks: Chunks

        /// All chunks, or the first and last ones.
        enum Chunks: Decodable {
            case all([Chunk])
            case some(first: [Chunk], last: [Chunk])

            init(from decoder: any Decoder) throws {
                struct Some: Decodable { var first_3, last_2: [Chunk] }
                if let chunks = try? [Chunk](from: decoder) {
                    self = .all(chunks)
                } else {
                    let some = try Some(from: decoder)
                    self = .some(first: some.first_3, last: some.last_2)
                }
            }
        }

        struct Chunk: Decodable, Equatable {
            var hash: String
            var length: UInt64

            init(_ chunk: HashedLength) {
                hash = chunk.hash.description
                length = chunk.length
            }

            init(from decoder: any Decoder) throws {
                var fields = try decoder.unkeyedContainer()
                hash = try fields.decode(String.self)
                length = try fields.decode(UInt64.self)
            }
        }

        /// The bytes that the case's description asks for.
        var input: [UInt8]? {
            switch name.prefix(while: { $0 != "_" }) {
            case "splitmix64" where name.hasSuffix("x3"):
                ChunkerTests.repeated(SplitMix64.bytes(length / 3), count: length)
            case "splitmix64": SplitMix64.bytes(length)
            case "zeros": [UInt8](repeating: 0, count: length)
            case "ff": [UInt8](repeating: 0xff, count: length)
            case "const59": [UInt8](repeating: 59, count: length)
            case "ramp": (0..<length).map { UInt8($0 & 255) }
            case "text":
                ChunkerTests.repeated([UInt8]("The quick brown fox jumps over the lazy dog. ".utf8), count: length)
            default: nil
            }
        }
    }

    @Test func chunksAsClientsCutThem() throws {
        struct File: Decodable { var cases: [VectorCase] }
        for expected in try VectorFile.load("chunking-and-file-hash.json", as: File.self).cases {
            let name = Comment(rawValue: expected.name)
            let found = Self.stream(try #require(expected.input, name))
            let chunks = found.map(VectorCase.Chunk.init)
            #expect(chunks.count == expected.n_chunks, name)
            switch expected.chunks {
            case .all(let all):
                #expect(chunks == all, name)
            case .some(let first, let last):
                #expect([_](chunks.prefix(first.count)) == first, name)
                #expect([_](chunks.suffix(last.count)) == last, name)
            }
            // Covers the hashes and lengths of all chunks.
            if let hash = expected.xorb_hash_if_all_chunks_in_one_xorb {
                #expect("\(XetHash.xorb(of: found))" == hash, name)
            }
        }
    }

    /// Patterns with a cut just behind the minimum, or in the bytes before it that may not end a chunk.
    @Test func boundariesNearTheMinimum() throws {
        struct File: Decodable {
            var base_pattern_hex: String
            var length: Int
            var boundaries_by_padding: [String: [UInt64]]
        }
        let file = try VectorFile.load("chunk-boundary-edge-cases.json", as: File.self)
        let digits = Array(file.base_pattern_hex)
        let base = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
        #expect(file.boundaries_by_padding.count > 50)
        for (padding, boundaries) in file.boundaries_by_padding {
            let pattern = base + [UInt8](repeating: 0, count: try #require(Int(padding)))
            let chunks = Self.stream(Self.repeated(pattern, count: file.length))
            var end: UInt64 = 0
            let ends = chunks.map { chunk in
                end += chunk.length
                return end
            }
            #expect(ends == boundaries, "padding \(padding)")
        }
    }

    @Test(arguments: inputs.keys.sorted()) func piecesAndThreadsChangeNothing(name: String) throws {
        let input = try #require(Self.inputs[name])
        let expected = Self.stream(input)
        #expect(expected.map(\.length) == Self.plainLengths(input))
        #expect(Self.stream(input, longest: 1000, seed: 1) == expected)
        #expect(Self.stream(input, longest: 100_000, seed: 2) == expected)
        #expect(Self.stream(input, longest: 1_000_000, seed: 3) == expected)
        input.withUnsafeBytes { input in
            #expect(ParallelChunking.chunks(of: input, threads: 1) == expected)
            #expect(ParallelChunking.chunks(of: input, threads: 2) == expected)
            #expect(ParallelChunking.chunks(of: input, threads: 3) == expected)
            for length in [1, 5000, 100_000, 131_072, 400_001] where input.count / length < 1000 {
                #expect(ParallelChunking.chunks(of: input, threads: 4, sectionLength: length) == expected)
            }
        }
    }

    @Test func byteByByte() {
        let input = SplitMix64.bytes(300_000, seed: 9)
        var chunker = Chunker()
        var lengths: [UInt64] = []
        var start = 0
        for index in input.indices {
            let end = input[index...index].withUnsafeBytes { chunker.next(in: $0) }
            guard let end else { continue }
            #expect(end == 1)
            #expect(chunker.length == 0)
            lengths.append(UInt64(index + 1 - start))
            start = index + 1
        }
        #expect(lengths == Self.plainLengths(input).dropLast())
        #expect(chunker.length == input.count - start)
    }

    @Test func streamStopsWhereTheCallerThrows() {
        struct Stop: Error {}
        var stream = ChunkStream()
        #expect(throws: Stop.self) {
            try SplitMix64.bytes(1_000_000).withUnsafeBytes { bytes in
                try stream.append(bytes) { _ in throw Stop() }
            }
        }
    }
}
