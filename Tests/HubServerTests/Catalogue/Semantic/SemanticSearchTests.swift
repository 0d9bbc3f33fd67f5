import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Semantic search")
struct SemanticSearchTests {
    private static func fill(_ fixture: SemanticFixture) async throws {
        try await fixture.add(11, "studio", tags: ["art", "en"], body: "generate an image")
        try await fixture.add(12, "listener", tags: ["en"], body: "voice to words", sdk: "gradio")
        try await fixture.add(13, "vault", isPrivate: true, tags: ["art"], body: "make photo")
        try await fixture.add(14, "bobs", owner: SemanticFixture.bob, isPrivate: true, body: "make a drawing")
        try await fixture.add(15, "canvas", type: .model, tags: ["art"], body: "image generation")
        try await fixture.job().embed(repoIDs: [11, 12, 13, 14, 15])
    }

    @Test("several words find what they mean, for those who may read it", arguments: TestDatabase.available)
    func meaning(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await Self.fill(fixture)
            let service = try fixture.service()
            #expect(try await service.names("create picture").first == "studio")
            let stranger = try await service.names("create picture")
            #expect(!stranger.contains("vault") && !stranger.contains("bobs") && !stranger.contains("canvas"))
            let ann = try await service.names("create picture", as: fixture.caller(SemanticFixture.ann))
            #expect(ann.contains("vault") && ann.contains("studio") && !ann.contains("bobs"))
            let bob = try await service.names("make pictures", as: fixture.caller(SemanticFixture.bob))
            #expect(bob.contains("bobs") && !bob.contains("vault"))
            #expect(try await service.names("create picture", .model) == ["canvas"])
            #expect(try await service.names("create picture", .dataset).isEmpty)
            // A token for one repo shows that one only.
            let token = fixture.caller(
                SemanticFixture.ann, scopes: [TokenScope(entity: "ann/other", permission: .read)])
            #expect(try await !service.names("create picture", as: token).contains("vault"))
        }
    }

    @Test("what a caller may not see changes neither order nor scores", arguments: TestDatabase.available)
    func noTraces(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await Self.fill(fixture)
            let query = SemanticSearchQuery(text: "make photo", type: .space)
            let service = try fixture.service()
            let before = try await service.search(query, caller: .anonymous)
            for id in 100..<130 {
                try await fixture.add(Int64(id), "hidden\(id)", isPrivate: true, body: "make photo")
            }
            try await fixture.job().embed(repoIDs: Array(100..<130))
            let after = try await service.search(query, caller: .anonymous)
            #expect(before.map(\.repo.id) == after.map(\.repo.id))
            #expect(before.map(\.score) == after.map(\.score))
            #expect(after.allSatisfy { (0...1).contains($0.score) })
            #expect(try await service.names("make photo", as: fixture.caller(SemanticFixture.ann)).count > 30)
        }
    }

    @Test("repos that became private, moved or went away are gone at once", arguments: TestDatabase.available)
    func currentRights(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await Self.fill(fixture)
            let service = try fixture.service()
            #expect(try await service.names("create picture").contains("studio"))
            try await fixture.execute("UPDATE repos SET visibility = 'private' WHERE id = 11")
            #expect(try await !service.names("create picture").contains("studio"))
            try await fixture.execute("UPDATE repos SET visibility = 'public', disabled = 1 WHERE id = 11")
            #expect(try await !service.names("create picture").contains("studio"))
            try await fixture.execute("UPDATE repos SET disabled = 0 WHERE id = 11")
            #expect(try await service.names("create picture").contains("studio"))
            let count = service.index?.count
            try await fixture.execute("DELETE FROM repos WHERE id = 11")
            #expect(try await !service.names("create picture").contains("studio"))
            #expect(service.index?.count == count.map { $0 - 1 })
        }
    }

    @Test("words decide for one word, without an endpoint and while it is down", arguments: TestDatabase.available)
    func words(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await Self.fill(fixture)
            let embedded = fixture.endpoint.requests.count
            let service = try fixture.service(rest: .seconds(60))
            #expect(try await service.names("generate") == ["studio"])
            #expect(try await service.names("picture").isEmpty)
            #expect(fixture.endpoint.requests.count == embedded)

            fixture.endpoint.mood = .fails(.timeout)
            #expect(try await service.names("generate picture") == ["studio"])
            #expect(try await service.names("voice picture") == ["listener"])
            #expect(fixture.endpoint.requests.count == embedded + 1)
            let hit = try await service.search(
                SemanticSearchQuery(text: "voice x", type: .space), caller: .anonymous)
            #expect(hit.map(\.score) == [1])

            let plain = SemanticSearchService(
                database: fixture.database, embeddings: nil, fullText: fixture.fullText, logger: SemanticFixture.logger)
            #expect(try await plain.names("generate picture") == ["studio"])
        }
    }

    @Test("a query's vector is asked for once")
    func remembered() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            try await Self.fill(fixture)
            let embedded = fixture.endpoint.requests.count
            let service = try fixture.service()
            for _ in 0..<3 { _ = try await service.names("create picture") }
            #expect(fixture.endpoint.requests.count == embedded + 1)
        }
    }

    @Test("filters", arguments: TestDatabase.available)
    func filters(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await Self.fill(fixture)
            let service = try fixture.service()
            let ann = fixture.caller(SemanticFixture.ann)
            func names(_ change: (inout SemanticSearchQuery) -> Void) async throws -> [String] {
                try await service.names("generate image", as: ann, change).sorted()
            }
            #expect(try await names { $0.tags = ["art"] } == ["studio", "vault"])
            #expect(try await names { $0.tags = ["art", "en"] } == ["studio"])
            #expect(try await names { $0.tags = ["art", "none"] }.isEmpty)
            #expect(try await !names { $0.sdks = ["gradio"] }.contains("studio"))
            #expect(try await names { $0.sdks = ["static", "gradio"] }.contains("studio"))
            #expect(try await names { $0.limit = 1 }.count == 1)
        }
    }

    @Test("both ways of finding count")
    func fused() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            try await fixture.add(1, "alpha", body: "unrelated words about generate")
            try await fixture.add(2, "beta", body: "paint pictures in a quiet place")
            try await fixture.add(3, "gamma", body: "generate images")
            try await fixture.job().embed(repoIDs: [1, 2, 3])
            let found = try await fixture.service().search(
                SemanticSearchQuery(text: "generate picture", type: .space), caller: .anonymous)
            // Found by its words and by its meaning; then what only one of them finds early.
            #expect(found.first?.repo.name == "gamma")
            #expect(Set(found.map(\.repo.name)) == ["alpha", "beta", "gamma"])
            #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
        }
    }

    @Test func severalWords() {
        for text in ["two words", "文字から画像を生成", "ภาพวาดสวย"] {
            #expect(QueryVectors.hasSeveralWords(text))
        }
        for text in ["word", "text-to-image", "画像", "Übersetzung", ""] {
            #expect(!QueryVectors.hasSeveralWords(text))
        }
    }
}
