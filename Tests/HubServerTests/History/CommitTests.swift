import GitObjects
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite struct CommitTests {
    @Test(arguments: TestDatabase.available)
    func allKindsOfChange(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let first = try await hub.commit(
                repo, [.put("a.txt", "1"), .put("d/b.txt", "2"), .put("d/e/c.txt", "3"), .put("x", "4")],
                title: "first", message: "with\nwords")
            #expect(try await hub.head(repo) == first)
            #expect(
                try await hub.files(repo).keys.sorted() == [".gitattributes", "a.txt", "d/b.txt", "d/e/c.txt", "x"])

            let second = try await hub.commit(
                repo,
                [
                    .put("a.txt", "one"), .delete("d/e/c.txt"), .copy("copies/b.txt", from: "d/b.txt"),
                    .copy("old.txt", from: "a.txt", revision: first),
                ], parent: first)
            #expect(
                try await hub.files(repo).keys.sorted()
                    == [".gitattributes", "a.txt", "copies/b.txt", "d/b.txt", "old.txt", "x"])
            #expect(try await hub.content(repo, "a.txt").text == "one")
            #expect(try await hub.content(repo, "old.txt").text == "1")
            #expect(try await hub.content(repo, "a.txt", at: first).text == "1")

            // A file takes a folder's place, and the other way round, only when that was deleted first.
            for change in [Change.put("d", "file"), .put("x/y", "folder"), .copy("d", from: "x")] {
                try await hub.tryCommit(repo, [change]).expectError(400, .badRequest)
            }
            try await hub.commit(
                repo,
                [
                    .deleteFolder("d"), .put("d", "file"), .delete("x"), .put("x/y", "folder"),
                    .deleteFolder("copies/"),
                ],
                parent: String(second.prefix(7)))
            #expect(
                try await hub.files(repo).keys.sorted() == [".gitattributes", "a.txt", "d", "old.txt", "x/y"])
            // Later lines see what earlier ones did.
            try await hub.commit(repo, [.put("n", "new"), .copy("n2", from: "n"), .delete("n")])
            #expect(try await hub.content(repo, "n2").text == "new")
            #expect(try await hub.content(repo, "n").status == 404)
            let git = try await GitCopy(hub, repo)
            try git.git("fsck", "--strict", "--no-dangling")
            let log = try git.git("log", "--format=%an|%cn|%B", "-1", first)
            #expect(log.trimmed == "ann|ann|first\n\nwith\nwords")
        }
    }

    @Test(arguments: TestDatabase.available)
    func parentCommits(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let first = try await hub.head(repo)
            let second = try await hub.commit(repo, [.put("a", "1")], parent: first.uppercased())
            try await hub.commit(repo, [.put("a", "2")], parent: String(second.prefix(5)))
            let reply = try await hub.tryCommit(repo, [.put("a", "3")], parent: second)
            reply.expectError(412, .commitConflict)
            #expect(reply.text.contains("The branch was updated since you opened this page."))
            #expect(try await hub.content(repo, "a").text == "2")
        }
    }

    @Test func nothingChanged() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let head = try await hub.commit(repo, [.put("a", "1")])
            #expect(try await hub.commit(repo, [.put("a", "1")]) == head)
            #expect(try await hub.commit(repo, []) == head)
            #expect(try await hub.commit(repo, [.put("b", "1"), .delete("b")]) == head)
            #expect(try await hub.items("/api/\(repo)/commits/main").count == 2)
        }
    }

    @Test("executables stay executable when replaced and when copied")
    func modes() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put("run.sh", "1"), .put("d/plain", "1")])
            try await Self.makeExecutable("run.sh", hub, repo)
            try await hub.commit(repo, [.put("run.sh", "2"), .copy("d/copy.sh", from: "run.sh"), .put("d/plain", "2")])
            let git = try await GitCopy(hub, repo)
            let modes = try git.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main").lines
            #expect(modes == ["100644 .gitattributes", "100755 d/copy.sh", "100644 d/plain", "100755 run.sh"])
        }
    }

    /// What a push by git would bring: the API makes no executables itself.
    private static func makeExecutable(_ name: String, _ hub: TestHub, _ repo: String) async throws {
        let id = try await hub.repoID(repo)
        try await hub.server.database.write { db in
            let reader = HistoryReader(db, repoID: id, caches: HistoryCaches())
            let head = try reader.commit(atRevision: "main")
            let listing = try reader.listing(head.tree)
            let tree = try Tree(
                listing.tree.entries.map {
                    TreeEntry(mode: $0.name == name ? .executable : $0.mode, name: $0.name, id: $0.id)
                })
            let new = TreeListing(tree: tree, details: listing.details)
            let account = try #require(try AccountsStore(db).find("ann"))
            let bytes = tree.serialized()
            let commit = try CommitWriter(reader: reader).write(
                .init(tree: tree.id, parents: [head], author: account, title: "mode", message: "", time: .now),
                objects: [
                    .init(
                        id: tree.id, kind: .tree, size: Int64(bytes.count), data: bytes,
                        listing: new.encodedDetails())
                ])
            _ = try reader.store.moveRef("refs/heads/main", from: head.id, to: commit.id, at: .now)
        }
    }

    @Test(arguments: TestDatabase.available)
    func writersAtOnce(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let start = try await hub.head(repo)
            // Without a parent all land; with the same parent exactly one does.
            let landed = try await Self.together(8) { number in
                try await hub.tryCommit(repo, [.put("f\(number)", "x")]).status
            }
            #expect(landed == Array(repeating: 200, count: 8))
            #expect(try await hub.files(repo).count == 9)
            #expect(try await hub.items("/api/\(repo)/commits/main").count == 9)
            let head = try await hub.head(repo)
            #expect(head != start)
            let raced = try await Self.together(6) { number in
                try await hub.tryCommit(repo, [.put("g\(number)", "x")], parent: head).status
            }
            #expect(raced.sorted() == [200, 412, 412, 412, 412, 412])
            #expect(try await hub.files(repo).keys.filter { $0.hasPrefix("g") && $0.count == 2 }.count == 1)
            try (try await GitCopy(hub, repo)).git("fsck", "--strict", "--no-dangling")
        }
    }

    private static func together(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Int
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("a card keeps its facts whatever else holds the same bytes")
    func largeCards() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let card = "---\nlicense: mit\n---\n" + String(repeating: "word ", count: 20_000)
            try await hub.commit(repo, [.put("other.md", card)])
            try await hub.commit(repo, [.put("README.md", card)])
            #expect(try await hub.get("/api/\(repo)").json["cardData"]?["license"] == "mit")
            try await hub.commit(repo, [.put("a", "1")])
            #expect(try await hub.get("/api/\(repo)").json["cardData"]?["license"] == "mit")
            #expect(try await hub.content(repo, "README.md").text == card)
        }
    }
}
