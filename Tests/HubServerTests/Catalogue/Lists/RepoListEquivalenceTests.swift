import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// Whatever way a page is found, it is the page that a plain filter and sort of everything gives.
@Suite("Ways to find a page")
struct RepoListEquivalenceTests {
    struct Item: Sendable {
        let id: Int64
        let type: RepoType
        let key: String
        let isPrivate: Bool
        let owner: Int64
        let likes: Int64
        let tags: Set<String>
        let links: Set<RepoLink>
        let pipeline: String?
        let library: String?
        let parameters: Int64?
        let gated: Bool

        func meets(_ filter: RepoListFilter) -> Bool {
            switch filter {
            case .author(let name): key.hasPrefix(name.lowercased() + "/")
            case .names(let texts): texts.allSatisfy { key.contains($0.lowercased()) }
            case .tag(let tag): tags.contains(tag)
            case .pipeline(let name): pipeline == name
            case .library(let name): library == name || tags.contains(name)
            case .gated(let wanted): gated == wanted
            case .link(let link): links.contains(link)
            case .linked: links.contains { $0.kind != .app }
            case .parameters(let range): parameters.map(range.contains) ?? false
            case .nothing: false
            }
        }
    }

    private static func fill(_ db: any SQLConnection, _ random: inout SeededRandom) throws -> [Item] {
        var items: [Item] = []
        for number in 0..<260 {
            let owner = random.pick([LFSFixture.ann, LFSFixture.bob])
            let library: String? = random.pick([nil, "lib-a", "lib-b"])
            let type: RepoType = number % 13 == 0 ? .space : .model
            var tags = Set(["red", "green", "blue"].filter { _ in random.below(2) == 0 })
            // These exclude each other.
            tags.insert(number % 2 == 0 ? "even" : "odd")
            if let library { tags.insert(library) }
            let name = random.pick(["Bert", "t5_x", "a%b", "x!y"]) + "-\(number)"
            let key = (owner == LFSFixture.ann ? "ann/" : "bob/") + name.lowercased()
            let links = [
                RepoLink(.app, "Ollama"), RepoLink(.model, "Ann/Base"), RepoLink(.dataset, "ann/data"),
            ].filter { _ in random.below(4) == 0 }
            let item = Item(
                id: Int64(1_000 + number), type: type, key: key, isPrivate: random.below(3) == 0, owner: owner,
                likes: Int64(random.below(6)), tags: tags, links: Set(links),
                pipeline: random.pick([nil, "fill-mask", "text-generation"]), library: library,
                parameters: type == .model ? random.pick([nil, 0, 1, 7_000_000_000, Int64.max]) : nil,
                gated: random.below(4) == 0)
            items.append(item)
            try db.execute(
                """
                INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility, created_at,
                    last_modified, likes, pipeline_tag, library_name, parameters, gated)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)
                """,
                .integer(item.id), .text(item.type.rawValue), .integer(item.owner), .integer(item.owner),
                .text(owner == LFSFixture.ann ? "ann" : "bob"), .text(name), .text(key),
                .text(item.isPrivate ? "private" : "public"), .integer(item.likes), .optional(item.pipeline),
                .optional(item.library), .optional(item.parameters), .text(item.gated ? "auto" : "false"))
            try db.execute(
                "INSERT INTO repo_tags (repo_id, tag, position) VALUES (?, ?, 0)",
                batches: tags.map { [.integer(item.id), .text($0)] })
            try db.execute(
                "INSERT INTO repo_links (repo_id, kind, name) VALUES (?, ?, ?)",
                batches: links.map { [.integer(item.id), .text($0.kind.rawValue), .text($0.name)] })
        }
        return items
    }

    private static let filters: [RepoListFilter] = [
        .author("ANN"), .author("bob"), .author("nobody"), .names(["BERT"]), .names(["5_"]), .names(["a%b", "1"]),
        .names(["x!y"]), .names(["\"", "bert"]), .names(["ann/", "-2"]), .names(["%"]), .tag("red"), .tag("green"),
        .tag("blue"), .tag("even"), .tag("odd"), .tag("none"), .pipeline("fill-mask"), .library("lib-a"),
        .library("red"), .gated(true), .gated(false), .link(RepoLink(.app, "ollama")),
        .link(RepoLink(.model, "ANN/base")), .link(RepoLink(.dataset, "ann/data")), .linked, .parameters(0...0),
        .parameters(1...7_000_000_000), .parameters(0...Int64.max), .parameters(Int64.max...Int64.max), .nothing,
    ]

    @Test("walking and gathering give equal pages", arguments: LFSFixture.Kind.available)
    func equal(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        var random = SeededRandom(77)
        let items = try await fixture.database.write { db in
            try db.execute("DELETE FROM repos")
            var random = SeededRandom(78)
            return try Self.fill(db, &random)
        }
        for round in 0..<90 {
            var query = RepoListQuery(type: round % 7 == 0 ? .space : .model)
            let count = round < Self.filters.count ? 1 : 1 + random.below(3)
            query.filters = round < Self.filters.count ? [Self.filters[round]] : []
            while query.filters.count < count {
                let filter = random.pick(Self.filters)
                if !query.filters.contains(filter) { query.filters.append(filter) }
            }
            query.sort = .likes
            query.descending = random.below(2) == 0
            query.limit = random.pick([1, 3, 20, 300])
            let caller = random.pick([Caller.anonymous, fixture.caller(LFSFixture.ann)])
            let wanted = items.filter { item in
                item.type == query.type && query.filters.allSatisfy(item.meets)
                    && (!item.isPrivate || (caller.user != nil && item.owner == LFSFixture.ann))
            }.sorted { ($0.likes, $0.id) < ($1.likes, $1.id) }.map(\.id)
            let expected = query.descending ? wanted.reversed() : wanted
            var plans: [RepoListPlan?] = [nil, .walk(window: nil), .walk(window: 5), .walk(window: 100)]
            let dialect = fixture.database.dialect
            plans += query.filters.filter { $0.posting(dialect) != nil }.map { .gather($0) }
            let tags = query.filters.compactMap(\.tagName)
            if tags.count > 1 { plans.append(.gatherBoth(rare: tags[0], other: tags[1])) }
            for plan in plans {
                // A window without a filter to gather by is never chosen.
                if case .walk(_?) = plan, query.filters.allSatisfy({ $0.posting(dialect) == nil }) { continue }
                let found = try await Self.pages(query, caller, plan, fixture.database)
                #expect(found == expected, "\(query.filters) by \(String(describing: plan))")
            }
        }
    }

    /// The ids on all pages.
    private static func pages(
        _ query: RepoListQuery, _ caller: Caller, _ plan: RepoListPlan?, _ database: any Database
    ) async throws -> [Int64] {
        try await database.read { db in
            let store = RepoListStore(db, RepoListEstimates())
            var query = query
            var found: [Int64] = []
            while true {
                let page = try store.page(query, caller, plan: plan)
                found += page.map(\.id)
                guard page.count == query.limit, let last = page.last else { return found }
                let place = RepoListStore.place(last, query.sort)
                query.after = try RepoListQuery.Place(cursor: place.text)
                guard found.count < 1_000 else { throw TestFailure("the pages don't end") }
            }
        }
    }
}
