import HubAPI
import Testing

@testable import HubServer

@Suite struct CommitLogTests {
    @Test func pages() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            var ids = [try await hub.head(repo)]
            for number in 1...10 {
                ids.insert(
                    try await hub.commit(repo, [.put("a", "\(number)")], title: "<c> & \(number)", message: "why\n<b>"),
                    at: 0)
            }
            for limit in [1, 3, 10, 11, 12, 1000] {
                let pages = try await hub.pages("/api/\(repo)/commits/main?limit=\(limit)")
                #expect(pages.flatMap { $0.json.column("id") } == ids)
                #expect(pages.count == (ids.count + limit - 1) / limit, "by \(limit)")
            }
            #expect(
                try await hub.items("/api/\(repo)/commits/\(ids[4])").compactMap { $0["id"]?.string }
                    == Array(ids[4...]))
            let first = try await hub.items("/api/\(repo)/commits/main?expand%5B%5D=formatted&limit=1000")[0]
            #expect(first["title"] == "<c> & 10" && first["message"] == "why\n<b>")
            #expect(first["formatted"]?["title"] == "&lt;c&gt; &amp; 10")
            #expect(first["formatted"]?["message"] == "why\n&lt;b&gt;")
            #expect(first["authors"]?.column("user") == ["ann"])
            #expect(try await hub.items("/api/\(repo)/commits/main")[0]["formatted"] == nil)
            try await hub.get("/api/\(repo)/commits/none").expectError(404, .revisionNotFound)
            for query in ["limit=0", "limit=1001", "expand=x", "cursor=bm9uZQ"] {
                try await hub.get("/api/\(repo)/commits/main?\(query)").expectError(400, .badRequest)
            }
        }
    }

    @Test("a cursor leads to no other repo's commits")
    func foreignCursors() async throws {
        try await withHub { hub in
            let mine = try await hub.makeRepo("mine")
            let secret = try await hub.makeRepo("secret", as: "bob", isPrivate: true)
            let id = try await hub.commit(secret, [.put("a", "1")], as: "bob")
            try await hub.get("/api/\(mine)/commits/\(id)").expectError(404, .revisionNotFound)
            try await hub.get("/api/\(mine)/commits/main?cursor=\(Pages.token(id))").expectError(400)
            try await hub.get("/api/\(mine)/revision/\(id)").expectError(404, .revisionNotFound)
            try await hub.get("/api/\(mine)/resolve/\(id)/a").expectError(404, .revisionNotFound)
        }
    }

    @Test("a patch is the one git diff prints")
    func compare() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let text = (1...40).map { "line \($0)\n" }.joined()
            var random = SeededRandom(1)
            let first = try await hub.commit(
                repo,
                [.put("a.txt", text), .put("gone.txt", "x"), .put("é \"q\".txt", "1"), .bytes("b.bin", [0, 1, 2])])
            let second = try await hub.commit(
                repo,
                [
                    .put("a.txt", text.replacing("line 7\n", with: "seven\n").replacing("line 30\n", with: "")),
                    .delete("gone.txt"), .put("new.txt", "no newline"), .put("é \"q\".txt", "2"),
                    .bytes("b.bin", [0, 1, 3]), .bytes("big.bin", random.bytes(100_000)), .put("empty", ""),
                ])
            let git = try await GitCopy(hub, repo)
            for (base, head) in [(first, second), (second, first), (first, first)] {
                let expected = try git.git("diff", "--no-color", "--no-renames", "--abbrev=7", base, head)
                for dots in ["..", "..."] {
                    let reply = try await hub.get("/api/\(repo)/compare/\(base)\(dots)\(head)").expect(200)
                    #expect(reply.text == expected)
                }
            }
            try await hub.post("/api/\(repo)/branch/x%2Fy", ["startingPoint": .string(first)], as: "ann").expect(200)
            #expect(try await hub.get("/api/\(repo)/compare/x%2Fy..main").expect(200).text.contains("+seven"))
            try await hub.get("/api/\(repo)/compare/none..main").expectError(404, .revisionNotFound)
            for range in ["main", "..main", "main..", "%2E%2E"] {
                let reply = try await hub.get("/api/\(repo)/compare/\(range)")
                #expect(reply.status == 400, "\(range)")
            }
        }
    }
}
