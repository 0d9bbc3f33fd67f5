import HubAPI
import Testing

@testable import ModelFormats

@Suite struct SafetensorsHeaderTests {
    /// A file that has this header and nothing else.
    static func file(_ header: String, padding: Int = 0) -> [UInt8] {
        let text = Array(header.utf8) + [UInt8](repeating: 0x20, count: padding)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    static func tensor(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
        #""\#(name)":{"dtype":"\#(dtype)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
    }

    @Test func fileOfTheReferenceWriter() throws {
        let bytes = try Fixture.bytes("small.safetensors")
        let length = try SafetensorsHeader.length(Array(bytes[..<8]))
        let header = try SafetensorsHeader.parse(Array(bytes[..<(8 + length)]), fileSize: Int64(bytes.count))
        #expect(header.length == length)
        #expect(header.metadata == ["format": "pt", "note": #"a "quote""#])
        #expect(
            header.tensors.map(\.name).sorted() == [
                "größe.weight", "model.embed.weight", "model.layers.0.mlp.qweight", "model.layers.0.mlp.scales",
                "model.norm.weight", "model.step",
            ])
        let embedding = try #require(header.tensors.first { $0.name == "model.embed.weight" })
        #expect(
            embedding
                == SafetensorsTensor(
                    name: "model.embed.weight", dtype: "BF16", shape: [16, 8], begin: 168, end: 424))
        #expect(embedding.elements == 128)
        #expect(header.tensors.map(\.end).max() == Int64(bytes.count - 8 - length))
        #expect(
            header.summary()
                == SafetensorsSummary(
                    counts: [
                        .init(dtype: "BF16", role: "weight", elements: 128),
                        .init(dtype: "I32", role: "qweight", elements: 32),
                        .init(dtype: "F16", role: "scales", elements: 16),
                        .init(dtype: "F32", role: "weight", elements: 8),
                    ], format: "pt"))
    }

    @Test func everyBeginningIsRefused() throws {
        let bytes = try Fixture.bytes("small.safetensors")
        let end = 8 + (try SafetensorsHeader.length(bytes))
        for count in 0..<end {
            #expect(throws: FormatError.self) { try SafetensorsHeader.parse(Array(bytes[..<count]), fileSize: nil) }
        }
        // A file that ends in its data is refused if its size is known.
        for size in [-1, 0, end - 1, end, bytes.count - 1] {
            #expect(throws: FormatError.self) { try SafetensorsHeader.parse(bytes, fileSize: Int64(size)) }
        }
    }

    @Test func whatTheFormatAllows() throws {
        for text in [
            "{}", #"{"__metadata__":{}}"#,
            "{ \"a\" : {\"x\":[[{}],null,-1.5e+3,true,false], "
                + #""data_offsets":[0, 4],"dtype":"F32","shape":[] } }"#,
        ] {
            _ = try SafetensorsHeader.parse(Self.file(text, padding: 5), fileSize: nil)
        }
        let names =
            #"{"\u0041\n\/":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
            + #""\ud83e\udd17\ud800":{"dtype":"NEW_9","shape":[16],"data_offsets":[0,2]}}"#
        let header = try SafetensorsHeader.parse(Self.file(names), fileSize: nil)
        #expect(header.tensors.map(\.name) == ["A\n/", "🤗\u{FFFD}"])
        let packed = Self.tensor("a", "F4", "3,2", "0,3") + "," + Self.tensor("b", "F6_E2M3", "4", "3,6")
        #expect(try SafetensorsHeader.parse(Self.file("{\(packed)}"), fileSize: nil).tensors.count == 2)
    }

    private static let refused: [(header: String, words: String)] = [
        ("[]", "brace"), (" {}", "brace"), ("{ ", "too early"), ("{}}", "follows"), ("{} x", "follows"),
        (#"{"a"}"#, "colon"), (#"{"a":1}"#, "object"), (#"{"a":{}}"#, "lacks"), (#"{"a":{},}"#, "lacks"),
        (#"{"__metadata__":{"a":1}}"#, "string"), (#"{"__metadata__":{"a":"1","a":"2"}}"#, "twice"),
        ("{" + tensor("a", "U8", "1", "0,1") + "," + tensor("a", "U8", "1", "1,2") + "}", "twice"),
        ("{" + tensor("a", "U8", "1", "0,1") + ",}", "string"),
        ("{" + tensor("a", "U8", "1", "1,0") + "}", "ends before"),
        ("{" + tensor("a", "U8", "1", "0,2") + "}", "does not fit"),
        ("{" + tensor("a", "U8", "1", "0") + "}", "lacks"),
        ("{" + tensor("a", "U8", "1", "0,1,2") + "}", "more than 2"),
        ("{" + tensor("a", "u8", "1", "0,1") + "}", "type"),
        ("{" + tensor("a", "", "1", "0,1") + "}", "type"),
        ("{" + tensor("a", "U8", "-1", "0,1") + "}", "whole number"),
        ("{" + tensor("a", "U8", "1.0", "0,1") + "}", "not whole"),
        ("{" + tensor("a", "U8", "1e9", "0,1") + "}", "not whole"),
        ("{" + tensor("a", "U8", "01", "0,1") + "}", "leading zeros"),
        ("{" + tensor("a", "U8", "9223372036854775808", "0,1") + "}", "over 2^63"),
        ("{" + tensor("a", "U8", "4294967297", "0,1") + "}", "over 2^32"),
        ("{" + tensor("a", "U8", "4294967296,4294967296", "0,1") + "}", "too large"),
        ("{" + tensor("a", "NEW", "4294967296", "0,1") + "}", "more numbers"),
        ("{" + tensor("a", "U8", "1", "9223372036854775806,9223372036854775807") + "}", "too large"),
        ("{" + tensor("a", "U8", "0", "0,9223372036854775807") + "}", "too large"),
        ("{" + tensor("a", "F4", "3", "0,1") + "}", "does not fit"),
        (#"{"a":{"dtype":"U8","dtype":"U8"}}"#, "two entries"),
        (#"{"a\x":{}}"#, "escape"), (#"{"a\u00g0":{}}"#, "escape"), ("{\"a\n\":{}}", "control"),
        (#"{"a":{"x":+1}}"#, "no JSON value"), (#"{"a":{"x":1.}}"#, "no JSON value"), (#"{"a":{"x":tru}}"#, "no JSON"),
    ]

    @Test(arguments: refused.indices)
    func whatItRefuses(index: Int) {
        let (header, words) = Self.refused[index]
        let error = #expect(throws: FormatError.self) {
            try SafetensorsHeader.parse(Self.file(header), fileSize: nil)
        }
        #expect(error?.description.contains(words) == true, "\(header): \(error)")
    }

    @Test func lengths() {
        for length in [0, 1, 25_000_001, 1 << 62, 1 << 63, .max] as [UInt64] {
            let prefix = withUnsafeBytes(of: length.littleEndian) { Array($0) }
            #expect(throws: FormatError.self) { try SafetensorsHeader.length(prefix) }
        }
        let most = withUnsafeBytes(of: UInt64(25_000_000).littleEndian) { Array($0) }
        #expect(throws: Never.self) { try SafetensorsHeader.length(most) }
        #expect(throws: FormatError.self) { try SafetensorsHeader.parse(most, fileSize: nil) }
    }

    @Test func depthIsBounded() {
        for depth in [100, 100_000] {
            for mark in ["[", #"{"a":"#] {
                let text = #"{"a":{"x":"# + String(repeating: mark, count: depth)
                #expect(throws: FormatError.self) { try SafetensorsHeader.parse(Self.file(text), fileSize: nil) }
            }
        }
    }

    @Test func overlapsCannotClaimParameters() {
        let tensors = (0..<100).map { Self.tensor("t\($0)", "U8", "1000", "0,1000") }
        let bytes = Self.file("{" + tensors.joined(separator: ",") + "}")
        let error = #expect(throws: FormatError.self) {
            try SafetensorsHeader.parse(bytes, fileSize: Int64(bytes.count + 2000))
        }
        #expect(error?.description.contains("overlaps") == true)
    }

    @Test func invalidUTF8IsRefused() {
        var bytes = Self.file("{" + Self.tensor("abc", "U8", "0", "0,0") + "}")
        bytes[11] = 0xFF
        #expect(throws: FormatError.self) { try SafetensorsHeader.parse(bytes, fileSize: nil) }
    }

    @Test func rolesAreBounded() throws {
        let names = (0..<500).map { "r\($0)" } + (0..<10).map { "q\($0)_blocks" } + [String(repeating: "n", count: 200)]
        let tensors = names.enumerated().map { Self.tensor("m.\($1)", "U8", "1", "\($0),\($0 + 1)") }
        let header = try SafetensorsHeader.parse(Self.file("{" + tensors.joined(separator: ",") + "}"), fileSize: nil)
        let summary = header.summary()
        #expect(summary.counts.count == 202)
        #expect(summary.counts.map(\.elements).reduce(0, +) == 511)
        #expect(summary.counts.first { $0.role == "_blocks" }?.elements == 10)
        #expect(summary.counts.first { $0.role == "" }?.elements == 301)
    }

    @Test(arguments: [(64, true), (65, false), (1 << 20, false)])
    func formatIsBounded(_ length: Int, _ isKept: Bool) throws {
        let format = String(repeating: "f", count: length)
        let file = Self.file(#"{"__metadata__":{"format":"\#(format)"}}"#)
        #expect(try SafetensorsHeader.parse(file, fileSize: nil).summary().format == (isKept ? format : nil))
    }

    @Test func damagedFiles() throws {
        let bytes = try Fixture.bytes("small.safetensors")
        var damage = Damage(seed: 3)
        for _ in 0..<500 {
            let damaged = damage.damage(bytes)
            guard let header = try? SafetensorsHeader.parse(damaged, fileSize: Int64(damaged.count)) else { continue }
            let parameters = header.summary().parameters()
            #expect(parameters.total <= Int64(damaged.count) * 8)
        }
    }
}
