import Foundation
import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

@Suite("Semantic search routes")
struct SemanticSearchRoutesTests {
    private static func query(_ text: String, _ type: RepoType = .space) throws -> SemanticSearchQuery {
        try SemanticSearchRoutes.query(QueryItems(parsing: text), type)
    }

    @Test func values() throws {
        let query = try Self.query(
            "q=%20make++a%0Apicture&filter=art&filter=en,de&sdk=gradio&sdk=static&includeNonRunning=true&limit=7")
        #expect(query.text == "make a picture" && query.tags == ["art", "en", "de"])
        #expect(query.sdks == ["gradio", "static"] && query.limit == 7)
        #expect(try Self.query("q=x", .model).limit == 50)
    }

    @Test(arguments: [
        ("", "q"), ("q=", "q"), ("q=%20", "q"), ("q=\(String(repeating: "x", count: 1_001))", "q"),
        ("q=x&sdk=php", "sdk"), ("q=x&includeNonRunning=perhaps", "includeNonRunning"), ("q=x&limit=0", "limit"),
        ("q=x&limit=101", "limit"), ("q=x&limit=all", "limit"),
        ("q=x&filter=\((0..<21).map(String.init).joined(separator: ","))", "filter"),
    ])
    func refusals(_ text: String, _ parameter: String) {
        let failure = #expect(throws: HubFailure.self) { try Self.query(text) }
        #expect(failure?.status == .badRequest && failure?.message.hasPrefix("\"\(parameter)\"") == true)
    }

    @Test func sdkIsOfSpaces() {
        #expect(throws: HubFailure.self) { try Self.query("q=x&sdk=static", .model) }
    }

    @Test("answers are objects as in lists, with a score")
    func answer() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            try await fixture.add(11, "studio", tags: ["art"], body: "generate images")
            try await fixture.add(12, "bert", type: .model, tags: ["en"], body: "generate text")
            try await fixture.job().embed(repoIDs: [11, 12])
            let service = try fixture.service()
            func objects(_ type: RepoType) async throws -> [JSONValue] {
                let hits = try await service.search(
                    SemanticSearchQuery(text: "generate things", type: type), caller: .anonymous)
                return SemanticSearchAnswer.json(hits).array ?? []
            }
            let space = try #require(try await objects(.space).first)
            #expect(space["id"] == "ann/studio" && space["author"] == "ann" && space["private"] == false)
            #expect(space["sdk"] == "static" && space["likes"] == 0 && space["trendingScore"] == 0)
            #expect(space["title"] == "studio" && space["emoji"] == nil && space["tags"]?.strings == ["art"])
            #expect(space["ai_category"] == nil && space["semanticRelevancyScore"] == .number(1))
            let model = try #require(try await objects(.model).first)
            #expect(model["modelId"] == "ann/bert" && model["downloads"] == 0 && model["title"] == nil)
            #expect(model["gated"] == false)

            let found = try await service.search(
                SemanticSearchQuery(text: "generate things", type: .space), caller: .anonymous)
            let hit = try #require(found.first)
            func json(_ card: String) -> JSONValue? {
                let hit = SemanticSearchService.Hit(
                    repo: hit.repo, tags: [], score: 0.51239, card: card, isMember: false)
                return SemanticSearchAnswer.json([hit]).array?.first
            }
            let shown = json(#"{"title":"The Studio","emoji":"🎨"}"#)
            #expect(shown?["title"] == "The Studio" && shown?["emoji"] == "🎨")
            #expect(shown?["semanticRelevancyScore"] == .number(0.5124))
            for card in [#"{"title":"","emoji":7}"#, #"{"title":["a"]}"#, "[]", "broken"] {
                #expect(json(card)?["title"] == "studio" && json(card)?["emoji"] == nil)
            }
        }
    }
}
