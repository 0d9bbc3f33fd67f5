import HubAPI
import HubClient
import Testing

@Suite struct HistoryTests {
    private static let oid = String(repeating: "1f", count: 20)

    @Test func `Refs of all kinds are read`() async throws {
        func ref(_ name: String, _ full: String) -> String {
            #"{"name":"\#(name)","ref":"\#(full)","targetCommit":"\#(Self.oid)"}"#
        }
        let common = """
            "branches":[\(ref("main", "refs/heads/main"))],"converts":[\(ref("parquet", "refs/convert/parquet"))],
            "tags":[\(ref("v1", "refs/tags/v1"))]
            """
        let transport = TableTransport([
            "GET /api/datasets/a/b/refs": .json("{\(common)}"),
            "GET /api/datasets/a/b/refs?include_prs=1": .json(
                "{\(common),\"pullRequests\":[\(ref("1", "refs/pr/1"))]}"),
        ])
        let repo = try Hub.answering(transport).dataset("a/b")
        let refs = try await repo.refs()
        #expect(refs.branches.map(\.name) == ["main"])
        #expect(refs.branches.first?.ref == "refs/heads/main")
        #expect(refs.branches.first?.targetCommit == Self.oid)
        #expect(refs.converts.map(\.name) == ["parquet"])
        #expect(refs.tags.map(\.name) == ["v1"])
        #expect(refs.pullRequests == nil)
        #expect(try await repo.refs(includePullRequests: true).pullRequests?.map(\.ref) == ["refs/pr/1"])
    }

    @Test func `Commits are read over all pages`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b/commits/refs%2Fpr%2F3?expand%5B%5D=formatted": .json(
                """
                [{"id":"\(Self.oid)","title":"Add","message":"why","authors":[{"user":"ada"},{"user":"bob"}],
                "date":"2026-01-02T03:04:05.000Z","parents":["p"],"formatted":{"title":"<b>Add</b>","message":"x"}}]
                """, link: #"<http://hub.test/api/models/a/b/commits/refs%2Fpr%2F3?p=1>; rel="next""#),
            "GET /api/models/a/b/commits/refs%2Fpr%2F3?p=1": .json(#"[{"id":"first"}]"#),
        ])
        let repo = try Hub.answering(transport).model("a/b")
        let commits = try await repo.commits("refs/pr/3", formatted: true).collect()
        #expect(commits.map(\.id) == [Self.oid, "first"])
        #expect(commits[0].title == "Add")
        #expect(commits[0].message == "why")
        #expect(commits[0].authors == ["ada", "bob"])
        #expect(commits[0].date?.iso8601 == "2026-01-02T03:04:05.000Z")
        #expect(commits[0].parents == ["p"])
        #expect(commits[0].formattedTitle == "<b>Add</b>")
        #expect(commits[1].authors.isEmpty)
    }

    @Test func `Two revisions are compared where the hub does that`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b/compare/main..refs%2Fpr%2F1": .text("diff --git a/x b/x\n"),
            "GET /api/models/a/c/compare/main..v1": .error(501, "NotImplemented"),
            "GET /api/models/a/d/compare/main..v1": .error(404, "RevisionNotFound"),
        ])
        let hub = Hub.answering(transport)
        #expect(try await hub.model("a/b").diff(from: .main, to: "refs/pr/1") == "diff --git a/x b/x\n")
        let lacking = await #expect(throws: HubError.self) { try await hub.model("a/c").diff(from: .main, to: "v1") }
        #expect(lacking?.kind == .notSupported)
        #expect(lacking?.message == "The hub http://hub.test does not offer comparing revisions")
        let missing = await #expect(throws: HubError.self) { try await hub.model("a/d").diff(from: .main, to: "v1") }
        #expect(missing?.kind == .revisionNotFound)
    }
}
