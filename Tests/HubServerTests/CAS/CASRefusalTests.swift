import HubAPI
import HubStorage
import TestSupport
import Testing
import Xet

@testable import HubServer

@Suite("Xet refusals")
struct CASRefusalTests {
    private static func rows(_ hub: TestHub, _ table: String) async throws -> Int64? {
        try await hub.read { db in try db.row("SELECT COUNT(*) AS n FROM \(table)")?.integer("n") }
    }

    private static func objects(_ hub: TestHub) async throws -> [String] {
        var keys: [String] = []
        for try await object in try await hub.server.objects.list(prefix: "xorb") { keys.append(object.key.value) }
        return keys
    }

    @Test("a body that is not the xorb of its name is refused, and nothing is stored")
    func brokenXorbs() async throws {
        try await withHub { hub in
            let client = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            let packed = PackedFile.random(200_000, seed: 1)
            let other = PackedFile.random(200_000, seed: 2)
            let path = "/v1/xorbs/default/\(packed.layout.hash)"
            var flipped = packed.body
            flipped[5_000] ^= 1
            var header = packed.body
            header[0] = 7
            for body in [other.body, flipped, header, Array(packed.body.dropLast()), []] {
                try await client.send(.post, path, body: body).expectError(400)
            }
            try await client.send(.post, "/v1/xorbs/default/nonsense", body: packed.body).expectError(400)
            #expect(try await Self.rows(hub, "xorbs") == 0)
            #expect(try await Self.objects(hub) == [])
        }
    }

    @Test("the footer of older clients is taken off")
    func footer() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let client = try await CASClient(hub, repo, .write)
            let packed = PackedFile.random(200_000, seed: 1)
            let body = packed.body + Array("XETBLOB".utf8) + [UInt8](repeating: 1, count: 300)
            try await client.send(.post, "/xorb/default/\(packed.layout.hash)", body: body).expect(200)
            let stored = try await hub.read { db in try XetStore(db).xorb(packed.layout.hash)?.storedBytes }
            #expect(stored == Int64(packed.body.count))
            try await client.upload(packed.shard).expect(200)
            _ = try await hub.commit(repo, [.large("a.bin", oid: packed.oid)])
            #expect(try await hub.get("/ann/m/resolve/main/a.bin").body == packed.content)
        }
    }

    @Test("a shard registers nothing when anything in it is wrong", arguments: TestDatabase.available)
    func brokenShards(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let client = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            let packed = PackedFile.random(200_000, seed: 1)
            let absent = PackedFile.random(200_000, seed: 2)
            let good = PackedFile([UInt8](repeating: 9, count: 5_000))
            try await client.upload(xorb: packed).expect(200)
            try await client.upload(xorb: good).expect(200)
            var shards: [String: Shard] = [:]
            func wrong(_ what: String, _ change: (inout Shard) -> Void) {
                var shard = packed.shard
                change(&shard)
                shard.files.insert(good.file, at: 0)
                shards[what] = shard
            }
            wrong("file hash") { $0.files[0].hash = absent.hash }
            wrong("verification") { $0.files[0].verification = [.range(of: [])] }
            wrong("no verification") { $0.files[0].verification = nil }
            wrong("length") { $0.files[0].segments[0].rawLength += 1 }
            wrong("chunks") { $0.files[0].segments[0].chunks = 0..<UInt32(packed.layout.count + 1) }
            wrong("no xorb") { $0 = absent.shard }
            wrong("listing") { $0.xorbs[0].chunks[0].hash = absent.layout.hash(at: 0) }
            for (what, shard) in shards {
                #expect(try await client.upload(shard).status == 400, "\(what)")
                let lines = try await client.send(.post, "/v2/shards", body: shard.encoded()).expect(200).text
                #expect(lines.split(separator: "\n").last?.contains("\"type\":\"error\"") == true, "\(what): \(lines)")
            }
            try await client.send(.post, "/v1/shards", body: Array(packed.shard.encoded().dropLast(60))).expectError(
                400)
            #expect(try await Self.rows(hub, "xet_files") == 0)
            #expect(try await Self.rows(hub, "xet_registrations") == 0)
            let lines = try await client.send(.post, "/v2/shards", body: packed.shard.encoded()).expect(200).text
            #expect(lines.split(separator: "\n").last?.contains("\"type\":\"result\"") == true, "\(lines)")
        }
    }

    @Test("a false SHA-256 does not become a file")
    func falseClaim() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let client = try await CASClient(hub, repo, .write)
            let packed = PackedFile.random(100_000, seed: 1)
            let claimed = PackedFile.random(100_000, seed: 2)
            try await client.upload(xorb: packed).expect(200)
            var shard = packed.shard
            shard.files[0].sha256 = claimed.sha256
            try await client.upload(shard).expect(200)
            try await hub.tryCommit(repo, [.large("a.bin", oid: claimed.oid)]).expectError(400)
            #expect(try await Self.rows(hub, "repo_lfs") == 0)
            // Nor what somebody else has registered.
            try await hub.tryCommit(repo, [.large("a.bin", oid: packed.oid)], as: "boss").expectError(400)
        }
    }

    @Test("tokens: of another repo, for reading, altered, none; what a stranger may ask")
    func tokens() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m", isPrivate: true)
            let other = try await hub.makeRepo("ann/n")
            let packed = PackedFile.random(100_000, seed: 1)
            let writer = try await CASClient(hub, repo, .write)
            try await writer.push(packed, to: "a.bin")
            for user in [nil, "bob"] {
                for scope in ["read", "write"] {
                    let reply = try await hub.get("/api/\(repo)/xet-\(scope)-token/main", as: user)
                    #expect([401, 404].contains(reply.status))
                }
            }
            try await hub.get("/api/\(other)/xet-write-token/main", as: "bob").expectError(403)
            try await hub.get("/api/\(other)/xet-read-token/nowhere", as: "bob").expectError(404, .revisionNotFound)
            // The file's hash is no right to the file.
            let elsewhere = try await CASClient(hub, other, .read, as: "bob")
            for path in [
                "/v1/reconstructions/", "/v2/reconstructions/", "/reconstruction/", "/v1/reconstructions?file_id=",
            ] {
                #expect(try await elsewhere.send(.get, path + packed.hash.description).status == 404)
            }
            #expect(try await elsewhere.send(.head, "/v1/files/\(packed.hash)").status == 404)
            let same = try await CASClient(hub, other, .write)
            #expect(try await same.send(.get, "/v1/reconstructions/\(packed.hash)").status == 404)
            // Reading is not writing.
            let reader = try await CASClient(hub, repo, .read)
            try await reader.upload(xorb: packed).expectError(403)
            try await reader.upload(packed.shard).expectError(403)
            for token in ["x", String(reader.token.dropLast(3)) + "AAA", hub.token("ann")] {
                try await hub.send(.get, reader.url + "/v1/reconstructions/\(packed.hash)", token: token)
                    .expectError(401)
            }
            // The token belongs to its address.
            let domain = try #require(elsewhere.url.split(separator: "/").dropLast().last)
            let moved = reader.url.replacing("/\(domain)/", with: "/1/")
            try await hub.send(.get, moved + "/v1/reconstructions/\(packed.hash)", token: reader.token).expectError(401)
        }
    }

    @Test("a data address gives one range of bytes, to whom it was made for, while that one may read")
    func dataAddresses() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let packed = PackedFile.random(400_000, seed: 1)
            try await CASClient(hub, repo, .write).push(packed, to: "a.bin")
            let reader = try await CASClient(hub, repo, .read, as: "bob")
            let plan = try await reader.send(
                .get, "/v2/reconstructions/\(packed.hash)", headers: ["Range": "bytes=0-9"]
            ).expect(200).json
            let fetch = try #require(plan["xorbs"]?[packed.layout.hash.description]?.array?.first)
            let url = try #require(fetch["url"]?.string)
            let bytes = try CASTransferTests.range(fetch["ranges"]?.array?.first?["bytes"])
            func get(_ url: String, _ range: String?, _ more: [String: String] = [:]) async throws -> HubReply {
                var headers = more
                if let range { headers["Range"] = range }
                return try await hub.send(.get, url, headers: headers)
            }
            let exact = "bytes=0-\(bytes.upperBound)"
            #expect(try await get(url, exact).expect(206).body == Array(packed.body[0...bytes.upperBound]))
            try await get(url, "bytes=5-9").expect(206)
            for range in [nil, "bytes=0-\(bytes.upperBound + 1)", "bytes=0-", "bytes=-5", "bytes=0-1,3-4", "nonsense"] {
                try await get(url, range).expectError(403)
            }
            // A condition would make the range void.
            try await get(url, exact, ["If-Range": "\"other\""]).expectError(403)
            try await get(String(url.dropLast(3)) + "AAA", exact).expectError(403)
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["visibility": "private"]).expect(200)
            try await get(url, exact).expectError(403)
            #expect(try await reader.send(.get, "/v2/reconstructions/\(packed.hash)").status == 404)
        }
    }

    @Test("what was found damaged is not handed out, and heals when it is sent again")
    func damaged() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let packed = PackedFile.random(100_000, seed: 1)
            let client = try await CASClient(hub, repo, .write)
            try await client.push(packed, to: "a.bin")
            let plan = try await client.send(.get, "/v2/reconstructions/\(packed.hash)").expect(200).json
            let url = plan["xorbs"]?[packed.layout.hash.description]?.array?.first?["url"]?.string
            let range = ["Range": "bytes=0-\(packed.body.count - 1)"]
            try await hub.send(.get, try #require(url), headers: range).expect(206)
            try await hub.server.database.write { db in try db.execute("UPDATE xorbs SET damaged_at = 1") }
            for version in ["v1", "v2"] {
                try await client.send(.get, "/\(version)/reconstructions/\(packed.hash)").expectError(409)
            }
            try await hub.send(.get, try #require(url), headers: range).expectError(403)
            try await client.upload(xorb: packed).expect(200)
            #expect(try await CASTransferTests.rebuild(packed.hash, nil, client, "v2") == packed.content)
        }
    }

    @Test("what the protocol leaves open is not offered, by the status that clients go on from")
    func notOffered() async throws {
        try await withHub { hub in
            let client = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            let hash = PackedFile.random(1_000, seed: 1).hash
            for (method, path) in [
                (TestHub.Method.post, "/v1/xorb-grants/default/\(hash)"), (.get, "/v2/file-chunk-hashes/\(hash)"),
                (.post, "/v1/unheard-of"), (.get, "/v1/chunks/default/\(hash)"),
            ] {
                #expect(try await client.send(method, path).status == 404, "\(path)")
            }
            #expect(try await client.send(.post, "/v1/telemetry", body: Array("{}".utf8)).expect(200).text == "{}")
        }
    }

    @Test("the quota on what no file uses")
    func quota() async throws {
        try await withHub(configure: { $0.unreferencedQuota = 250_000 }) { hub in
            let client = try await CASClient(hub, try await hub.makeRepo("ann/m"), .write)
            let first = PackedFile.random(200_000, seed: 1)
            let second = PackedFile.random(200_000, seed: 2)
            try await client.upload(xorb: first).expect(200)
            try await client.upload(xorb: second).expectError(413)
            try await client.upload(first.shard).expect(200)
            try await client.upload(xorb: second).expect(200)
        }
    }

    @Test("a write token before a pull request is for the sender's own domain")
    func proposals() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/m")
            let own = try await CASClient(hub, repo, .write)
            for end in ["/main?create_pr=1", "/None", ""] {
                let path = "/api/\(repo)/xet-write-token\(end)"
                let mine = try await hub.get(path, as: "ann").expect(200).json
                #expect(mine["casUrl"]?.string == own.url)
                let theirs = try await hub.get(path, as: "bob").expect(200).json
                #expect(theirs["casUrl"]?.string != own.url)
                try await hub.get(path).expectError(401)
            }
        }
    }
}
