import HTTPTypes
import HubAPI
import HubClient
import Testing

@Suite struct TreeTests {
    private static let oid = String(repeating: "1f", count: 20)
    private static let sha256 = String(repeating: "ab", count: 32)

    @Test func `Trees are read over all pages, and folders are folders`() async throws {
        let first = (0..<1000).map { #"{"type":"file","path":"f\#($0)","size":\#($0),"oid":"x"}"# }
        let transport = TableTransport([
            "GET /api/datasets/a/b/tree/main?recursive=true&expand=false": .json(
                "[\(first.joined(separator: ","))]",
                link: #"</api/datasets/a/b/tree/main?recursive=true&expand=false&cursor=Z>; rel="next""#),
            "GET /api/datasets/a/b/tree/main?recursive=true&expand=false&cursor=Z": .json(
                """
                [{"type":"directory","path":"sub","oid":"\(Self.oid)","size":0},
                {"type":"file","path":"sub/w.bin","size":9000000000,"oid":"\(Self.oid)","lfs":{"oid":"\(Self.sha256)",
                "size":9000000000,"pointerSize":136},"xetHash":"\(Self.sha256)"},
                {"type":"submodule","path":"other","oid":"\(Self.oid)"}]
                """),
        ])
        let entries = try await Hub.answering(transport).dataset("a/b").tree(recursive: true).collect()
        #expect(entries.count == 1003)
        #expect(entries.compactMap(\.file).count == 1001)
        #expect(entries.compactMap(\.folder).map(\.path) == ["sub", "other"])
        let file = try #require(entries[1001].file)
        #expect(file.path == "sub/w.bin")
        #expect(file.size == 9_000_000_000)
        #expect(file.oid == Self.oid)
        #expect(file.lfs?.sha256 == Self.sha256)
        #expect(file.lfs?.size == 9_000_000_000)
        #expect(file.lfs?.pointerSize == 136)
        #expect(file.xetHash == Self.sha256)
        #expect(file.lastCommit == nil)
    }

    @Test func `Expanded entries have their last commit and what scanners found`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b/tree/refs%2Fpr%2F1/a%20b%2Fc?recursive=false&expand=true": .json(
                """
                [{"type":"file","path":"a b/c/d","size":1,"oid":"x","lastCommit":{"id":"\(Self.oid)","title":"Add d",
                "date":"2026-01-02T03:04:05.000Z"},"securityFileStatus":{"status":"safe","avScan":{"virusFound":false}}}]
                """)
        ])
        let repo = try Hub.answering(transport).model("a/b")
        let entries = try await repo.tree("/a b/c/", expand: true, revision: "refs/pr/1").collect()
        #expect(entries.first?.lastCommit?.id == Self.oid)
        #expect(entries.first?.lastCommit?.title == "Add d")
        #expect(entries.first?.lastCommit?.date?.iso8601 == "2026-01-02T03:04:05.000Z")
        #expect(entries.first?.file?.security?.status == "safe")
        #expect(entries.first?.file?.security?.json["avScan"] == ["virusFound": false])
    }

    @Test func `A folder that isn't there is an error`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b/tree/main/x?recursive=false&expand=false": .error(404, "EntryNotFound")
        ])
        let repo = try Hub.answering(transport).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.tree("x").collect() }
        #expect(error?.kind == .entryNotFound)
        #expect(error?.message.contains("model a/b, revision main, file x") == true)
    }

    @Test(arguments: [
        #"[{"type":"file","size":1}]"#, #"[{"type":"file","path":"a"}]"#, #"[{"type":"file","path":"a","size":-1}]"#,
        #"[{"type":"directory"}]"#, #"[7]"#,
    ])
    func unusable(body: String) async throws {
        let transport = TableTransport(["GET /api/models/a/b/tree/main?recursive=false&expand=false": .json(body)])
        let repo = try Hub.answering(transport).model("a/b")
        let error = await #expect(throws: HubError.self) { try await repo.tree().collect() }
        #expect(error?.kind == .decoding)
    }

    @Test func `Paths are asked for as a form, 500 at a time`() async throws {
        let transport = TableTransport([
            "POST /api/spaces/a/b/paths-info/v1": .json(#"[{"type":"file","path":"p","size":2,"oid":"x"}]"#)
        ])
        let repo = try Hub.answering(transport).space("a/b")
        let found = try await repo.paths((0..<1001).map { "p & \($0)" }, revision: "v1", expand: true)
        #expect(found.count == 3)
        let requests = transport.requests
        #expect(requests.count == 3)
        #expect(requests.map { $0.text.split(separator: "&").count } == [501, 501, 2])
        #expect(requests.last?.text == "paths=p%20%26%201000&expand=true")
        #expect(requests.allSatisfy { $0.headers[.contentType] == "application/x-www-form-urlencoded" })
        #expect(try await repo.paths([]).isEmpty)
        #expect(transport.requests.count == 3)
    }
}
