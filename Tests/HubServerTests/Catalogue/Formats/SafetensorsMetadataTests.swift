import HubAPI
import Testing

@testable import HubServer

@Suite("Formats: safetensors headers")
struct SafetensorsMetadataTests {
    private static let path = "/api/models/ann/m/safetensors-metadata/"

    @Test("of an index, of one file, and of files in a folder", arguments: TestDatabase.available)
    func headers(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/m")
            let names = (1...9).map { "model-0000\($0)-of-00009.safetensors" }
            try await RegistryFixture.push(
                hub, repo,
                names.map { ($0, FormatsFixture.safetensors(tensor: "t-" + $0)) } + [
                    ("model.safetensors.index.json", FormatsFixture.index(names.map { ("t-" + $0, $0) })),
                    ("unet/a.safetensors", FormatsFixture.safetensors(tensor: "u", dtype: "I32")),
                    ("unet/a.safetensors.index.json", FormatsFixture.index([("u", "a.safetensors")])),
                ])
            let reply = try await hub.get(Self.path + "model.safetensors.index.json").expect(200)
            #expect(reply.json["index"] == ["metadata": ["made_by": "us", "total_size": 8]])
            #expect(reply.json["headers"]?.keys == names)
            for name in names {
                let tensor = reply.json["headers"]?[name]?["t-" + name]
                #expect(tensor?["dtype"] == "F32")
                #expect(tensor?["data_offsets"] == [0, 4])
                #expect(reply.json["headers"]?[name]?["__metadata__"]?["format"] == "pt")
            }
            #expect(try await hub.get(Self.path + "model.safetensors.index.json").body == reply.body)

            let single = try await hub.get(Self.path + "unet/a.safetensors").expect(200).json
            #expect(single["index"] == [:])
            #expect(single["headers"]?["a.safetensors"]?["u"]?["dtype"] == "I32")
            let folder = try await hub.get(Self.path + "unet%2Fa.safetensors.index.json").expect(200).json
            #expect(folder["headers"]?.keys == ["a.safetensors"])
        }
    }

    @Test("of chunks")
    func xet() async throws {
        try await withHub { hub in
            let file = FormatsFixture.safetensors(pad: 300_000)
            let client = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            try await client.push(PackedFile(file), to: "m.safetensors")
            let reply = try await hub.get(Self.path + "m.safetensors").expect(200)
            #expect(reply.json["headers"]?["m.safetensors"]?["w"]?["shape"] == [1])
        }
    }

    @Test("what is missing or broken is said", arguments: TestDatabase.available)
    func refusals(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/m")
            let huge = FormatsFixture.length(30_000_000) + Array(repeating: 32, count: 100)
            try await RegistryFixture.push(
                hub, repo,
                [
                    ("short.safetensors", [1, 2, 3]), ("huge.safetensors", huge),
                    ("text.safetensors", FormatsFixture.length(4) + Array("nope".utf8)),
                    ("lost.safetensors.index.json", FormatsFixture.index([("a", "gone.safetensors")])),
                    ("climbing.safetensors.index.json", FormatsFixture.index([("a", "../x.safetensors")])),
                    ("bad.safetensors.index.json", Array("[]".utf8)), ("config.json", Array("{}".utf8)),
                    ("broken.safetensors.index.json", FormatsFixture.index([("a", "short.safetensors")])),
                ])
            for name in [
                "short.safetensors", "huge.safetensors", "text.safetensors", "climbing.safetensors.index.json",
                "bad.safetensors.index.json", "broken.safetensors.index.json", "config.json",
            ] {
                try await hub.get(Self.path + name).expectError(400, .badRequest)
            }
            try await hub.get(Self.path + "lost.safetensors.index.json").expectError(404, .entryNotFound)
            try await hub.get(Self.path + "none.safetensors").expectError(404, .entryNotFound)
            try await hub.get("/api/datasets/ann/m/safetensors-metadata/a.safetensors").expectError(501)
        }
    }

    @Test("headers are content: private and gated repos keep them")
    func rights() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(hub, repo, [("m.safetensors", FormatsFixture.safetensors())])
            let path = Self.path + "m.safetensors"
            try await hub.get(path).expect(200)
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "auto"]).expect(200)
            try await hub.get(path).expectError(401, .gatedRepo)
            try await hub.get(path, as: "bob").expectError(403, .gatedRepo)
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["private": true]).expect(200)
            try await hub.get(path).expectError(401, .repoNotFound)
            try await hub.get(path, as: "bob").expectError(404, .repoNotFound)
            try await hub.get(path, as: "ann").expect(200)
        }
    }
}
