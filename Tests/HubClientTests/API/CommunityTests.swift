import HubAPI
import HubClient
import Testing

@Suite struct CommunityTests {
    @Test func `Discussions are read page by page until one is empty`() async throws {
        func page(_ numbers: [Int], isPullRequest: Bool = false) -> TableTransport.Answer {
            let items = numbers.map {
                """
                {"num":\($0),"title":"t\($0)","status":"open","isPullRequest":\(isPullRequest),
                "author":{"name":"ada"},"createdAt":"2026-01-02T03:04:05.000Z","repo":{"name":"a/b","type":"model"}}
                """
            }
            return .json(#"{"discussions":[\#(items.joined(separator: ","))],"count":3,"start":0}"#)
        }
        let transport = TableTransport([
            "GET /api/models/a/b/discussions?p=0": page([3, 2], isPullRequest: true),
            "GET /api/models/a/b/discussions?p=1": page([1]), "GET /api/models/a/b/discussions?p=2": page([]),
            "GET /api/models/a/b/discussions?type=pull_request&status=closed&author=ada&p=0": page([]),
        ])
        let repo = try Hub.answering(transport).model("a/b")
        let found = try await repo.discussions().collect()
        #expect(found.map(\.number) == [3, 2, 1])
        #expect(found.map(\.title) == ["t3", "t2", "t1"])
        #expect(found.map(\.revision) == ["refs/pr/3", "refs/pr/2", nil])
        #expect(found.first?.author == "ada")
        #expect(found.first?.repo == "a/b")
        #expect(found.first?.repoType == "model")
        #expect(transport.asked.count == 3)
        #expect(try await repo.discussions(.pullRequest, status: "closed", author: "ada").collect().isEmpty)
        #expect(try await repo.discussions(limit: 2).collect().count == 2)
        #expect(transport.asked.count == 5)
    }

    @Test func `A hub that passes over page numbers is asked twice, not for ever`() async throws {
        let same = TableTransport.Answer.json(#"{"discussions":[{"num":1}]}"#)
        let transport = TableTransport([
            "GET /api/models/a/b/discussions?p=0": same, "GET /api/models/a/b/discussions?p=1": same,
        ])
        let repo = try Hub.answering(transport).model("a/b")
        #expect(try await repo.discussions().collect().map(\.number) == [1])
        #expect(transport.asked.count == 2)
    }

    @Test func `A pull request has events of all kinds`() async throws {
        let transport = TableTransport([
            "GET /api/datasets/a/b/discussions/7?diff=1": .json(
                """
                {"num":7,"title":"Fix","status":"merged","isPullRequest":true,"author":{"name":"ada"},
                "events":[{"id":"1","type":"comment","createdAt":"2026-01-02T03:04:05.000Z","author":{"name":"ada"},
                "data":{"edited":true,"hidden":false,"latest":{"raw":"**Hi**","html":"<b>Hi</b>"}}},
                {"id":"2","type":"status-change","data":{"status":"merged"}},
                {"id":"3","type":"commit","data":{"subject":"Fix it","oid":"abc"}},
                {"id":"4","type":"title-change","data":{"from":"a","to":"b"}},
                {"id":"5","type":"locked","data":{}},{"id":"6","type":"lonely"}],
                "diff":"diff --git","changes":{"base":"refs/heads/main","mergeCommitId":"def"},
                "filesWithConflicts":["x"]}
                """),
            "GET /api/models/a/b/discussions/8": .json(
                #"{"num":8,"title":"?","isPullRequest":true,"changes":{},"filesWithConflicts":false}"#),
            "GET /api/models/a/b/discussions/9?diff=1": .error(501, "NotImplemented"),
        ])
        let hub = Hub.answering(transport)
        let details = try await hub.dataset("a/b").discussion(7)
        #expect(details.info.status == "merged")
        #expect(
            details.events.map(\.content) == [
                .comment(text: "**Hi**", isEdited: true, isHidden: false), .status("merged"),
                .commit(id: "abc", title: "Fix it"), .title(from: "a", to: "b"), .other, .other,
            ])
        #expect(details.events.first?.createdAt?.iso8601 == "2026-01-02T03:04:05.000Z")
        #expect(details.diff == "diff --git")
        #expect(details.targetBranch == "refs/heads/main")
        #expect(details.mergeCommit == "def")
        #expect(details.conflictingFiles == ["x"])
        #expect(details.hasConflicts == true)
        let other = try await hub.model("a/b").discussion(8, diff: false)
        #expect(other.conflictingFiles == [])
        #expect(other.hasConflicts == false)
        let lacking = await #expect(throws: HubError.self) { try await hub.model("a/b").discussion(9) }
        #expect(lacking?.kind == .notSupported)
        #expect(lacking?.message == "The hub http://hub.test does not offer discussions")
    }

    @Test func `Collections are read`() async throws {
        let collection = """
            {"slug":"ada/best-1","title":"Best","owner":{"name":"ada"},"description":"d","private":false,
            "theme":"green","upvotes":4,"lastUpdated":"2026-01-02T03:04:05.000Z","position":2,"items":[
            {"_id":"o1","id":"a/b","type":"model","position":0,"note":{"text":"n"}},
            {"_id":"o2","id":"x","slug":"ada/other-2","type":"collection"}]}
            """
        let transport = TableTransport([
            "GET /api/collections?owner=ada&owner=bob&item=models%2Fa%2Fb&sort=trending&limit=5": .json(
                "[\(collection)]"),
            "GET /api/collections/ada/best-1": .json(collection),
            "GET /api/collections/ada/none": .error(404, "NotFound"),
        ])
        let hub = Hub.answering(transport)
        let list = hub.collections(owners: ["ada", "bob"], items: ["models/a/b"], sort: "trending", limit: 5)
        #expect(try await list.collect().map(\.slug) == ["ada/best-1"])
        let found = try await hub.collection("ada/best-1")
        #expect(found.title == "Best")
        #expect(found.owner == "ada")
        #expect(found.theme == "green")
        #expect(found.upvotes == 4)
        #expect(found.position == 2)
        #expect(found.lastUpdated?.iso8601 == "2026-01-02T03:04:05.000Z")
        #expect(found.items.map(\.id) == ["a/b", "ada/other-2"])
        #expect(found.items.map(\.objectID) == ["o1", "o2"])
        #expect(found.items.map(\.note) == ["n", nil])
        let missing = await #expect(throws: HubError.self) { try await hub.collection("ada/none") }
        #expect(missing?.kind == .notFound)
        let lacking = await #expect(throws: HubError.self) { try await hub.collections().collect() }
        #expect(lacking?.kind == .notSupported)
        #expect(lacking?.message == "The hub http://hub.test does not offer collections")
    }

    @Test func `Papers are read, wrapped or not`() async throws {
        let transport = TableTransport([
            "GET /api/papers/1706.03762": .json(
                """
                {"id":"1706.03762","title":"Attention","summary":"s","authors":[{"name":"A","user":{"user":"ada"}},
                {"name":"B","hidden":true}],"publishedAt":"2017-06-12T17:57:34.000Z","upvotes":90,
                "submittedOnDailyBy":{"name":"bob"},"githubRepo":"g","linkedModels":[{"id":"a/b"}]}
                """),
            "GET /api/daily_papers?date=2026-01-02&limit=3&p=0": .json(
                """
                [{"paper":{"id":"2601.00001","summary":"s1","authors":[{"name":"A"}],"upvotes":5},"title":"One",
                "publishedAt":"2026-01-02T00:00:00.000Z","numComments":2,"submittedBy":{"user":"ada"}}]
                """),
            "GET /api/daily_papers?date=2026-01-02&limit=3&p=1": .json("[]"),
            "GET /api/papers/search?q=attention&limit=1": .json(#"[{"paper":{"id":"1"}},{"paper":{"id":"2"}}]"#),
            "GET /papers/1706.03762.md": .text("# Attention"),
        ])
        let hub = Hub.answering(transport)
        let paper = try await hub.paper("1706.03762")
        #expect(paper.title == "Attention")
        #expect(paper.authors.map(\.name) == ["A", "B"])
        #expect(paper.authors.map(\.user) == ["ada", nil])
        #expect(paper.publishedAt?.iso8601 == "2017-06-12T17:57:34.000Z")
        #expect(paper.submittedBy == "bob")
        #expect(paper.githubRepo == "g")
        #expect(paper.models?.map(\.id) == ["a/b"])
        let daily = try await hub.dailyPapers(date: "2026-01-02", limit: 3).collect()
        #expect(daily.map(\.id) == ["2601.00001"])
        #expect(daily.first?.title == "One")
        #expect(daily.first?.summary == "s1")
        #expect(daily.first?.upvotes == 5)
        #expect(daily.first?.comments == 2)
        #expect(daily.first?.submittedBy == "ada")
        #expect(try await hub.papers(search: "attention", limit: 1).collect().map(\.id) == ["1"])
        #expect(try await hub.paperText("1706.03762") == "# Attention")
        let lacking = await #expect(throws: HubError.self) { try await hub.paper("0000.00000") }
        #expect(lacking?.kind == .notSupported)
    }
}
