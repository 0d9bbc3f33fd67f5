import Crypto
import HubAPI
import Testing

@testable import HubServer

/// Pulls as Ollama does, and checks all that it would.
enum RegistryFixture {
    static let chatML = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>{% endfor %}"

    /// Commits some files, those in GGUF as large ones.
    static func push(
        _ hub: TestHub, _ repo: String, _ files: [(String, [UInt8])], as user: String = "ann"
    ) async throws {
        var changes: [Change] = []
        for (path, bytes) in files {
            if path.lowercased().hasSuffix(".gguf") || path.hasSuffix(".safetensors") {
                let oid = try await hub.upload(bytes, to: repo, as: user)
                changes.append(.large(path, oid: oid, size: Int64(bytes.count)))
            } else {
                changes.append(.bytes(path, bytes))
            }
        }
        try await hub.commit(repo, changes, as: user)
    }

    static func digest(_ bytes: [UInt8]) -> String {
        "sha256:" + SHA256.hash(data: bytes).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    }

    /// The manifest, with its own headers checked.
    static func manifest(
        _ hub: TestHub, _ repo: String, _ tag: String, as user: String? = nil, agent: String = "ollama/0.13.0"
    ) async throws -> JSONValue {
        let reply = try await hub.get(
            "/v2/\(repo)/manifests/\(tag)", as: user, headers: ["User-Agent": agent]
        ).expect(200)
        #expect(reply.header("Content-Type") == "application/vnd.docker.distribution.manifest.v2+json")
        #expect(reply.header("Docker-Content-Digest") == digest(reply.body))
        #expect(reply.header("ETag") == "\"\(digest(reply.body))\"")
        #expect(reply.json["schemaVersion"] == 2)
        return reply.json
    }

    /// Every layer by its kind, and the config as `config`, each with its digest and length checked.
    static func pull(
        _ hub: TestHub, _ repo: String, _ manifest: JSONValue, as user: String? = nil
    ) async throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        let config = try #require(manifest["config"])
        #expect(config["mediaType"] == "application/vnd.docker.container.image.v1+json")
        for layer in [config] + (manifest["layers"]?.array ?? []) {
            let wanted = try #require(layer["digest"]?.string)
            let path = "/v2/\(repo)/blobs/\(wanted)"
            let head = try await hub.send(.head, path, as: user).expect(200)
            #expect(head.header("Content-Length") == layer["size"]?.integer.map(String.init))
            #expect(head.header("Accept-Ranges") == "bytes")
            let blob = try await hub.get(path, as: user).expect(200)
            #expect(digest(blob.body) == wanted)
            #expect(blob.header("Docker-Content-Digest") == wanted)
            let type = layer["mediaType"]?.string ?? ""
            let prefix = "application/vnd.ollama.image."
            found[type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : "config"] = blob.body
        }
        return found
    }

    static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}
