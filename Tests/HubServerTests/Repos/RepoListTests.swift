import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// Lists, against a plain filter and sort of everything there is.
@Suite struct RepoListTests {
    struct Item: Sendable {
        let id: String
        let row: Int64
        let owner: String
        let isPrivate: Bool
        let gated: Bool
        let tags: [String]
        let pipeline: String?
        let library: String?
        /// By the words of `sort`.
        let numbers: [String: Int64]
    }

    private static let sorts = ["createdAt", "lastModified", "downloads", "likes", "trendingScore"]

    private static func fill(_ hub: TestHub, _ random: inout SeededRandom) async throws -> [Item] {
        try await hub.server.accounts.createOrg(name: "lab", owner: "ann")
        try await hub.server.accounts.addMember(org: "lab", user: "cay", role: "read")
        var items: [Item] = []
        for number in 0..<60 {
            let owner = random.pick(["ann", "bob", "lab"])
            let id =
                "\(owner)/" + random.pick(["Bert", "gpt", "t5_x", "100%-y"]).replacing("%", with: "") + "-\(number)"
            let isPrivate = random.below(3) == 0
            let repo = try await hub.makeRepo(id, as: owner == "bob" ? "bob" : "ann", isPrivate: isPrivate)
            let tags = ["red", "green", "blue"].filter { _ in random.below(2) == 0 }
            let pipeline: String? = random.pick([nil, "text-generation", "fill-mask"])
            let library: String? = random.pick([nil, "transformers", "diffusers"])
            var card = "---\ntags: [\(tags.joined(separator: ", "))]\n"
            if let pipeline { card += "pipeline_tag: \(pipeline)\n" }
            if let library { card += "library_name: \(library)\n" }
            try await hub.commit(repo, [.put("README.md", card + "---\n")], as: owner == "bob" ? "bob" : "ann")
            let gated = random.below(4) == 0
            let row = try await hub.repoID(repo)
            let values = sorts.map { _ in Int64(1_700_000_000_000 + random.below(8)) }
            try await hub.server.database.write { db in
                try db.execute(
                    """
                    UPDATE repos SET created_at = ?, last_modified = ?, downloads = ?, likes = ?, trending_score = ?,
                        gated = ? WHERE id = ?
                    """, values.map(SQLValue.integer) + [.text(gated ? "auto" : "false"), .integer(row)])
            }
            items.append(
                Item(
                    id: id, row: row, owner: owner, isPrivate: isPrivate, gated: gated, tags: tags, pipeline: pipeline,
                    library: library, numbers: Dictionary(uniqueKeysWithValues: zip(sorts, values))))
        }
        return items
    }

    private static func sees(_ user: String?, _ item: Item) -> Bool {
        switch user {
        case "boss": true
        case nil: !item.isPrivate
        case let user?:
            !item.isPrivate || item.owner == user || (item.owner == "lab" && (user == "ann" || user == "cay"))
        }
    }

    private static func sorted(_ items: [Item], by word: String, descending: Bool = true) -> [String] {
        let up = items.sorted { ($0.numbers[word] ?? 0, $0.row) < ($1.numbers[word] ?? 0, $1.row) }
        return (descending ? up.reversed() : up).map(\.id)
    }

    private struct Filter: Sendable {
        let query: String
        let keeps: @Sendable (Item) -> Bool
    }

    private static let filters: [Filter] = [
        Filter(query: "", keeps: { _ in true }),
        Filter(query: "author=bob", keeps: { $0.owner == "bob" }),
        Filter(query: "author=LAB", keeps: { $0.owner == "lab" }),
        Filter(query: "author=nobody", keeps: { _ in false }),
        Filter(query: "search=BERT", keeps: { $0.id.contains("Bert") }),
        Filter(query: "search=t5_", keeps: { $0.id.contains("t5_") }),
        Filter(query: "search=%25", keeps: { _ in false }),
        Filter(query: "search=ann/&search=1", keeps: { $0.id.contains("ann/") && $0.id.contains("1") }),
        Filter(query: "filter=red", keeps: { $0.tags.contains("red") }),
        Filter(query: "filter=red&filter=blue", keeps: { $0.tags.contains("red") && $0.tags.contains("blue") }),
        Filter(query: "filter=red,green", keeps: { $0.tags.contains("red") && $0.tags.contains("green") }),
        Filter(query: "filter=pink", keeps: { _ in false }),
        Filter(query: "pipeline_tag=fill-mask", keeps: { $0.pipeline == "fill-mask" }),
        Filter(query: "library=diffusers", keeps: { $0.library == "diffusers" }),
        Filter(query: "gated=true", keeps: \.gated),
        Filter(query: "gated=false&author=ann", keeps: { !$0.gated && $0.owner == "ann" }),
    ]

    @Test(arguments: TestDatabase.available)
    func againstAPlainFilter(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            var random = SeededRandom(31)
            let items = try await Self.fill(hub, &random)
            for user in [nil, "bob", "cay", "boss"] {
                let seen = items.filter { Self.sees(user, $0) }
                for filter in Self.filters {
                    let found = try await hub.get("/api/models?limit=1000&\(filter.query)", as: user).expect(200)
                    let expected = Self.sorted(seen.filter(filter.keeps), by: "trendingScore")
                    #expect(found.json.column("id") == expected, "\(filter.query) by \(user ?? "nobody")")
                    #expect(found.nextPage == nil)
                }
                for sort in Self.sorts {
                    for (direction, descending) in [("", true), ("&direction=-1", true), ("&direction=1", false)] {
                        let limit = [7, 13, 60][random.below(3)]
                        let path = "/api/models?sort=\(sort)\(direction)&limit=\(limit)"
                        let pages = try await hub.pages(path, as: user)
                        let ids = pages.flatMap { $0.json.column("id") }
                        #expect(ids == Self.sorted(seen, by: sort, descending: descending), "\(path)")
                        #expect(pages.dropLast().allSatisfy { $0.json.array?.count == limit })
                    }
                }
            }
            let combined = try await hub.items("/api/models?filter=red&author=lab&sort=likes&limit=2", as: "cay")
            let expected = items.filter { $0.tags.contains("red") && $0.owner == "lab" }
            #expect(combined.compactMap { $0["id"]?.string } == Self.sorted(expected, by: "likes"))
            for (user, owner) in [(nil, "lab"), ("cay", "lab"), ("bob", "ann"), ("ann", "ann")] as [(String?, String)] {
                let owned = try await hub.items("/api/users/\(owner)/repos?limit=4", as: user)
                let expected = items.filter { $0.owner == owner && Self.sees(user, $0) }
                #expect(owned.compactMap { $0["id"]?.string } == Self.sorted(expected, by: "lastModified"))
            }
        }
    }

    @Test func refusals() async throws {
        try await withHub { hub in
            for query in [
                "sort=name", "direction=2", "limit=0", "limit=-1", "limit=x", "gated=maybe", "cursor=%21",
                "cursor=\(Pages.token("1:2:3"))", "cursor=\(Pages.token("x"))", "inference=hot",
                "num_parameters=min:1X", "num_parameters=min:2B,max:1B", "num_parameters=few", "full=maybe",
                "emissions_thresholds=1",
            ] {
                try await hub.get("/api/models?\(query)").expectError(400, .badRequest)
            }
            let reply = try await hub.get("/api/models?expand=nonsense")
            reply.expectError(400, .badRequest)
            #expect(reply.text.contains("\\\"expand\\\" must be one of [author, baseModels, "))
        }
    }

    @Test func expanding() async throws {
        try await withHub { hub in
            for (type, count) in [(RepoType.model, 32), (.dataset, 21), (.space, 20)] {
                let repo = try await hub.makeRepo("r", type: type)
                try await hub.commit(repo, [.put("README.md", "---\nlicense: mit\n---\n")])
                let names = RepoProperties.vocabulary(type)
                #expect(names.count == count)
                let identity = Set(["_id", "id"] + (type == .model ? ["modelId"] : []))
                for name in names {
                    for path in ["/api/\(repo)?expand=\(name)", "/api/\(repo)/revision/main?expand%5B%5D=\(name)"] {
                        let keys = Set(try await hub.get(path).expect(200).json.keys)
                        #expect(identity.isSubset(of: keys) && keys.subtracting(identity).isSubset(of: [name]))
                    }
                    let listed = try await hub.get("/api/\(type.plural)?expand=\(name)").expect(200).json.array?.first
                    let info = try await hub.get("/api/\(repo)?expand=\(name)").json
                    #expect(listed?[name] == info[name], "\(name)")
                }
                let both = try await hub.get("/api/\(repo)?expand=sha&expand=cardData").json
                #expect(both["cardData"]?["license"] == "mit" && both["sha"]?.string?.count == 40)
                try await hub.get("/api/\(repo)?expand=nonsense").expectError(400, .badRequest)
            }
            let other = try await hub.get("/api/datasets/ann/r?expand=pipeline_tag")
            other.expectError(400, .badRequest)
        }
    }
}
