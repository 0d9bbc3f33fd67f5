import Foundation
import HubAPI
import Testing

@testable import HubServer

@Suite struct PreuploadTests {
    private static func ask(
        _ hub: TestHub, _ repo: String, _ files: [JSONValue], _ more: [JSONMember] = [], as user: String? = "ann"
    ) async throws -> HubReply {
        try await hub.post(
            "/api/\(repo)/preupload/main", .object([JSONMember("files", .array(files))] + more), as: user)
    }

    private static func file(_ path: String, _ size: Int64, _ sample: [UInt8] = []) -> JSONValue {
        ["path": .string(path), "size": .integer(size), "sample": .string(Data(sample).base64EncodedString())]
    }

    /// The upload modes by path.
    private static func modes(_ reply: HubReply) throws -> [String: String] {
        (try reply.expect(200).json["files"]?.array ?? []).reduce(into: [:]) {
            $0[$1["path"]?.string ?? ""] = $1["uploadMode"]?.string
        }
    }

    @Test func modesFollowTheAttributes() async throws {
        try await withHub(configure: { $0.maximumRegularFile = 5 << 20 }) { hub in
            let repo = try await hub.makeRepo("m")
            let files = [
                Self.file("model.safetensors", 10), Self.file("d/x.bin", 10), Self.file("README.md", 10),
                Self.file("empty.bin", 0), Self.file("saved_model/a/b", 5), Self.file("huge.txt", (5 << 20) + 1),
                Self.file("binary.dat", (1 << 20) + 1, [1, 0, 2]), Self.file("text.dat", (1 << 20) + 1, [65, 66]),
                Self.file("small.dat", 1 << 20, [1, 0, 2]),
            ]
            #expect(
                try Self.modes(try await Self.ask(hub, repo, files)) == [
                    "model.safetensors": "lfs", "d/x.bin": "lfs", "README.md": "regular", "empty.bin": "regular",
                    "saved_model/a/b": "lfs", "huge.txt": "lfs", "binary.dat": "lfs", "text.dat": "regular",
                    "small.dat": "regular",
                ])
            try await hub.commit(repo, [.put(".gitattributes", "*.txt filter=lfs -text\nd/*.txt -filter\n")])
            let after = try await Self.ask(
                hub, repo, [Self.file("a.txt", 1), Self.file("d/a.txt", 1), Self.file("x.bin", 1)])
            #expect(try Self.modes(after) == ["a.txt": "lfs", "d/a.txt": "regular", "x.bin": "regular"])
            let own = try await Self.ask(
                hub, repo, [Self.file("a.txt", 1), Self.file("x.bin", 1)],
                [JSONMember("gitAttributes", "*.bin filter=lfs\n")])
            #expect(try Self.modes(own) == ["a.txt": "regular", "x.bin": "lfs"])
        }
    }

    @Test
    func attributesBelowTheRootCount() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put("d/.gitattributes", "*.dat filter=lfs\n")])
            let reply = try await Self.ask(hub, repo, [Self.file("d/a.dat", 1), Self.file("a.dat", 1)])
            #expect(try Self.modes(reply) == ["d/a.dat": "lfs", "a.dat": "regular"])
        }
    }

    @Test func ignoreRules() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put(".gitignore", "*.log\n!keep.log\n/build/\n")])
            let files = ["a.log", "keep.log", "build/x", "d/build/x", "a.txt"].map { Self.file($0, 1) }
            func ignored(_ reply: HubReply) -> [String] {
                (reply.json["files"]?.array ?? []).filter { $0["shouldIgnore"] == true }.compactMap {
                    $0["path"]?.string
                }
            }
            #expect(ignored(try await Self.ask(hub, repo, files)) == ["a.log", "build/x"])
            let own = try await Self.ask(hub, repo, files, [JSONMember("gitIgnore", "*.txt\n")])
            #expect(ignored(own) == ["a.txt"])
        }
    }

    @Test func whatIsThereAlready() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let oid = try await hub.upload([1, 2, 3], to: repo)
            let head = try await hub.commit(repo, [.put("a.txt", "hello\n"), .large("w.bin", oid: oid)])
            let reply = try await Self.ask(
                hub, repo, ["a.txt", "w.bin", "new.txt"].map { Self.file($0, 6) })
            #expect(reply.json["commitOid"]?.string == head)
            let oids = reply.json["files"]?.array?.map { $0["oid"]?.string }
            // What git hash-object says of "hello\n".
            #expect(oids == ["ce013625030ba8dba906f756967f9e9ca394464a", oid, nil])
        }
    }

    @Test func refusals() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await Self.ask(hub, repo, [], as: "bob").expectError(403, .forbidden)
            try await Self.ask(hub, repo, [], as: nil).expectError(401)
            try await Self.ask(hub, "models/ann/none", [], as: "bob").expectError(404, .repoNotFound)
            try await Self.ask(hub, repo, [Self.file("../x", 1)]).expectError(400, .invalidPath)
            try await Self.ask(hub, repo, [Self.file("x", -1)]).expectError(400, .badRequest)
            try await Self.ask(hub, repo, (0...1000).map { Self.file("f\($0)", 1) }).expectError(413)
            try await hub.post("/api/\(repo)/preupload/none", ["files": []], as: "ann")
                .expectError(404, .revisionNotFound)
        }
    }
}
