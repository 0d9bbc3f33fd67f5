import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Full text")
struct FullTextTests {
    private static func ids(
        _ fixture: SemanticFixture, _ text: String, _ types: [RepoType] = RepoType.allCases,
        as caller: Caller = .anonymous
    ) async throws -> [Int64] {
        try await fixture.database.read { db in try FullTextStore(db).ids(SearchWords(text), types, caller) }
    }

    @Test("names count most, then tags, then cards", arguments: TestDatabase.available)
    func ranking(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await fixture.add(1, "plain", body: "a text with a falcon in it")
            try await fixture.add(2, "tagged", tags: ["falcon"], body: "a text without it")
            try await fixture.add(3, "falcon", body: "a text without it")
            try await fixture.add(4, "other", type: .model, body: "nothing")
            #expect(try await Self.ids(fixture, "falcon") == [3, 2, 1])
            #expect(try await Self.ids(fixture, "FALCON") == [3, 2, 1])
            #expect(try await Self.ids(fixture, "falcon", [.model]).isEmpty)
            #expect(try await Self.ids(fixture, "falcon", []).isEmpty)
            // The last word may not be finished; the others must be.
            #expect(try await Self.ids(fixture, "falc") == [3, 2, 1])
            #expect(try await Self.ids(fixture, "text falc").count == 3)
            #expect(try await Self.ids(fixture, "falc text").isEmpty)
            #expect(try await Self.ids(fixture, "falcon nothing").isEmpty)
            // Endings don't matter.
            #expect(try await Self.ids(fixture, "falcons").count == 3)
            #expect(try await Self.ids(fixture, "").isEmpty)
            #expect(try await Self.ids(fixture, "\" * : ( NEAR").isEmpty)
        }
    }

    @Test("parts of names and tags are words", arguments: TestDatabase.available)
    func parts(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await fixture.add(1, "x", type: .model)
            try await fixture.database.write { db in
                try RepoTextsStore(db).put(
                    name: "ann/bert-base_v2.5", tags: ["license:apache-2.0", "text-generation"], body: "", of: 1)
            }
            for text in [
                "bert", "base", "v2", "bert-base", "bert base_v2", "ann bert", "apache", "license apache", "generation",
            ] {
                #expect(try await Self.ids(fixture, text) == [1], "\(text)")
            }
            for text in ["bart", "bert cased"] { #expect(try await Self.ids(fixture, text).isEmpty, "\(text)") }
        }
    }

    @Test("private repos are for those who may see them", arguments: TestDatabase.available)
    func visibility(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await fixture.add(1, "open", body: "heron")
            try await fixture.add(2, "closed", isPrivate: true, body: "heron")
            try await fixture.add(3, "bobs", owner: SemanticFixture.bob, isPrivate: true, body: "heron")
            let scoped = fixture.caller(
                SemanticFixture.ann, scopes: [TokenScope(entity: "ann/other", permission: .read)])
            let cases: [(Caller, Set<Int64>)] = [
                (Caller.anonymous, [1]), (fixture.caller(SemanticFixture.ann), [1, 2]),
                (fixture.caller(SemanticFixture.bob), [1, 3]), (scoped, [1]),
            ]
            for (caller, seen) in cases {
                #expect(Set(try await Self.ids(fixture, "heron", as: caller)) == seen)
                let service = SearchService(
                    database: fixture.database, caches: HistoryCaches(), estimates: RepoListEstimates())
                let hits = try await service.fullText("heron", RepoType.allCases, skip: 0, limit: 10, caller: caller)
                #expect(hits.total == seen.count && Set(hits.hits.map(\.item.repo.id)) == seen)
                let rest = try await service.fullText("heron", RepoType.allCases, skip: 1, limit: 10, caller: caller)
                #expect(rest.hits.count == seen.count - 1)
            }
        }
    }

    @Test("of words that many repos hold: the named, the newest, the most popular", arguments: TestDatabase.available)
    func many(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            let ids = (1...1_201).map(Int64.init)
            try await fixture.database.write { db in
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified, downloads) VALUES (?, ?, 1, 1, 'ann', ?, ?, ?, 0, 0, ?)
                    """,
                    batches: ids.map { id in
                        let name = id == 2 ? "swallow-two" : "r\(id)"
                        return [
                            .integer(id), .text(id % 3 == 0 ? "dataset" : "model"), .text(name), .text("ann/\(name)"),
                            .text(id == 5 ? "private" : "public"), .integer(id < 20 ? 1_000_000 - id : 0),
                        ]
                    })
                for id in ids {
                    let name = id == 2 ? "ann/swallow-two" : "ann/r\(id)"
                    let rest = (id % 3 == 0 ? " third" : "") + (id % 10 == 0 ? " tenth" : "")
                    let body = id == 1_201 ? "swallowtails" : "swallow number n\(id)" + rest
                    try RepoTextsStore(db).put(name: name, tags: [], body: body, of: id)
                }
            }
            let all = try await Self.ids(fixture, "swallow")
            #expect(all.prefix(4) == [2, 1, 3, 4] && !all.contains(5) && Set(all).count == all.count)
            // The newest are among them, whatever their popularity.
            #expect(all.contains(1_200) && all.count >= 250)
            // A frequent word is taken as it is; its beginning may go on.
            #expect(!all.contains(1_201))
            #expect(try await Self.ids(fixture, "swallo").contains(1_201))
            #expect(try await Self.ids(fixture, "swallowtail") == [1_201])
            // Frequent and yet not so frequent that the newest repos have enough of them.
            let third = try await Self.ids(fixture, "third")
            #expect(third.contains(1_200) && third.count >= 250 && third.allSatisfy { $0 % 3 == 0 })
            #expect(Set(try await Self.ids(fixture, "tenth")) == Set(ids.filter { $0 % 10 == 0 }))
            #expect(Set(try await Self.ids(fixture, "swallow tenth")) == Set(ids.filter { $0 % 10 == 0 }))
            let models = try await Self.ids(fixture, "swall", [.model])
            #expect(models.first == 2 && models.allSatisfy { $0 % 3 != 0 })
            #expect(try await Self.ids(fixture, "swallow", [.dataset]).prefix(2) == [3, 6])
            #expect(try await Self.ids(fixture, "swallow", as: fixture.caller(SemanticFixture.ann)).contains(5))
            #expect(try await Self.ids(fixture, "number n77").contains(77))
            #expect(try await Self.ids(fixture, "swallow n1200") == [1_200])
        }
    }

    @Test("the indexes follow their tables", arguments: TestDatabase.available)
    func indexes(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("osprey")
            for text in ["# egret", "# ibis"] { try await hub.commit(repo, [.put("README.md", text)]) }
            try await hub.checkIndexes(without: "egret")
            #expect(try await hub.get("/api/search/full-text?q=ibis").json["estimatedTotalHits"] == .integer(1))
            try await hub.commit(repo, [.delete("README.md")])
            try await hub.checkIndexes(without: "ibis")
            try await hub.send(
                .delete, "/api/repos/delete", as: "ann", json: ["name": "ann/osprey", "type": "model"]
            ).expect(200)
            try await hub.checkIndexes(without: "osprey")
            #expect(try await hub.read { db in try db.rows("SELECT repo_id FROM repo_texts") }.isEmpty)
        }
    }

    @Test("answers", arguments: TestDatabase.available)
    func answers(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("Kestrel")
            try await hub.commit(repo, [.put("README.md", "---\ntags: [bird]\n---\n# A kestrel hovers")])
            let closed = try await hub.makeRepo("closed", type: .dataset, as: "bob", isPrivate: true)
            try await hub.commit(closed, [.put("README.md", "kestrel, secretly")], as: "bob")
            for (user, count) in [(nil, 1), ("ann", 1), ("bob", 2), ("boss", 2)] as [(String?, Int64)] {
                let json = try await hub.get("/api/search/full-text?q=kestrel", as: user).expect(200).json
                #expect(json["estimatedTotalHits"]?.integer == count)
                #expect(json["hits"]?.array?.count == Int(count))
                #expect(count == 2 || !json.text.contains("secretly"))
            }
            let reply = try await hub.get("/api/search/full-text?q=kestrel%20hov&type=models").expect(200)
            let hit = try #require(reply.json["hits"]?.array?.first)
            #expect(hit["repoId"] == "ann/Kestrel" && hit["type"] == "model")
            let content = hit["formatted"]?["fileContent"]?.array ?? []
            #expect(
                content.filter { $0["type"] == "highlight" }.compactMap { $0["text"]?.string } == ["kestrel", "hovers"])
            #expect(hit["formatted"]?["repoName"]?.array?.contains { $0["type"] == "highlight" } == true)
            for text in ["", "%20", "%22", "*", "%22%20-%20", ":"] {
                try await hub.get("/api/search/full-text?q=\(text)").expectError(400, .badRequest)
            }
            for text in [
                "%22kestrel%22", "kestrel*", "name:kestrel", "NEAR(kestrel)", "kestrel%20OR", "NOT%20kestrel",
                "kestrel^2",
            ] {
                try await hub.get("/api/search/full-text?q=\(text)").expect(200)
            }
            for query in ["skip=-1", "skip=1001", "limit=0", "limit=101", "type=user", "type=x"] {
                try await hub.get("/api/search/full-text?q=a&\(query)").expectError(400, .badRequest)
            }
            #expect(try await hub.get("/api/search/full-text?q=kestrel&skip=1").json["hits"] == [])
        }
    }
}
