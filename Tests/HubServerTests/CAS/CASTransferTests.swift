import HubAPI
import HubStorage
import TestSupport
import Testing
import Xet

@testable import HubServer

@Suite("Xet transfers")
struct CASTransferTests {
    @Test("a file comes in by chunks and out by chunks, whole and in ranges", arguments: TestDatabase.available)
    func roundTrip(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/m")
            let packed = PackedFile.random(700_000, seed: 1)
            try await CASClient(hub, repo, .write).push(packed, to: "a.bin")

            let tree = try await hub.items("/api/\(repo)/tree/main")
            let entry = try #require(tree.first { $0["path"]?.string == "a.bin" })
            #expect(entry["xetHash"]?.string == packed.hash.description)
            #expect(entry["lfs"]?["oid"]?.string == packed.oid)

            let whole = try await hub.get("/ann/m/resolve/main/a.bin").expect(200)
            #expect(whole.body == packed.content)
            #expect(whole.header("X-Xet-Hash") == packed.hash.description)
            #expect(whole.header("X-Linked-Etag") == "\"\(packed.oid)\"")
            let head = try await hub.send(.head, "/ann/m/resolve/main/a.bin").expect(200)
            #expect(head.header("Content-Length") == "700000")
            for range in [0..<1, 0..<700_000, 65_535..<65_537, 123_456..<600_001, 699_999..<700_000] {
                let part = try await hub.get(
                    "/ann/m/resolve/main/a.bin",
                    headers: ["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"]
                ).expect(206)
                #expect(part.body == Array(packed.content[range]), "\(range)")
            }

            let reader = try await CASClient(hub, repo, .read, as: nil)
            for version in ["v1", "v2"] {
                #expect(try await Self.rebuild(packed.hash, nil, reader, version) == packed.content)
                #expect(
                    try await Self.rebuild(packed.hash, 100_000..<300_001, reader, version)
                        == Array(packed.content[100_000..<300_001]))
            }
            #expect(
                try await reader.send(.head, "/v1/files/\(packed.hash)").expect(200).header("Content-Length")
                    == "700000")
        }
    }

    /// Follows a reconstruction as a client does.
    static func rebuild(
        _ hash: XetHash, _ range: Range<Int>?, _ client: CASClient, _ version: String
    ) async throws -> [UInt8] {
        let headers = range.map { ["Range": "bytes=\($0.lowerBound)-\($0.upperBound - 1)"] } ?? [:]
        let plan = try await client.send(.get, "/\(version)/reconstructions/\(hash)", headers: headers).expect(200).json
        var bytes: [UInt8] = []
        for term in plan["terms"]?.array ?? [] {
            let xorb = try #require(term["hash"]?.string)
            let wanted = try Self.range(term["range"])
            let fetches =
                version == "v1"
                ? (plan["fetch_info"]?[xorb]?.array ?? []).map { ($0["range"], $0["url"], $0["url_range"]) }
                : (plan["xorbs"]?[xorb]?.array ?? []).map {
                    ($0["ranges"]?.array?.first?["chunks"], $0["url"], $0["ranges"]?.array?.first?["bytes"])
                }
            let fetch = try #require(try fetches.first { try Self.range($0.0).contains(wanted.lowerBound) })
            let place = try Self.range(fetch.2)
            let data = try await client.hub.send(
                .get, try #require(fetch.1?.string),
                headers: ["Range": "bytes=\(place.lowerBound)-\(place.upperBound)"]
            ).expect(206)
            var decoder = XorbChunkDecoder()
            var index = try Self.range(fetch.0).lowerBound
            try data.body.withUnsafeBytes { body in
                try decoder.append(body) { raw in
                    if wanted.contains(index) { bytes.append(contentsOf: raw) }
                    index += 1
                }
            }
            try decoder.finish()
        }
        let offset = Int(plan["offset_into_first_range"]?.integer ?? 0)
        return Array(bytes.dropFirst(offset).prefix(range?.count ?? .max))
    }

    /// Chunks end before the end, bytes with it; that is for the caller to know.
    static func range(_ value: JSONValue?) throws -> Range<Int> {
        Int(try #require(value?["start"]?.integer))..<Int(try #require(value?["end"]?.integer))
    }

    @Test("a xorb is new once, and belongs to the domain it was sent to")
    func domains() async throws {
        try await withHub { hub in
            let packed = PackedFile.random(200_000, seed: 2)
            let ann = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            #expect(try await ann.upload(xorb: packed).expect(200).json["was_inserted"] == true)
            #expect(try await ann.upload(xorb: packed).expect(200).json["was_inserted"] == false)
            try await ann.send(.head, "/v1/xorbs/default/\(packed.layout.hash)").expect(200)

            // Another account neither learns of it nor may refer to it, but may send it.
            let bob = try await CASClient(hub, try await hub.makeRepo("bob/m", as: "bob"), .write, as: "bob")
            #expect(bob.url != ann.url)
            #expect(try await bob.send(.head, "/v1/xorbs/default/\(packed.layout.hash)").status == 404)
            try await bob.upload(packed.shard).expectError(400)
            #expect(try await bob.upload(xorb: packed).expect(200).json["was_inserted"] == true)
            try await bob.upload(packed.shard).expect(200)
            let count = try await hub.read { db in
                try db.row("SELECT COUNT(*) AS n FROM xorbs")?.integer("n")
            }
            #expect(count == 1, "one copy for both")
        }
    }

    @Test("a dedup answer is keyed, names the xorb, and is given to the domain's people alone")
    func dedup() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let packed = PackedFile.random(300_000, seed: 3)
            let client = try await CASClient(hub, repo, .write)
            let first = packed.layout.hash(at: 0)
            #expect(try await client.send(.get, "/v1/chunks/default/\(first)").status == 404)
            try await client.push(packed, to: "a.bin")
            let answer = try await client.send(.get, "/v1/chunks/default/\(first)").expect(200)
            let shard = try answer.body.withUnsafeBytes { try Shard(parsing: $0) }
            let key = try #require(shard.footer?.hmacKey)
            #expect(key != .zero)
            #expect(shard.xorbs.map(\.hash) == [packed.layout.hash])
            #expect(shard.xorbs[0].chunks[0].hash == first.keyed(by: key))
            // The same hash under any older address of the protocol.
            for path in ["/chunks", "/chunk"] { try await client.send(.get, "\(path)/default/\(first)").expect(200) }
            // The repo is public, but what else the account has is not.
            let stranger = try await CASClient(hub, repo, .read, as: "bob")
            #expect(try await stranger.send(.get, "/v1/chunks/default/\(first)").status == 404)
            let anybody = try await CASClient(hub, repo, .read, as: nil)
            #expect(try await anybody.send(.get, "/v1/chunks/default/\(first)").status == 404)
        }
    }

    @Test("the LFS batch chooses Xet when it is offered, with all that its clients need")
    func batch() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let packed = PackedFile.random(100_000, seed: 4)
            func ask(_ transfers: [JSONValue]) async throws -> JSONValue {
                try await hub.post(
                    "/ann/m.git/info/lfs/objects/batch",
                    [
                        "operation": "upload", "transfers": .array(transfers),
                        "objects": [["oid": .string(packed.oid), "size": 100_000]],
                    ], as: "ann"
                ).expect(200).json
            }
            let answer = try await ask(["basic", "multipart", "xet"])
            #expect(answer["transfer"]?.string == "xet")
            let upload = answer["objects"]?.array?.first?["actions"]?["upload"]
            let header = try #require(upload?["header"])
            for name in ["X-Xet-Cas-Url", "X-Xet-Access-Token", "X-Xet-Token-Expiration", "X-Xet-Session-Id"] {
                #expect(header[name]?.string?.isEmpty == false, "\(name)")
            }
            let refresh = try #require(upload?["href"]?.string)
            let token = try await hub.send(.get, refresh, as: "ann").expect(200)
            #expect(token.header("X-Xet-Cas-Url") == header["X-Xet-Cas-Url"]?.string)
            #expect(try await ask(["basic", "multipart"])["transfer"]?.string == "basic")

            try await CASClient(hub, repo, .write).push(packed, to: "a.bin")
            let again = try await ask(["basic", "multipart", "xet"])
            #expect(again["objects"]?.array?.first?["actions"] == nil, "it is there")
        }
    }

    @Test("content is copied to another repo without being sent")
    func duplicate() async throws {
        try await withHub { hub in
            let source = try await hub.makeRepo("ann/m", isPrivate: true)
            let target = try await hub.makeRepo("ann/n")
            let packed = PackedFile.random(100_000, seed: 5)
            try await CASClient(hub, source, .write).push(packed, to: "a.bin")
            let body: JSONValue = [
                "target": ["type": "model", "name": "ann/n"],
                "files": [
                    ["xetHash": .string(packed.hash.description), "sha256": .string(packed.oid), "filename": "a.bin"],
                    ["sha256": .string(String(repeating: "0", count: 64)), "filename": "b.bin"],
                ],
            ]
            try await hub.post("/api/\(source)/lfs-files/duplicate", body, as: "bob").expectError(404, .repoNotFound)
            let answer = try await hub.post("/api/\(source)/lfs-files/duplicate", body, as: "ann").expect(200).json
            #expect(answer["failed"]?.array?.map { $0["filename"]?.string } == ["b.bin"])
            _ = try await hub.commit(target, [.large("copy.bin", oid: packed.oid)])
            #expect(try await hub.get("/ann/n/resolve/main/copy.bin").expect(200).body == packed.content)
        }
    }
}
