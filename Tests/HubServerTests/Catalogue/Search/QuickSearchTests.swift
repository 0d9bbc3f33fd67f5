import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Names in the search box, and what trends")
struct QuickSearchTests {
    @Test("parts of names, of what one may see", arguments: TestDatabase.available)
    func quick(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.server.accounts.createOrg(name: "tern-lab", owner: "ann")
            for (name, isPrivate) in [("arctic-tern", false), ("little_tern", false), ("hidden-tern", true)] {
                try await hub.makeRepo(name, isPrivate: isPrivate)
            }
            try await hub.makeRepo("terns", type: .dataset)
            func found(_ query: String, as user: String? = nil) async throws -> JSONValue {
                try await hub.get("/api/quicksearch?q=\(query)", as: user).expect(200).json
            }
            for (user, names) in [
                (nil, ["ann/arctic-tern", "ann/little_tern"]), ("bob", ["ann/arctic-tern", "ann/little_tern"]),
                ("ann", ["ann/arctic-tern", "ann/hidden-tern", "ann/little_tern"]),
            ] as [(String?, [String])] {
                let json = try await found("TERN", as: user)
                #expect((json["models"]?.column("id") ?? []).sorted() == names)
                #expect(json["modelsCount"]?.integer == Int64(names.count))
                #expect(json["datasets"]?.column("id") == ["ann/terns"] && json["spaces"] == [])
                #expect(json["orgs"]?.column("name") == ["tern-lab"] && json["users"] == [])
                #expect(!json.text.contains("email"))
            }
            // Signs stand for themselves.
            for (text, count) in [
                ("e_t", 1), ("%25", 0), ("tern%20arctic", 1), ("te", 2), ("c-t", 1), ("", 0), ("!", 0), ("%22tern", 0),
            ] {
                #expect(try await found(text)["modelsCount"]?.integer == Int64(count), "\(text)")
            }
            #expect(try await found("tern&limit=1")["modelsCount"]?.integer == 1)
            #expect(try await found("tern&type=dataset")["modelsCount"]?.integer == 0)
            for query in ["limit=0", "limit=21"] {
                try await hub.get("/api/quicksearch?q=a&\(query)").expectError(400, .badRequest)
            }
        }
    }

    @Test("of names that very many repos have, those that trend and the newest", arguments: TestDatabase.available)
    func many(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            func insert(_ ids: ClosedRange<Int64>, _ type: String, _ name: String, trending: Int64) async throws {
                try await fixture.database.write { db in
                    try db.execute(
                        """
                        INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                            created_at, last_modified, trending_score) VALUES (?, ?, 1, 1, 'ann', ?, ?, ?, 0, 0, ?)
                        """,
                        batches: ids.map { id in
                            [
                                .integer(id), .text(type), .text("\(name)-\(id)"), .text("ann/\(name)-\(id)"),
                                .text(id % 1_000 == 0 ? "private" : "public"), .integer(trending + id % 2),
                            ]
                        })
                }
            }
            try await insert(1...4_000, "model", "tern", trending: 3)
            // These lie before the next in the order, so far that walking doesn't lead to them.
            try await insert(4_001...5_600, "dataset", "gull", trending: 7)
            try await insert(5_995...6_003, "dataset", "little-tern", trending: 1)
            try await insert(6_004...6_008, "space", "tern", trending: 0)
            func found(
                _ words: [String], _ types: [RepoType] = RepoType.allCases, limit: Int = 3,
                as caller: Caller = .anonymous
            ) async throws -> [RepoType: [Int64]] {
                try await fixture.database.read { db in
                    try NameSearchStore(db, RepoListEstimates()).ids(words, types, limit: limit, caller)
                }
            }
            let datasets: [Int64] = [6_003, 6_001, 5_999]
            #expect(
                try await found(["tern"])
                    == [.model: [3_999, 3_997, 3_995], .dataset: datasets, .space: [6_007, 6_005, 6_008]])
            #expect(try await found(["TERN"], [.dataset]) == [.dataset: datasets])
            // Private ones are for those who may see them.
            let all = try await found(["tern", "-"], [.dataset], limit: 20)[.dataset]
            #expect(all == [6_003, 6_001, 5_999, 5_997, 5_995, 6_002, 5_998, 5_996])
            let own = try await found(["tern"], [.dataset], limit: 20, as: fixture.caller(SemanticFixture.ann))[
                .dataset]
            #expect(own?.count == 9)
            // Few names: gathered. No index: walked.
            #expect(try await found(["little", "tern"])[.dataset] == datasets)
            #expect(try await found(["gull", "1"], [.dataset, .space], limit: 1) == [.dataset: [5_591]])
            #expect(try await found(["rn"], [.dataset])[.dataset] == datasets)
            #expect(try await found(["tern-6008"]) == [.space: [6_008]])
        }
    }

    @Test("what trends, of all types together", arguments: TestDatabase.available)
    func trending(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let scores: [(String, RepoType, Int64, Bool)] = [
                ("m1", .model, 5, false), ("m2", .model, 50, true), ("d1", .dataset, 7, false),
                ("s1", .space, 6, false),
            ]
            for (name, type, score, isPrivate) in scores {
                let id = try await hub.repoID(try await hub.makeRepo(name, type: type, isPrivate: isPrivate))
                try await hub.server.database.write { db in
                    try db.execute("UPDATE repos SET trending_score = ? WHERE id = ?", .integer(score), .integer(id))
                }
            }
            func found(_ query: String, as user: String? = nil) async throws -> [String] {
                let json = try await hub.get("/api/trending?\(query)", as: user).expect(200).json
                return (json["recentlyTrending"]?.array ?? []).compactMap { $0["repoData"]?["id"]?.string }
            }
            #expect(try await found("") == ["ann/d1", "ann/s1", "ann/m1"])
            #expect(try await found("", as: "bob") == ["ann/d1", "ann/s1", "ann/m1"])
            #expect(try await found("", as: "ann") == ["ann/m2", "ann/d1", "ann/s1", "ann/m1"])
            #expect(try await found("limit=1") == ["ann/d1"])
            #expect(try await found("type=model") == ["ann/m1"])
        }
    }
}
