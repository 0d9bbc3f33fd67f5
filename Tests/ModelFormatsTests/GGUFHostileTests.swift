import HubAPI
import Testing

@testable import ModelFormats

@Suite struct GGUFHostileTests {
    private func refuse(
        _ bytes: [UInt8], fileSize: Int64? = nil, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: FormatError.self, sourceLocation: sourceLocation) {
            try GGUFHeader.parse(bytes, fileSize: fileSize)
        }
        #expect(error?.description.contains(words) == true, "\(error)", sourceLocation: sourceLocation)
    }

    private func refuse(
        fileSize: Int64? = nil, _ words: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ make: (inout GGUFWriter) -> Void
    ) {
        var writer = GGUFWriter()
        make(&writer)
        refuse(writer.bytes(), fileSize: fileSize, words, sourceLocation: sourceLocation)
    }

    @Test func beginnings() {
        refuse(Array("GGML".utf8), "does not begin with GGUF")
        refuse([0], "does not begin with GGUF")
        for version in [0, 4, 0xFFFF, .max] as [UInt32] {
            refuse(GGUFWriter(version: version).bytes(), "unknown version")
            refuse(GGUFWriter(version: version, isBigEndian: true).bytes(), "unknown version")
        }
    }

    @Test(arguments: [1 << 62, 1 << 63, .max, 1 << 32, 100_001] as [UInt64])
    func counts(count: UInt64) {
        refuse(GGUFWriter().bytes(tensorCount: count), "tensors")
        refuse(GGUFWriter().bytes(keyCount: count), "keys")
        let writer = GGUFWriter()
        refuse("bytes of a string") { $0.key("long", type: 8, writer.size(count &* 101)) }
        refuse("elements of an array") { $0.key("list", type: 9, writer.number(UInt32(0)) + writer.size(count &* 11)) }
        refuse("bytes of a string") {
            $0.key("list", type: 9, writer.number(UInt32(8)) + writer.size(1) + writer.size(count &* 101))
        }
        refuse("dimensions") { $0.tensor("wide", [UInt64](repeating: 1, count: 9)) }
        refuse("dimension over") { $0.tensor("large", [count | 1 << 33]) }
    }

    @Test func products() {
        let most: UInt64 = 1 << 32
        refuse("more numbers") { $0.tensor("large", [most, most]) }
        refuse("more numbers") { $0.tensor("large", [most, most, 0]) }
        refuse("more numbers") { $0.tensor("large", [UInt64](repeating: most, count: 8)) }
        refuse(fileSize: 1000, "more numbers") { $0.tensor("large", [8001]) }
        refuse(fileSize: 1000, "more parameters") {
            for name in ["a", "b", "c"] { $0.tensor(name, [4000]) }
        }
        refuse("behind every file") { $0.tensor("far", [1], offset: .max) }
        refuse("whole blocks") { $0.tensor("ragged", [33], type: 2) }
        refuse("whole blocks") { $0.tensor("single", [], type: 2) }
    }

    @Test func names() {
        refuse("comes twice") {
            $0.key("same", 1)
            $0.key("same", 2)
        }
        refuse("comes twice") {
            $0.tensor("same", [1])
            $0.tensor("same", [1])
        }
        refuse("an empty name") { $0.key("", 1) }
        refuse("an empty name") { $0.tensor("", [1]) }
        var writer = GGUFWriter()
        writer.key("é", 1)
        let bytes = writer.bytes().map { $0 == 0xC3 ? 0xFF : $0 }
        refuse(bytes, "not UTF-8")
    }

    @Test func values() {
        refuse("unknown type 13") { $0.key("odd", type: 13, [0]) }
        for alignment in [0, 3, 33] as [UInt32] {
            refuse("power of two") { $0.key("general.alignment", alignment) }
        }
        refuse("power of two") { $0.key("general.alignment", "32") }
    }

    @Test func nesting() throws {
        func list(_ depth: Int) -> [UInt8] {
            let writer = GGUFWriter()
            guard depth > 1 else { return writer.number(UInt32(0)) + writer.size(1) + [7] }
            return writer.number(UInt32(9)) + writer.size(1) + list(depth - 1)
        }
        refuse("nested") { $0.key("deep", type: 9, list(5)) }
        refuse("nested") { $0.key("deep", type: 9, list(100_0)) }
        var writer = GGUFWriter()
        writer.key("deep", type: 9, list(4))
        #expect(try GGUFHeaderTests.header(writer.bytes()).metadata.count == 1)
    }

    @Test func longHeaders() throws {
        // A list of strings that would fill more than a header may have is refused by its count alone.
        var writer = GGUFWriter()
        writer.key("a", type: 8, writer.string(String(repeating: "x", count: 9_999_999)))
        writer.key("list", type: 9, writer.number(UInt32(10)) + writer.size(1_000_000))
        let parsed = try GGUFHeader.parse(writer.bytes(), fileSize: nil)
        guard case .incomplete(let wanted) = parsed else { throw FormatError("too easy") }
        #expect(wanted > 17_999_999)
        refuse("longer than") {
            for name in ["a", "b", "c", "d", "e", "f"] {
                $0.key(
                    name, type: 9,
                    writer.number(UInt32(10)) + writer.size(1_000_000) + [UInt8](repeating: 0, count: 8_000_000))
            }
            $0.key("g", type: 9, writer.number(UInt32(10)) + writer.size(1_000_000))
        }
    }

    @Test func damagedFiles() throws {
        for (index, name) in ["tiny.gguf", "tiny-big-endian.gguf"].enumerated() {
            let whole = try Fixture.bytes(name)
            let bytes = Array(whole[..<(try GGUFHeaderTests.header(whole).length)])
            var damage = Damage(seed: UInt64(index))
            for _ in 0..<300 {
                let damaged = damage.damage(bytes)
                guard case .complete(let header)? = try? GGUFHeader.parse(damaged, fileSize: Int64(whole.count)) else {
                    continue
                }
                #expect(header.length <= damaged.count)
                #expect(header.parameters <= Int64(whole.count) * 8)
                _ = header.summary()
                _ = header.wholeFileSize
            }
        }
    }
}
