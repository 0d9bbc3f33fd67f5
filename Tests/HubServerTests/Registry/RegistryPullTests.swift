import Foundation
import HubAPI
import Testing

@testable import HubServer

@Suite("Registry: pulling")
struct RegistryPullTests {
    @Test("a manifest names everything, and everything it names can be had", arguments: TestDatabase.available)
    func pull(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/m")
            let small = TinyGGUF(chatTemplate: RegistryFixture.chatML).bytes
            let large = TinyGGUF(fileType: 7, seed: 2).bytes
            let projector = TinyGGUF(architecture: "clip", fileType: 1, seed: 3).bytes
            try await RegistryFixture.push(
                hub, repo,
                [
                    ("m-Q8_0.gguf", large), ("m-Q4_K_M.gguf", small), ("mmproj-F16.gguf", projector),
                    ("template", Array("{{ .Prompt }}".utf8)), ("system", Array("Be kind.".utf8)),
                    ("params", Array("{\"temperature\": 0.5}".utf8)), ("LICENSE.md", Array("MIT".utf8)),
                ])
            #expect(try await hub.get("/v2/").header("Docker-Distribution-Api-Version") == "registry/2.0")

            let manifest = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            let layers = try await RegistryFixture.pull(hub, "ann/m", manifest)
            #expect(layers["model"] == small)
            #expect(layers["projector"] == projector)
            #expect(RegistryFixture.text(layers["template"]) == "{{ .Prompt }}")
            #expect(RegistryFixture.text(layers["system"]) == "Be kind.")
            #expect(RegistryFixture.text(layers["params"]) == "{\"temperature\": 0.5}")
            #expect(RegistryFixture.text(layers["license"]) == "MIT")
            let text = try #require(layers["config"])
            let config = try JSONDecoder().decode(JSONValue.self, from: Data(text))
            #expect(config["model_format"] == "gguf")
            #expect(config["model_family"] == "llama")
            #expect(config["model_families"] == ["llama", "clip"])
            #expect(config["model_type"] == "32")
            #expect(config["file_type"] == "Q4_K_M")
            #expect(config["architecture"] == "amd64")
            #expect(config["os"] == "linux")
            #expect(config["rootfs"]?["type"] == "layers")
            #expect(config["rootfs"]?["diff_ids"]?.array?.compactMap(\.string) == manifest["layers"]?.column("digest"))

            for tag in ["q4_k_m", "Q4_K_M", "m-q4_k_m.GGUF"] {
                #expect(try await RegistryFixture.manifest(hub, "ann/m", tag) == manifest, "\(tag)")
            }
            for tag in ["q8_0", "m-Q8_0.gguf"] {
                let other = try await RegistryFixture.manifest(hub, "ann/m", tag)
                #expect(try await RegistryFixture.pull(hub, "ann/m", other)["model"] == large, "\(tag)")
            }
        }
    }

    @Test("a known chat format is written down for Ollama, with what ends an answer")
    func knownFormat() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let model = TinyGGUF(chatTemplate: RegistryFixture.chatML).bytes
            try await RegistryFixture.push(hub, repo, [("m.gguf", model)])
            let manifest = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            let layers = try await RegistryFixture.pull(hub, "ann/m", manifest)
            #expect(RegistryFixture.text(layers["template"])?.contains("<|im_start|>{{ .Role }}\n") == true)
            #expect(RegistryFixture.text(layers["params"]) == "{\"stop\":[\"<|im_start|>\",\"<|im_end|>\"]}")
            #expect(Set(layers.keys) == ["model", "template", "params", "config"])

            let plain = try await hub.makeRepo("ann/plain")
            try await RegistryFixture.push(hub, plain, [("m.gguf", TinyGGUF(chatTemplate: "{{ x }}").bytes)])
            let other = try await RegistryFixture.manifest(hub, "ann/plain", "latest")
            #expect(other["layers"]?.array?.count == 1)
        }
    }

    @Test("what is made for a manifest is found without it, made again of the commit")
    func reproducible() async throws {
        try await withHub { hub in
            let files = [
                ("m-Q4_0.gguf", TinyGGUF(chatTemplate: RegistryFixture.chatML).bytes),
                ("m-Q8_0.gguf", TinyGGUF(fileType: 7, seed: 2).bytes),
            ]
            for name in ["one", "two"] {
                try await RegistryFixture.push(hub, try await hub.makeRepo("ann/\(name)"), files)
            }
            // Nobody has asked for a manifest of the second repo.
            let manifest = try await RegistryFixture.manifest(hub, "ann/one", "q4_0")
            let layers = try await RegistryFixture.pull(hub, "ann/two", manifest)
            #expect(layers["model"] == files[0].1)
            let digest = RegistryFixture.digest(
                try await hub.get("/v2/ann/one/manifests/q4_0").expect(200).body)
            #expect(try await RegistryFixture.manifest(hub, "ann/two", digest) == manifest)
            try await hub.get("/v2/ann/two/manifests/" + RegistryFixture.digest([1])).expectError(404, .entryNotFound)
        }
    }

    @Test("HEAD, conditions and ranges", arguments: TestDatabase.available)
    func ranges(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let model = TinyGGUF(numbers: 100_000).bytes
            try await RegistryFixture.push(hub, try await hub.makeRepo("ann/m"), [("m.gguf", model)])
            let path = "/v2/ann/m/blobs/" + RegistryFixture.digest(model)
            for range in [0..<1, 0..<model.count, 65_535..<65_537, model.count - 1..<model.count] {
                let part = try await hub.get(
                    path, headers: ["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"]
                ).expect(206)
                #expect(part.body == Array(model[range]), "\(range)")
                #expect(
                    part.header("Content-Range") == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(model.count)")
            }
            let outside = try await hub.get(path, headers: ["Range": "bytes=\(model.count)-"])
            outside.expectError(416, .rangeNotSatisfiable)
            #expect(outside.json["errors"]?.array?.count == 1)
            let tag = try #require(try await hub.send(.head, path).header("ETag"))
            #expect(try await hub.get(path, headers: ["If-None-Match": tag]).status == 304)

            let manifest = "/v2/ann/m/manifests/latest"
            let whole = try await hub.get(manifest).expect(200)
            let head = try await hub.send(.head, manifest).expect(200)
            #expect(head.header("Content-Length") == String(whole.body.count))
            #expect(head.body.isEmpty)
            #expect(
                try await hub.get(manifest, headers: ["If-None-Match": whole.header("ETag") ?? ""]).status == 304)
        }
    }

    @Test("a model that is stored as chunks is handed out whole", arguments: TestDatabase.available)
    func xet(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let packed = PackedFile(TinyGGUF(chatTemplate: RegistryFixture.chatML, numbers: 120_000).bytes)
            try await CASClient(hub, try await hub.makeRepo("ann/m"), .write).push(packed, to: "m-Q4_K_M.gguf")
            let manifest = try await RegistryFixture.manifest(hub, "ann/m", "Q4_K_M")
            #expect(try await RegistryFixture.pull(hub, "ann/m", manifest)["model"] == packed.content)
            let part = try await hub.get(
                "/v2/ann/m/blobs/sha256:\(packed.oid)", headers: ["Range": "bytes=70000-300000"]
            ).expect(206)
            #expect(part.body == Array(packed.content[70_000...300_000]))
        }
    }

    @Test("a small model that git itself holds is a layer too")
    func inGit() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let model = TinyGGUF().bytes
            try await hub.commit(repo, [.bytes("m.gguf", model)])
            let manifest = try await RegistryFixture.manifest(hub, "ann/m", "latest")
            #expect(try await RegistryFixture.pull(hub, "ann/m", manifest)["model"] == model)
        }
    }
}
