import HubAPI
import ModelFormats
import Testing

@testable import HubClient

@Suite struct SafetensorsTests {
    private static let commit = RangeTransport.commit

    private static func json(_ paths: [String]) -> [String: String] {
        let entries = paths.map { #"{"type":"file","path":"\#($0)","size":100,"oid":"x"}"# }
        return [
            "/api/models/a/b/revision/main?expand=sha": #"{"id":"a/b","sha":"\#(commit)"}"#,
            "/api/models/a/b/tree/\(commit)?recursive=true&expand=false": "[\(entries.joined(separator: ","))]",
        ]
    }

    @Test func `One request reads the header of a file, whatever the size of the file`() async throws {
        let file = HeaderFixtures.safetensors(
            [("a.weight", "F32", 4, 1_000_000), ("b.weight", "BF16", 2, 500)], metadata: "format")
        let transport = RangeTransport(["model.safetensors": file])
        let found = try await Hub.serving(transport).model("a/b").safetensors("model.safetensors")
        #expect(transport.asked == ["/a/b/resolve/main/model.safetensors bytes=0-100000"])
        #expect(transport.sent == 100_001)
        #expect(found.commit == Self.commit)
        #expect(found.files.map(\.path) == ["model.safetensors"])
        #expect(found.files.first?.size == Int64(file.count))
        #expect(found.files.first?.header.tensors.map(\.name) == ["a.weight", "b.weight"])
        #expect(found.metadata == ["format": "yes"])
        #expect(!found.isSharded)
        #expect(
            found.parameters.byType == [
                .init(dtype: "F32", parameters: 1_000_000), .init(dtype: "BF16", parameters: 500),
            ])
        #expect(found.parameters.total == 1_000_500)
    }

    @Test func `A long header takes a second request for the rest of it`() async throws {
        let file = HeaderFixtures.safetensors([("a", "F32", 4, 100_000)], padding: 200_000)
        let transport = RangeTransport(["model.safetensors": file])
        let found = try await Hub.serving(transport).dataset("a/b").safetensors("model.safetensors")
        #expect(found.parameters.total == 100_000)
        let length = try #require(found.files.first?.header.length)
        #expect(
            transport.asked.map { $0.split(separator: " ").last } == [
                "bytes=0-100000", "bytes=100001-\(length + 7)",
            ])
    }

    private static func claiming(_ length: UInt64, _ rest: String) -> [UInt8] {
        HeaderFixtures.little(length) + Array(rest.utf8)
    }

    private static let hostileFiles: [(file: [UInt8], why: String)] = [
        ([], "has fewer than 8 bytes"), ([1, 2, 3], "has fewer than 8 bytes"),
        (claiming(25_000_001, "{"), "more than 25000000 are refused"), (claiming(.max, "{"), "are refused"),
        (claiming(5000, "{}"), "ends within its header of 5000 bytes"),
        (claiming(2, "<>"), "does not begin with a brace"), (claiming(4, "{\"a\""), "safetensors header"),
    ]

    @Test(arguments: hostileFiles)
    func hostile(file: [UInt8], why: String) async throws {
        let repo = try Hub.serving(RangeTransport(["m.safetensors": file])).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.safetensors("m.safetensors") }
        #expect(error?.kind == .decoding)
        #expect(error?.message.contains("file m.safetensors: ") == true)
        #expect(error?.message.contains(why) == true)
    }

    @Test func `Of a header that is refused nothing more is read`() async throws {
        let file = HeaderFixtures.little(UInt64(25_000_001)) + Array(repeating: UInt8(0x20), count: 200_000)
        let transport = RangeTransport(["m.safetensors": file])
        let repo = try Hub.serving(transport).model("a/b")
        await #expect(throws: HubError.self) { try await repo.safetensors("m.safetensors") }
        #expect(transport.asked.count == 1)
    }

    @Test func `A model in shards is read by its index, packed weights counted one by one`() async throws {
        let shards = (1...20).map { number in "model-000\(number < 10 ? "0" : "")\(number)-of-00020.safetensors" }
        var files = Dictionary(
            uniqueKeysWithValues: shards.enumerated().map { number, name in
                (
                    name,
                    HeaderFixtures.safetensors([
                        ("l\(number).qweight", "I32", 4, 10), ("l\(number).scales", "F16", 2, 3),
                        ("l\(number).weight", "F16", 2, 5),
                    ])
                )
            })
        let map = shards.enumerated().map { #""l\#($0).qweight":"\#($1)""# }
        files["model.safetensors.index.json"] = Array(
            #"{"metadata":{"total_size":1280},"weight_map":{\#(map.joined(separator: ","))}}"#.utf8)
        files["config.json"] = Array(#"{"quantization_config":{"quant_method":"gptq","bits":4}}"#.utf8)
        let transport = RangeTransport(files, json: Self.json(files.keys.sorted()))
        let found = try await Hub.serving(transport).model("a/b").safetensors()
        #expect(found.isSharded)
        #expect(found.files.map(\.path) == shards)
        #expect(found.index?.totalSize == 1280)
        #expect(found.commit == Self.commit)
        #expect(found.quantization?.method == "gptq")
        // 20 shards of 10 words with 8 weights each, and of 5 plain ones.
        #expect(
            found.parameters.byType == [.init(dtype: "I32", parameters: 1600), .init(dtype: "F16", parameters: 100)])
        // Commit, tree, config, index, and one request for each shard.
        #expect(transport.asked.count == 24)
        #expect(transport.asked.dropFirst(2).allSatisfy { $0.hasPrefix("/a/b/resolve/\(Self.commit)/") })
    }

    @Test func `Shards beside an index in a folder are found there`() async throws {
        let index = #"{"weight_map":{"x":"diffusion_pytorch_model-00001-of-00001.safetensors"}}"#
        let files = [
            "unet/diffusion_pytorch_model.safetensors.index.json": Array(index.utf8),
            "unet/diffusion_pytorch_model-00001-of-00001.safetensors": HeaderFixtures.safetensors([("x", "F32", 4, 6)]),
        ]
        let transport = RangeTransport(files, json: Self.json(files.keys.sorted()))
        let found = try await Hub.serving(transport).model("a/b").safetensors()
        #expect(found.files.map(\.path) == ["unet/diffusion_pytorch_model-00001-of-00001.safetensors"])
        #expect(found.parameters.total == 6)
    }

    @Test func `A shard that is missing is an error that names it`() async throws {
        let index = Array(#"{"weight_map":{"x":"model-00001-of-00002.safetensors"}}"#.utf8)
        let files = ["model.safetensors.index.json": index]
        let repo = try Hub.serving(RangeTransport(files, json: Self.json(files.keys.sorted()))).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.safetensors() }
        #expect(error?.kind == .entryNotFound)
        #expect(error?.message.contains("model-00001-of-00002.safetensors") == true)
    }

    @Test func `A repo without a model in safetensors is an error that says what it has`() async throws {
        let none = try Hub.serving(RangeTransport([:], json: Self.json(["README.md"]))).model("a/b")
        let error = await #expect(throws: HubError.self) { try await none.safetensors() }
        #expect(error?.kind == .entryNotFound)
        #expect(error?.suggestion == nil)
        let several = Self.json(["x.safetensors", "y.safetensors"])
        let repo = try Hub.serving(RangeTransport([:], json: several)).model("a/b")
        let other = await #expect(throws: HubError.self) { try await repo.safetensors() }
        #expect(other?.suggestion == "Name one of: x.safetensors, y.safetensors")
    }
}
