import HubAPI
import Testing

@testable import HubServer

/// Answers about repos are cached; no change may go unseen, and nobody may see another's answer.
@Suite struct RepoInfoTests {
    @Test(arguments: TestDatabase.available)
    func neverStale(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let path = "/api/\(repo)?blobs=true"
            func info() async throws -> JSONValue {
                // Twice, so that the second one comes from the cache.
                let first = try await hub.get(path, as: "ann").expect(200)
                #expect(try await hub.get(path, as: "ann").body == first.body)
                return first.json
            }
            let start = try await info()
            #expect(start["gated"] == false && start["tags"]?.array?.isEmpty == false || start["tags"] != nil)
            for number in 1...3 {
                let text = "---\ntags: [t\(number)]\n---\n"
                let id = try await hub.commit(repo, [.put("README.md", text), .put("f\(number)", "x")])
                let json = try await info()
                #expect(json["sha"]?.string == id)
                #expect(json["tags"]?.strings.contains("t\(number)") == true)
                #expect(json["siblings"]?.array?.count == number + 2)
                #expect(json["siblings"]?.array?.first { $0["rfilename"] == "f1" }?["size"] == 1)
            }
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "manual"]).expect(200)
            #expect(try await info()["gated"] == "manual")
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["private": true]).expect(200)
            #expect(try await info()["private"] == true)
            try await hub.post("/api/\(repo)/super-squash/main", as: "ann").expect(200)
            #expect(try await info()["sha"]?.string == (try await hub.head(repo, as: "ann")))
            try await hub.post("/api/repos/move", ["fromRepo": "ann/m", "toRepo": "ann/M"], as: "ann").expect(200)
            #expect(try await info()["id"] == "ann/M")
            try await hub.send(.delete, "/api/repos/delete", as: "ann", json: ["name": "m"]).expect(200)
            try await hub.get(path, as: "ann").expectError(404, .repoNotFound)
            try await hub.makeRepo("m")
            #expect(try await info()["siblings"]?.array?.count == 1)
        }
    }

    @Test func cachedAnswersStayWithTheirReaders() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m", isPrivate: true)
            let path = "/api/\(repo)"
            #expect(try await hub.get(path, as: "ann").json["usedStorage"] != nil)
            try await hub.get(path).expectError(401, .repoNotFound)
            try await hub.get(path, as: "bob").expectError(404, .repoNotFound)
            try await hub.send(.put, path + "/settings", as: "ann", json: ["private": false]).expect(200)
            #expect(try await hub.get(path, as: "ann").json["usedStorage"] != nil)
            for user in [nil, "bob"] { #expect(try await hub.get(path, as: user).json["usedStorage"] == nil) }
            #expect(try await hub.get(path, as: "ann").json["usedStorage"] != nil)
        }
    }

    @Test(
        "how much a repo takes is for its members to know, however it is asked for")
    func storageIsForMembers() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            for path in ["/api/\(repo)?expand=usedStorage", "/api/models?expand=usedStorage"] {
                #expect(try await hub.get(path, as: "ann").text.contains("usedStorage"))
                #expect(!(try await hub.get(path, as: "bob")).text.contains("usedStorage"))
            }
        }
    }

    @Test("files are in the order of their paths, as the Hub has them", arguments: TestDatabase.available)
    func order(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let paths = ["b", "a/x", "a.txt", "a-b", "a0", "B/c/d", "B/c.d", "é", "z/é", "README.md"]
            try await hub.commit(repo, paths.map { .put($0, "x") })
            let sorted = (paths + [".gitattributes"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for path in ["/api/\(repo)", "/api/\(repo)?blobs=true", "/api/\(repo)?expand=siblings"] {
                #expect(try await hub.get(path).json["siblings"]?.column("rfilename") == sorted)
            }
            let listed = try await hub.items("/api/models?full=true")
            #expect(listed.first?["siblings"]?.column("rfilename") == sorted)
        }
    }

    @Test func revisions() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let first = try await hub.head(repo)
            let oid = try await hub.upload([1, 2, 3], to: repo)
            let second = try await hub.commit(repo, [.large("w.bin", oid: oid), .put("d/a", "12")])
            try await hub.post("/api/\(repo)/branch/x%2Fy", ["startingPoint": .string(first)], as: "ann").expect(200)
            for (revision, sha) in [
                ("main", second), (first, first), ("x%2Fy", first), ("refs%2Fheads%2Fx%2Fy", first),
            ] {
                let json = try await hub.get("/api/\(repo)/revision/\(revision)?blobs=1").expect(200).json
                #expect(json["sha"]?.string == sha)
                #expect(json["siblings"]?.array?.count == (sha == first ? 1 : 3))
            }
            let files = try await hub.get("/api/\(repo)?blobs=true").json["siblings"]?.array ?? []
            let large = try #require(files.first { $0["rfilename"] == "w.bin" })
            #expect(large["size"] == 3 && large["lfs"]?["sha256"]?.string == oid && large["lfs"]?["size"] == 3)
            #expect(large["blobId"]?.string?.count == 40)
            #expect(files.first { $0["rfilename"] == "d/a" }?["size"] == 2)
            #expect(try await hub.get("/API/\(repo)").status == 404)
            #expect(try await hub.get("/api/models/ANN/M").json["id"] == "ann/m")
        }
    }
}
