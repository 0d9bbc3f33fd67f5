import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite struct RefsTests {
    private func refs(_ hub: TestHub, _ repo: String, _ kind: String) async throws -> [String: String] {
        let json = try await hub.get("/api/\(repo)/refs?include_prs=1").expect(200).json
        return (json[kind]?.array ?? []).reduce(into: [:]) {
            $0[$1["name"]?.string ?? ""] = $1["targetCommit"]?.string
        }
    }

    @Test(arguments: TestDatabase.available)
    func branches(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let first = try await hub.head(repo)
            let second = try await hub.commit(repo, [.put("a", "1")])
            try await hub.post("/api/\(repo)/branch/dev", as: "ann").expect(200)
            try await hub.post("/api/\(repo)/branch/x%2Fy", ["startingPoint": .string(first)], as: "ann").expect(200)
            #expect(try await refs(hub, repo, "branches") == ["main": second, "dev": second, "x/y": first])
            let third = try await hub.commit(repo, [.put("b", "1")], to: "x/y")
            #expect(try await hub.files(repo, at: "x/y").keys.sorted() == [".gitattributes", "b"])
            #expect(try await hub.files(repo).keys.sorted() == [".gitattributes", "a"])
            #expect(try await hub.head(repo, "refs/heads/x/y") == third)

            let again = try await hub.post("/api/\(repo)/branch/dev", as: "ann")
            again.expectError(409, .conflict)
            #expect(again.text.contains("Reference refs/heads/dev already exists"))
            try await hub.post("/api/\(repo)/branch/n", ["startingPoint": "none"], as: "ann")
                .expectError(404, .revisionNotFound)
            try await hub.send(.delete, "/api/\(repo)/branch/main", as: "ann").expectError(403)
            try await hub.send(.delete, "/api/\(repo)/branch/dev", as: "ann").expect(200)
            let missing = try await hub.send(.delete, "/api/\(repo)/branch/dev", as: "ann")
            missing.expectError(404, .revisionNotFound)
            #expect(missing.text.contains("Invalid rev id"))
            for (method, path) in [(TestHub.Method.post, "branch/z"), (.delete, "branch/x%2Fy"), (.post, "tag/main")] {
                let reply = try await hub.send(method, "/api/\(repo)/\(path)", as: "bob", json: ["tag": "t"])
                reply.expectError(403, .forbidden)
                try await hub.send(method, "/api/\(repo)/\(path)", json: ["tag": "t"]).expectError(401)
            }
            #expect(try await refs(hub, repo, "branches") == ["main": second, "x/y": third])
        }
    }

    @Test func badNames() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let sha = String(repeating: "a", count: 40)
            for name in [
                "-x", "a..b", "a.lock", "a b", "HEAD", "x~1", "x^", "a/", "a@{b", "refs/heads/x", sha, "\u{7F}",
            ] {
                let path = PercentCoding.encode(segment: name)
                let branch = try await hub.post("/api/\(repo)/branch/\(path)", as: "ann")
                #expect(branch.status == 400, "\(name)")
                if name == "HEAD" { continue }
                try await hub.post("/api/\(repo)/tag/main", ["tag": .string(name)], as: "ann").expectError(400)
            }
            #expect(try await refs(hub, repo, "branches").count == 1)
        }
    }

    @Test("git can't have both a and a/b, so a clone of such a repo would fail")
    func namesBelowNames() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.post("/api/\(repo)/branch/a", as: "ann").expect(200)
            #expect(try await hub.post("/api/\(repo)/branch/a%2Fb", as: "ann").status == 409)
            try await hub.post("/api/\(repo)/branch/c%2Fd", as: "ann").expect(200)
            #expect(try await hub.post("/api/\(repo)/branch/c", as: "ann").status == 409)
        }
    }

    @Test(arguments: TestDatabase.available)
    func tags(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let first = try await hub.head(repo)
            try await hub.commit(repo, [.put("a", "1")])
            try await hub.post("/api/\(repo)/tag/\(first)", ["tag": "v1"], as: "ann").expect(200)
            try await hub.post(
                "/api/\(repo)/tag/\(first.prefix(7))", ["tag": "v/2", "message": "Second\n\nmore"], as: "ann"
            ).expect(200)
            #expect(try await refs(hub, repo, "tags") == ["v1": first, "v/2": first])
            #expect(try await hub.head(repo, "v/2") == first)
            #expect(try await hub.files(repo, at: "v/2").count == 1)
            #expect(try await hub.content(repo, ".gitattributes", at: "refs/tags/v/2").status == 200)
            try await hub.post("/api/\(repo)/branch/from-tag", ["startingPoint": "v/2"], as: "ann").expect(200)
            #expect(try await hub.head(repo, "from-tag") == first)
            try await hub.post("/api/\(repo)/tag/main", ["tag": "v1"], as: "ann").expectError(409, .conflict)
            try await hub.post("/api/\(repo)/tag/none", ["tag": "v3"], as: "ann").expectError(404, .revisionNotFound)

            let git = try await GitCopy(hub, repo)
            try git.git("fsck", "--strict", "--no-dangling")
            #expect(try git.git("cat-file", "-t", "refs/tags/v/2").trimmed == "tag")
            #expect(try git.git("cat-file", "-t", "refs/tags/v1").trimmed == "commit")
            #expect(try git.git("for-each-ref", "--format=%(contents)", "refs/tags/v/2").trimmed == "Second\n\nmore")

            try await hub.send(.delete, "/api/\(repo)/tag/v%2F2", as: "ann").expect(200)
            try await hub.send(.delete, "/api/\(repo)/tag/v%2F2", as: "ann").expectError(404, .revisionNotFound)
            #expect(try await refs(hub, repo, "tags") == ["v1": first])
        }
    }

    @Test func shortIDs() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let id = try await hub.commit(repo, [.put("a", "1")])
            for length in [7, 12, 39, 40] { #expect(try await hub.head(repo, String(id.prefix(length))) == id) }
            #expect(try await hub.head(repo, String(id.prefix(10)).uppercased()) == id)
            for text in [String(id.prefix(6)), id + "0", "0000000", String(id.prefix(39)) + "g"] {
                try await hub.get("/api/\(repo)/revision/\(text)").expectError(404, .revisionNotFound)
            }
            // A second commit whose id begins alike, which takes too long to find honestly.
            let repoID = try await hub.repoID(repo)
            let twin = String(id.prefix(38)) + (id.hasSuffix("00") ? "01" : "00")
            try await hub.server.database.write { db in
                let oid = try #require(GitIDs.bytes(twin))
                try db.execute(
                    """
                    INSERT INTO repo_commits (repo_id, oid, tree, parents, line, place, author_name, committed_at,
                        title, message)
                    SELECT repo_id, ?, tree, parents, line, 1000, author_name, committed_at, title, message
                    FROM repo_commits WHERE repo_id = ? AND title = 'initial commit'
                    """, .blob(oid), .integer(repoID))
            }
            try await hub.get("/api/\(repo)/revision/\(id.prefix(12))").expectError(404, .revisionNotFound)
            #expect(try await hub.head(repo, id) == id)
        }
    }

    @Test
    func messagesOfSquashes() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.post("/api/\(repo)/super-squash/main", ["message": "One\n\nfor all"], as: "ann").expect(200)
            #expect(try await hub.items("/api/\(repo)/commits/main")[0]["message"] == "for all")
            let git = try await GitCopy(hub, repo)
            #expect(try git.git("log", "--format=%B", "main").trimmed == "One\n\nfor all")
        }
    }

    @Test(arguments: TestDatabase.available)
    func superSquash(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let old = try await hub.commit(repo, [.put("README.md", "---\nlicense: mit\n---\n"), .put("a", "1")])
            try await hub.post("/api/\(repo)/branch/kept", as: "ann").expect(200)
            let files = try await hub.files(repo)
            try await hub.post("/api/\(repo)/super-squash/main", ["message": "One\n\nfor all"], as: "ann").expect(200)
            let commits = try await hub.items("/api/\(repo)/commits/main")
            #expect(commits.map { $0["title"]?.string } == ["One"])
            #expect(commits.first?["parents"]?.array == [])
            #expect(try await hub.files(repo) == files)
            #expect(try await hub.head(repo, "kept") == old)
            let info = try await hub.get("/api/\(repo)").json
            #expect(info["sha"] == commits.first?["id"] && info["cardData"]?["license"] == "mit")
            let last = try await hub.items("/api/\(repo)/tree/main?expand=true").map { $0["lastCommit"]?["id"] }
            #expect(Set(last) == [commits.first?["id"]])
            try await hub.post("/api/\(repo)/super-squash/none", as: "ann").expectError(404, .revisionNotFound)
            try await hub.post("/api/\(repo)/super-squash/main", as: "bob").expectError(403)
            let git = try await GitCopy(hub, repo)
            try git.git("fsck", "--strict", "--no-dangling")
        }
    }
}

enum GitIDs {
    /// The bytes of an id in hex.
    static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == 40 else { return nil }
        return stride(from: 0, to: 40, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
