import HubAPI
import Testing

@testable import HubServer

@Suite struct HistoryRewriterTests {
    @Test(arguments: TestDatabase.available)
    func removesForGood(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let bad = try await hub.upload([1, 2, 3], to: repo)
            let good = try await hub.upload([4, 5, 6], to: repo)
            let clean = try await hub.commit(repo, [.put("a", "1")], title: "clean")
            let dirty = try await hub.commit(
                repo, [.large("bad.bin", oid: bad), .large("d/bad.bin", oid: bad), .large("good.bin", oid: good)],
                title: "dirty")
            try await hub.post("/api/\(repo)/tag/main", ["tag": "v1", "message": "annotated"], as: "ann").expect(200)
            try await hub.post("/api/\(repo)/branch/old", ["startingPoint": .string(clean)], as: "ann").expect(200)
            try await hub.post("/api/\(repo)/branch/side", as: "ann").expect(200)
            try await hub.commit(repo, [.put("s", "1")], to: "side", title: "side")
            try await hub.commit(repo, [.delete("bad.bin"), .put("a", "2")], title: "after")

            try await hub.send(.delete, "/api/\(repo)/lfs-files/\(bad)?rewriteHistory=true", as: "bob").expectError(403)
            try await hub.send(.delete, "/api/\(repo)/lfs-files/\(bad)?rewriteHistory=true", as: "ann").expect(200)

            #expect(try await hub.files(repo).keys.sorted() == [".gitattributes", "a", "good.bin"])
            #expect(try await hub.files(repo, at: "side").keys.sorted() == [".gitattributes", "a", "good.bin", "s"])
            #expect(try await hub.files(repo, at: "v1").keys.sorted() == [".gitattributes", "a", "good.bin"])
            #expect(try await hub.head(repo, "old") == clean)
            #expect(try await hub.content(repo, "good.bin").body == [4, 5, 6])
            #expect(try await hub.content(repo, "a").text == "2")
            #expect(try await hub.content(repo, "a", at: "side").text == "1")
            let titles = try await hub.items("/api/\(repo)/commits/main").compactMap { $0["title"]?.string }
            #expect(titles == ["after", "dirty", "clean", "initial commit"])
            // Nothing leads to the content any more, not even the old commit's id.
            #expect(try await hub.content(repo, "bad.bin", at: dirty).status == 404)
            let left = try await hub.get("/api/\(repo)/lfs-files", as: "ann").json.column("fileOid")
            #expect(left == [good])
            let last = try await hub.items("/api/\(repo)/tree/main?expand=true")
            #expect(last.first { $0["path"] == "good.bin" }?["lastCommit"]?["title"] == "dirty")
            let git = try await GitCopy(hub, repo)
            try git.git("fsck", "--strict", "--no-dangling")
            for ref in ["main", "side", "v1"] {
                let names = try git.git("log", "--format=", "--name-only", ref)
                #expect(!names.contains("bad.bin"), "\(ref)")
            }
        }
    }

    @Test func withoutARewriteTheHistoryStays() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let oid = try await hub.upload([1, 2, 3], to: repo)
            let head = try await hub.commit(repo, [.large("w.bin", oid: oid)])
            let body: JSONValue = ["deletions": ["sha": [.string(oid)], "rewriteHistory": false]]
            try await hub.post("/api/\(repo)/lfs-files/batch", body, as: "ann").expect(200)
            #expect(try await hub.head(repo) == head)
            #expect(try await hub.content(repo, "w.bin").status == 404)
            try await hub.send(.delete, "/api/\(repo)/lfs-files/\(oid)", as: "ann").expectError(404)
            // The content can come again.
            #expect(try await hub.upload([1, 2, 3], to: repo) == oid)
            #expect(try await hub.content(repo, "w.bin").body == [1, 2, 3])
        }
    }
}
