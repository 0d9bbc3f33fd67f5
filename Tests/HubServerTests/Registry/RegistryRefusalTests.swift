import HubAPI
import Testing

@testable import HubServer

@Suite("Registry: refusals")
struct RegistryRefusalTests {
    @Test("what is no model, no tag, or split", arguments: TestDatabase.available)
    func models(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.commit(try await hub.makeRepo("ann/text"), [.put("config.json", "{}")])
            try await Self.expect(hub, "ann/text", "latest", 400, "UNSUPPORTED", "Repository is not GGUF")

            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(
                hub, repo,
                [
                    ("m-Q4_K_M-00001-of-00002.gguf", TinyGGUF().bytes),
                    ("m-Q4_K_M-00002-of-00002.gguf", TinyGGUF(seed: 2).bytes),
                    ("m-Q8_0.gguf", TinyGGUF(fileType: 7, seed: 3).bytes),
                    ("m-Q2_K.gguf", Array("not a model at all".utf8)),
                ])
            try await Self.expect(hub, "ann/m", "q4_k_m", 400, "UNSUPPORTED", "is split into several files")
            try await Self.expect(hub, "ann/m", "q2_k", 400, "UNSUPPORTED", "Repository is not GGUF")
            try await Self.expect(hub, "ann/m", "q5_0", 400, "MANIFEST_UNKNOWN", "The tag \"q5_0\" is not available")
            // Without a name, a model that can be loaded goes before one that can't.
            let latest = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            let digest = latest["layers"]?.array?.first?["digest"]?.string
            #expect(digest == RegistryFixture.digest(TinyGGUF(fileType: 7, seed: 3).bytes))
        }
    }

    @Test("files of the repo that can't be layers")
    func files() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(hub, repo, [("m.gguf", TinyGGUF().bytes)])
            for params in ["not JSON", "[1]", ""] {
                try await hub.commit(repo, [.put("params", params)])
                try await Self.expect(hub, "ann/m", "latest", 400, "MANIFEST_INVALID", "params must be a JSON object")
            }
            try await hub.commit(
                repo, [.delete("params"), .put("system", String(repeating: "x", count: (1 << 20) + 1))])
            try await Self.expect(hub, "ann/m", "latest", 400, "MANIFEST_INVALID", "system has more than")
        }
    }

    @Test("tags that no one means well", arguments: TestDatabase.available)
    func hostileTags(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await RegistryFixture.push(
                hub, try await hub.makeRepo("ann/m"), [("m-Q4_K_M.gguf", TinyGGUF().bytes)])
            let tags = [
                ".gguf", "%20", "%22%5D", "q4_k_m%2F..%2Fx", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "a%00b", "*",
                String(repeating: "a", count: 5000), "%F0%9F%A6%99", "sha256:zz", "sha256:", "-", "Q4",
                "m-Q4_K_M.gguf%2F", "%E2%80%AE.gguf",
            ]
            for tag in tags {
                for agent in ["ollama/0.13.0", "llama-cpp/b1"] {
                    let reply = try await hub.get("/v2/ann/m/manifests/\(tag)", headers: ["User-Agent": agent])
                    #expect(reply.status == 400, "\(tag.prefix(50)): \(reply.status)")
                    #expect(reply.json["error"]?.string.map { $0.utf8.count < 1000 } == true)
                }
            }
            for digest in ["latest", "sha256:", "sha256:" + String(repeating: "A", count: 64), "sha512:00", "%00"] {
                #expect(try await hub.get("/v2/ann/m/blobs/\(digest)").status == 400, "\(digest)")
            }
            try await hub.send(.post, "/v2/ann/m/manifests/latest").expectError(405)
            try await hub.get("/v2/ann/m/manifests/a/b").expectError(404)
        }
    }

    @Test("private and gated repos", arguments: TestDatabase.available)
    func rights(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let model = TinyGGUF().bytes
            let secret = try await hub.makeRepo("ann/secret", isPrivate: true)
            let gated = try await hub.makeRepo("ann/gated")
            for repo in [secret, gated] { try await RegistryFixture.push(hub, repo, [("m.gguf", model)]) }
            try await hub.send(.put, "/api/\(gated)/settings", as: "ann", json: ["gated": "auto"]).expect(200)
            let blob = "blobs/" + RegistryFixture.digest(model)
            for path in ["manifests/latest", "manifests/nothing", blob, "blobs/" + RegistryFixture.digest([1])] {
                // llama.cpp knows by 401 that the repo "is private or does not exist".
                for repo in ["ann/secret", "ann/missing", "nobody/m"] {
                    let anonymous = try await hub.get("/v2/\(repo)/\(path)")
                    anonymous.expectError(401, .repoNotFound)
                    #expect(anonymous.json["errors"]?.array?.first?["code"] == "UNAUTHORIZED")
                    let stranger = try await hub.get("/v2/\(repo)/\(path)", as: "bob")
                    stranger.expectError(404, .repoNotFound)
                    #expect(stranger.json["errors"]?.array?.first?["code"] == "NAME_UNKNOWN")
                }
                try await hub.get("/v2/ann/gated/\(path)").expectError(401, .gatedRepo)
                try await hub.get("/v2/ann/gated/\(path)", as: "bob").expectError(403, .gatedRepo)
            }
            for repo in ["ann/secret", "ann/gated"] {
                let manifest = try await RegistryFixture.manifest(hub, repo, "latest", as: "ann")
                #expect(try await RegistryFixture.pull(hub, repo, manifest, as: "ann")["model"] == model)
            }
        }
    }

    @Test("knowing a digest gives no right to its content", arguments: TestDatabase.available)
    func digests(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let model = TinyGGUF(chatTemplate: RegistryFixture.chatML).bytes
            let repo = try await hub.makeRepo("ann/m")
            try await RegistryFixture.push(hub, repo, [("m.gguf", model)])
            let manifest = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            let config = try #require(manifest["config"]?["digest"]?.string)
            let digests = [config] + (manifest["layers"]?.column("digest") ?? [])
            #expect(digests.count == 4)
            let other = try await hub.makeRepo("ann/other")
            try await RegistryFixture.push(hub, other, [("x.gguf", TinyGGUF(seed: 9).bytes)])
            for digest in digests {
                try await hub.get("/v2/ann/other/blobs/\(digest)", as: "ann").expectError(404, .entryNotFound)
            }
            // Uploaded, on another branch, and gone from the main one: the registry hands out what main holds.
            let loose = TinyGGUF(seed: 10).bytes
            let oid = try await hub.upload(loose, to: repo)
            let path = "/v2/ann/m/blobs/sha256:\(oid)"
            try await hub.get(path).expectError(404, .entryNotFound)
            try await hub.post("/api/\(repo)/branch/side", [:], as: "ann").expect(200)
            try await hub.commit(repo, [.large("y.gguf", oid: oid, size: Int64(loose.count))], to: "side")
            try await hub.get(path).expectError(404, .entryNotFound)
            try await hub.commit(repo, [.large("y.gguf", oid: oid, size: Int64(loose.count))])
            #expect(try await hub.get(path).expect(200).body == loose)
            try await hub.commit(repo, [.delete("y.gguf"), .delete("m.gguf")])
            for digest in digests + ["sha256:\(oid)"] {
                try await hub.get("/v2/ann/m/blobs/\(digest)").expectError(404, .entryNotFound)
            }
        }
    }

    @Test("a repo that has moved is found under its new name")
    func moved() async throws {
        try await withHub { hub in
            try await RegistryFixture.push(hub, try await hub.makeRepo("ann/m"), [("m.gguf", TinyGGUF().bytes)])
            try await hub.post(
                "/api/repos/move", ["fromRepo": "ann/m", "toRepo": "ann/n", "type": "model"], as: "ann"
            ).expect(200)
            let reply = try await hub.get("/v2/ann/m/manifests/latest").expect(307)
            #expect(reply.header("Location") == "/v2/ann/n/manifests/latest")
        }
    }

    private static func expect(
        _ hub: TestHub, _ repo: String, _ tag: String, _ status: Int, _ code: String, _ words: String
    ) async throws {
        let reply = try await hub.get("/v2/\(repo)/manifests/\(tag)", headers: ["User-Agent": "ollama/0.13.0"])
        reply.expectError(status)
        #expect(reply.json["errors"]?.array?.first?["code"]?.string == code, "\(reply.text)")
        #expect(reply.json["error"]?.string?.contains(words) == true, "\(reply.text)")
        #expect(reply.json["errors"]?.array?.first?["message"] == reply.json["error"])
    }
}
