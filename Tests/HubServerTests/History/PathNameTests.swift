import HubAPI
import Testing

@testable import HubServer

/// Names are bytes: two spellings of what people read as the same text are two files, as they are in git.
@Suite struct PathNameTests {
    private static let composed = "caf\u{E9}.txt"
    private static let decomposed = "cafe\u{301}.txt"

    private static func withBoth(_ body: (TestHub, String) async throws -> Void) async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put(composed, "1"), .put("z.txt", "z")], title: "composed")
            try await hub.commit(repo, [.put(decomposed, "2"), .put("a/\(decomposed)", "3")], title: "decomposed")
            try await body(hub, repo)
        }
    }

    private static func bytes(_ items: [JSONValue]) -> [[UInt8]] {
        items.compactMap { $0["path"]?.string }.map { Array($0.utf8) }
    }

    @Test func bothAreThere() async throws {
        try await Self.withBoth { hub, repo in
            #expect(try await hub.content(repo, Self.composed).text == "1")
            #expect(try await hub.content(repo, Self.decomposed).text == "2")
            #expect(try await hub.content(repo, "a/" + Self.composed).status == 404)
            let git = try await GitCopy(hub, repo)
            try git.git("fsck", "--strict")
            #expect(try git.git("ls-tree", "-r", "--name-only", "main").lines.count == 5)
        }
    }

    @Test
    func pagesEnd() async throws {
        try await Self.withBoth { hub, repo in
            let whole = try await hub.items("/api/\(repo)/tree/main?recursive=true")
            #expect(whole.count == 6)
            for limit in 1...3 {
                let paged = try await hub.items("/api/\(repo)/tree/main?recursive=true&limit=\(limit)")
                #expect(Self.bytes(paged) == Self.bytes(whole))
            }
        }
    }

    @Test
    func lastCommits() async throws {
        try await Self.withBoth { hub, repo in
            let items = try await hub.items("/api/\(repo)/tree/main?expand=true")
            for item in items {
                let path = Array((item["path"]?.string ?? "").utf8)
                let title = item["lastCommit"]?["title"]?.string
                if path == Array(Self.composed.utf8) { #expect(title == "composed") }
                if path == Array(Self.decomposed.utf8) { #expect(title == "decomposed") }
            }
        }
    }

    @Test
    func preuploadTellsThemApart() async throws {
        try await Self.withBoth { hub, repo in
            let files: [JSONValue] = [Self.composed, Self.decomposed].map { ["path": .string($0), "size": 1] }
            let reply = try await hub.post("/api/\(repo)/preupload/main", ["files": .array(files)], as: "ann")
            let oids = try reply.expect(200).json["files"]?.column("oid") ?? []
            #expect(oids.count == 2 && Set(oids).count == 2)
        }
    }

    @Test(
        "a mark at the beginning of a name does not swallow the slash before it")
    func marksAfterSlashes() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let path = "a/\u{301}b"
            try await hub.commit(repo, [.put("z", "z")], title: "first")
            try await hub.commit(repo, [.put(path, "x")], title: "mark")
            #expect(try await hub.content(repo, path).text == "x")
            #expect(Self.bytes(try await hub.items("/api/\(repo)/tree/main/a")) == [Array(path.utf8)])
            let items = try await hub.items("/api/\(repo)/tree/main?expand=true")
            #expect(items.first { $0["path"] == "a" }?["lastCommit"]?["title"] == "mark")
            for limit in 1...3 {
                let all = try await hub.items("/api/\(repo)/tree/main?recursive=true&limit=\(limit)")
                #expect(all.count == 4)
            }
        }
    }

    @Test(
        "no mark hides a segment that is refused",
        arguments: ["../\u{301}x", "a/../\u{301}b", ".git/\u{301}hooks", "a/.git/\u{301}x", "./\u{301}x"])
    func hiddenSegments(_ path: String) {
        #expect(throws: FilePath.Refusal.self) { try FilePath(path) }
    }

    @Test func namesThatNeedEscapes() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let names = ["a b#?.txt", "%41.txt", "q\"'<>&.txt", "日本/語.txt", "+plus+.txt", "a:b,c;d=e.txt", "😀", "~x"]
            try await hub.commit(repo, names.map { .put($0, "in \($0)") })
            for name in names { #expect(try await hub.content(repo, name).text == "in \(name)", "\(name)") }
            #expect(Set(try await hub.files(repo).keys) == Set(names + [".gitattributes"]))
            let form = names.map { "paths=" + PercentCoding.encode(segment: $0) }.joined(separator: "&")
            let info = try await hub.send(
                .post, "/api/\(repo)/paths-info/main", body: Array(form.utf8),
                headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(try info.expect(200).json.column("path") == names)
        }
    }
}
