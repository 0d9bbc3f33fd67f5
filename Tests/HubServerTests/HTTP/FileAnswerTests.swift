import HubAPI
import Testing

@testable import HubServer

/// Files through HTTP: one whose bytes are in the database, one in the object store, one that is a large file.
@Suite struct FileAnswerTests {
    private static let sizes = ["small.bin": 1000, "middle.bin": 200_000, "large.safetensors": 300_000]

    private static func withFiles(_ body: (TestHub, [String: [UInt8]]) async throws -> Void) async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("files")
            var random = SeededRandom(3)
            var contents: [String: [UInt8]] = [:]
            for (name, size) in sizes.sorted(by: { $0.key < $1.key }) { contents[name] = random.bytes(size) }
            let oid = try await hub.upload(contents["large.safetensors"] ?? [], to: repo)
            try await hub.commit(
                repo,
                [
                    .bytes("small.bin", contents["small.bin"] ?? []),
                    .bytes("middle.bin", contents["middle.bin"] ?? []), .large("large.safetensors", oid: oid),
                    .put("empty.txt", ""),
                ])
            try await body(hub, contents)
        }
    }

    @Test func rangesAndConditions() async throws {
        try await Self.withFiles { hub, contents in
            for (name, bytes) in contents {
                let path = "/ann/files/resolve/main/\(name)"
                let whole = try await hub.get(path).expect(200)
                #expect(whole.body == bytes)
                let tag = try #require(whole.header("ETag"))
                try await Self.checkRanges(hub, path, bytes)

                for condition in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                    let reply = try await hub.get(path, headers: ["If-None-Match": condition])
                    #expect(reply.status == 304 && reply.body.isEmpty, "\(condition)")
                    #expect(reply.header("ETag") == tag)
                    #expect(reply.header("X-Repo-Commit") == whole.header("X-Repo-Commit"))
                }
                #expect(try await hub.get(path, headers: ["If-None-Match": "\"x\""]).body == bytes)

                // A part is sent only of the version the client has the beginning of.
                let same = try await hub.get(path, headers: ["Range": "bytes=5-9", "If-Range": tag])
                #expect(same.status == 206 && same.body == Array(bytes[5...9]))
                for other in ["\"x\"", "W/\(tag)", "Wed, 21 Oct 2015 07:28:00 GMT"] {
                    let reply = try await hub.get(path, headers: ["Range": "bytes=5-9", "If-Range": other])
                    #expect(reply.status == 200 && reply.body == bytes, "\(other)")
                }
            }
        }
    }

    private static func checkRanges(_ hub: TestHub, _ path: String, _ bytes: [UInt8]) async throws {
        let count = bytes.count
        for (range, part) in [
            ("bytes=0-0", 0..<1), ("bytes=10-99", 10..<100), ("bytes=\(count - 1)-", count - 1..<count),
            ("bytes=-100", count - 100..<count), ("bytes=500-\(count * 2)", 500..<count),
        ] {
            let reply = try await hub.get(path, headers: ["Range": range]).expect(206)
            #expect(reply.body == Array(bytes[part]), "\(range)")
            #expect(reply.header("Content-Range") == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)")
            #expect(reply.header("Content-Length") == String(part.count))
        }
        for range in ["bytes=\(count)-", "bytes=-0"] {
            let outside = try await hub.get(path, headers: ["Range": range])
            outside.expectError(416, .rangeNotSatisfiable)
            #expect(outside.header("Content-Range") == "bytes */\(count)")
        }
        #expect(try await hub.get(path, headers: ["Range": "bytes=0-1,4-5"]).expect(200).body == bytes)
    }

    @Test func headSaysWhatGetSays() async throws {
        try await Self.withFiles { hub, contents in
            for name in contents.keys.sorted() + ["empty.txt", "missing.txt"] {
                for path in ["/ann/files/resolve/main/\(name)", "/ann/files/raw/main/\(name)"] {
                    let get = try await hub.get(path, headers: ["X-Request-Id": "same"])
                    let head = try await hub.send(.head, path, headers: ["X-Request-Id": "same"])
                    #expect(head.status == get.status)
                    #expect(head.body.isEmpty)
                    #expect(Self.comparable(head.headers) == Self.comparable(get.headers), "\(path)")
                    #expect(get.header("Content-Length") == String(get.body.count))
                }
            }
        }
    }

    private static func comparable(_ headers: [HubReply.Header]) -> [String] {
        headers.filter { $0.name != "date" }.map { "\($0.name): \($0.value)" }.sorted()
    }

    @Test func whatClientsRead() async throws {
        try await Self.withFiles { hub, contents in
            let commit = try await hub.head("models/ann/files")
            let large = try await hub.send(.head, "/ann/files/resolve/main/large.safetensors").expect(200)
            #expect(large.header("X-Repo-Commit") == commit)
            #expect(large.header("X-Linked-Size") == "300000")
            #expect(large.header("X-Linked-Etag") == large.header("ETag"))
            #expect(large.header("ETag")?.count == 66)
            let small = try await hub.send(.head, "/ann/files/resolve/main/small.bin").expect(200)
            #expect(small.header("X-Linked-Etag") == nil)
            #expect(small.header("ETag")?.count == 42)
            let missing = try await hub.get("/ann/files/resolve/main/nothing")
            missing.expectError(404, .entryNotFound)
            #expect(missing.header("X-Repo-Commit") == commit)
            let pointer = try await hub.get("/ann/files/raw/main/large.safetensors").expect(200)
            #expect(pointer.text.hasPrefix("version https://git-lfs.github.com/spec/v1\n"))
            let download = try await hub.get("/ann/files/resolve/main/small.bin?download=true")
            #expect(download.header("Content-Disposition")?.hasPrefix("attachment;") == true)
            #expect(download.header("Content-Security-Policy")?.contains("sandbox") == true)
            #expect(download.header("X-Content-Type-Options") == "nosniff")
            #expect(try await hub.get("/ann/files/resolve/\(commit.prefix(8))/small.bin").body == contents["small.bin"])
            #expect(try await hub.get("/api/resolve-cache/models/ann/files/\(commit)/small.bin").status == 200)
            try await hub.get("/ann/files/resolve/nowhere/small.bin").expectError(404, .revisionNotFound)
        }
    }
}
