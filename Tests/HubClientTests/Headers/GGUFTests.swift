import HubAPI
import ModelFormats
import Testing

@testable import HubClient

@Suite struct GGUFTests {
    @Test func `A short header takes one request`() async throws {
        let file = HeaderFixtures.gguf()
        let transport = RangeTransport(["m.gguf": file])
        let found = try await Hub.serving(transport).model("a/b").gguf("m.gguf", revision: "v1")
        #expect(transport.asked == ["/a/b/resolve/v1/m.gguf bytes=0-1999999"])
        #expect(found.path == "m.gguf")
        #expect(found.commit == RangeTransport.commit)
        #expect(found.size == Int64(file.count))
        #expect(found.metadata["general.architecture"] == .string("llama"))
        #expect(found.metadata["llama.context_length"] == .unsigned(2048))
        #expect(found.tensors.map(\.name) == ["output.weight"])
        #expect(found.tensors.first?.dimensions == [4, 2])
        #expect(found.header.parameters == 8)
        #expect(found.strings("tokenizer.ggml.tokens") == ["token10000", "token10001", "token10002"])
        #expect(found.strings("general.architecture") == nil)
    }

    @Test func `A long header is read in growing steps, each byte once`() async throws {
        let file = HeaderFixtures.gguf(tokens: 400_000)
        let transport = RangeTransport(["m.gguf": file + Array(repeating: 0, count: 20_000_000)])
        let found = try await Hub.serving(transport).model("a/b").gguf("m.gguf")
        #expect(found.tensors.map(\.name) == ["output.weight"])
        #expect(found.strings("tokenizer.ggml.tokens", atMost: 1) == ["token10000"])
        #expect(
            transport.asked.map { $0.split(separator: " ").last } == [
                "bytes=0-1999999", "bytes=2000000-3999999", "bytes=4000000-7999999",
            ])
        #expect(transport.sent == 8_000_000)
    }

    private static var manyTensors: [UInt8] {
        let start = Array("GGUF".utf8) + HeaderFixtures.little(UInt32(3))
        return start + HeaderFixtures.little(UInt64(1) << 40) + HeaderFixtures.little(UInt64(0))
    }

    private static let hostileFiles: [(file: [UInt8], why: String)] = [
        ([], "GGUF header"), (Array("GGML....".utf8), "does not begin with GGUF"),
        (Array(HeaderFixtures.gguf().prefix(100)), "the file of 100 bytes ends within it"),
        (HeaderFixtures.gguf(tokenCount: 1_000_001), "1000001 elements of an array"),
        (manyTensors, "tensors before byte"),
    ]

    @Test(arguments: hostileFiles)
    func hostile(file: [UInt8], why: String) async throws {
        let repo = try Hub.serving(RangeTransport(["m.gguf": file])).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.gguf("m.gguf") }
        #expect(error?.kind == .decoding)
        #expect(error?.message.contains("file m.gguf: ") == true)
        #expect(error?.message.contains(why) == true)
    }

    @Test func `No more than 50 MB of a header are read`() async throws {
        // Strings of the largest size, one behind the other, that never come to an end.
        var file = Array("GGUF".utf8) + HeaderFixtures.little(UInt32(3)) + HeaderFixtures.little(UInt64(0))
        file += HeaderFixtures.little(UInt64(100))
        for number in 0..<6 {
            let key = Array("k\(number)".utf8)
            file += HeaderFixtures.little(UInt64(key.count)) + key + HeaderFixtures.little(UInt32(8))
            file += HeaderFixtures.little(UInt64(10_000_000)) + Array(repeating: 0x61, count: 10_000_000)
        }
        let transport = RangeTransport(["m.gguf": file])
        let repo = try Hub.serving(transport).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.gguf("m.gguf") }
        #expect(error?.message.contains("longer than 50000000 bytes") == true)
        #expect(transport.sent <= 50_000_000)
    }

    @Test func `A file that isn't there is an error`() async throws {
        let repo = try Hub.serving(RangeTransport([:])).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.gguf("m.gguf") }
        #expect(error?.kind == .entryNotFound)
    }

    private static func listing(_ files: [(String, Int)]) async throws -> GGUFListing {
        let commit = RangeTransport.commit
        let entries = files.map { #"{"type":"file","path":"\#($0.0)","size":\#($0.1),"oid":"x"}"# }
        let transport = RangeTransport(
            [:],
            json: [
                "/api/models/a/b/revision/main?expand=sha": #"{"id":"a/b","sha":"\#(commit)"}"#,
                "/api/models/a/b/tree/\(commit)?recursive=true&expand=false": "[\(entries.joined(separator: ","))]",
            ])
        return try await Hub.serving(transport).model("a/b").ggufModels()
    }

    @Test func `The models of a repo are listed by size, split ones joined`() async throws {
        let listing = try await Self.listing([
            ("README.md", 5), ("m-Q8_0.gguf", 80), ("BF16/m-BF16-00002-of-00002.gguf", 70),
            ("BF16/m-BF16-00001-of-00002.gguf", 90), ("m-Q2_K.gguf", 20), ("m-Q4_K_M.gguf", 45), ("mmproj-F16.gguf", 9),
            ("broken-F16-00002-of-00002.gguf", 1),
        ])
        #expect(listing.commit == RangeTransport.commit)
        #expect(listing.models.map(\.quantization) == ["Q2_K", "Q4_K_M", "Q8_0", "BF16"])
        #expect(listing.models.map(\.size) == [20, 45, 80, 160])
        #expect(
            listing.models.last?.paths == ["BF16/m-BF16-00001-of-00002.gguf", "BF16/m-BF16-00002-of-00002.gguf"])
        #expect(listing.preferred?.quantization == "Q4_K_M")
        #expect(listing.model(tagged: "q8_0")?.quantization == "Q8_0")
        #expect(listing.model(tagged: "Q5_K_M") == nil)
        #expect(listing.auxiliaries.map(\.path) == ["mmproj-F16.gguf"])
        #expect(listing.auxiliaries.map(\.kind) == [.projector])
        #expect(listing.auxiliaries.map(\.size) == [9])
    }

    @Test(
        arguments: [
            ("Q4_K_M", "Q4_K_M"), ("q4_k_m", "Q4_K_M"), ("Q6_K", "Q4_K_M"), ("F32", "Q8_0"), ("Q3_K_M", "Q2_K"),
            ("IQ1_S", "Q2_K"), ("UD-Q5_K_XL", "Q4_K_M"), ("nonsense", nil),
        ] as [(String, String?)])
    func nearest(wanted: String, found: String?) async throws {
        let listing = try await Self.listing([("Q8_0.gguf", 80), ("Q2_K.gguf", 20), ("Q4_K_M.gguf", 45)])
        #expect(listing.nearest(to: wanted)?.quantization == found)
    }

    @Test func `A repo without models in GGUF has none`() async throws {
        let listing = try await Self.listing([("model.safetensors", 5)])
        #expect(listing.models.isEmpty)
        #expect(listing.preferred == nil)
        #expect(listing.nearest(to: "Q4_K_M") == nil)
    }
}
