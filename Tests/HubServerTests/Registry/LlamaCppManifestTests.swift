import HubAPI
import Testing

@testable import HubServer

@Suite("Registry: manifests for llama.cpp")
struct LlamaCppManifestTests {
    private static let agent = "llama-cpp/b4600"

    @Test("names the files that are meant, the name first, for the pattern that older releases search with")
    func files() async throws {
        try await withHub { hub in
            let model = TinyGGUF().bytes
            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(
                hub, repo,
                [
                    ("gguf/m-Q4_K_M.gguf", model), ("gguf/mmproj-F32.gguf", TinyGGUF(architecture: "clip").bytes),
                    ("mmproj-F16.gguf", TinyGGUF(architecture: "clip", seed: 4).bytes),
                ])
            let reply = try await hub.get(
                "/v2/ann/m/manifests/latest", headers: ["User-Agent": Self.agent, "Accept": "application/json"]
            ).expect(200)
            #expect(Self.name(in: reply.text, of: "ggufFile") == "gguf/m-Q4_K_M.gguf")
            #expect(Self.name(in: reply.text, of: "mmprojFile") == "gguf/mmproj-F32.gguf")
            #expect(reply.text.contains("\"ggufFile\":{\"rfilename\":"))
            #expect(reply.json["ggufFile"]?["size"]?.integer == Int64(model.count))
            let sha256 = try #require(reply.json["ggufFile"]?["lfs"]?["sha256"]?.string)
            #expect("sha256:" + sha256 == RegistryFixture.digest(model))
            #expect(reply.header("Vary") == "User-Agent")
            let plain = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            #expect(plain["ggufFile"] == nil)
        }
    }

    @Test("split models too, and any words that name a file")
    func splitModels() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(
                hub, repo,
                [
                    ("m-Q4_K_M-00001-of-00002.gguf", TinyGGUF().bytes),
                    ("m-Q4_K_M-00002-of-00002.gguf", TinyGGUF(seed: 2).bytes),
                    ("m-special.gguf", TinyGGUF(seed: 3).bytes),
                ])
            for (tag, name) in [
                ("q4_k_m", "m-Q4_K_M-00001-of-00002.gguf"), ("latest", "m-Q4_K_M-00001-of-00002.gguf"),
                ("special", "m-special.gguf"),
            ] {
                let manifest = try await RegistryFixture.manifest(hub, "ann/m", tag, agent: Self.agent)
                #expect(manifest["ggufFile"]?["rfilename"]?.string == name)
            }
        }
    }

    /// As the older releases read it.
    private static func name(in text: String, of member: String) -> String? {
        guard let start = text.ranges(of: "\"\(member)\"").first else { return nil }
        let pattern = /"rfilename"\s*:\s*"([^"]+)"/
        return text[start.upperBound...].firstMatch(of: pattern).map { String($0.1) }
    }
}
