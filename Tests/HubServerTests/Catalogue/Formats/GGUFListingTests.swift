import HubAPI
import Testing

@testable import HubServer

@Suite("Formats: GGUF listing")
struct GGUFListingTests {
    @Test("models from small to large, split ones as one, and what goes with them", arguments: TestDatabase.available)
    func listing(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/m")
            let sizes = ["m-Q8_0.gguf": 200, "m-Q4_K_M-00001-of-00002.gguf": 50, "m-Q4_K_M-00002-of-00002.gguf": 60]
            let whole = sizes.sorted { $0.key < $1.key }.map { ($0.key, TinyGGUF(numbers: $0.value).bytes) }
            try await RegistryFixture.push(
                hub, repo,
                whole + [
                    ("m-BF16-00001-of-00002.gguf", TinyGGUF(seed: 5).bytes),
                    ("mmproj-F16.gguf", TinyGGUF(seed: 6).bytes), ("README.md", Array("# Hi".utf8)),
                ])
            try await hub.commit(repo, [.bytes("other.gguf", TinyGGUF(seed: 7).bytes)])
            let answer = try await hub.get("/api/\(repo)/gguf").expect(200)
            #expect(answer.header("X-Repo-Commit") == answer.json["commit"]?.string)
            let models = answer.json["models"]?.array ?? []
            #expect(models.map { $0["quantization"]?.string } == ["Q4_K_M", "Q8_0", "BF16", nil])
            #expect(models.map { $0["preferred"] == true } == [true, false, false, false])
            #expect(models.map { $0["complete"] == true } == [true, true, false, true])
            #expect(models.first?["files"]?.column("path") == whole.map(\.0).filter { $0.contains("Q4") })
            let expected = whole.filter { $0.0.contains("Q4") }.reduce(0) { $0 + $1.1.count }
            #expect(models.first?["size"]?.integer == Int64(expected))
            #expect(models[1]["files"]?.array?.first?["sha256"]?.string?.count == 64)
            #expect(models.last?["files"]?.array?.first?["sha256"] == .null)
            #expect(answer.json["auxiliaries"]?.column("kind") == ["mmproj"])
        }
    }

    @Test("nothing of what one may not see")
    func rights() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m", isPrivate: true)
            try await hub.get("/api/\(repo)/gguf").expectError(401, .repoNotFound)
            try await hub.get("/api/\(repo)/gguf", as: "bob").expectError(404, .repoNotFound)
            #expect(try await hub.get("/api/\(repo)/gguf", as: "ann").expect(200).json["models"] == [])
        }
    }
}
