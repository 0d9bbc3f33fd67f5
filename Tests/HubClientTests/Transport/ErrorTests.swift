import HTTPTypes
import HubAPI
import Testing

@testable import HubClient

@Suite struct ErrorTests {
    private func error(
        _ status: Int, _ headers: [(String, String)] = [], _ body: String = "", path: String = "/api/models/a/b",
        token: TokenSource = .anonymous, subject: String? = nil
    ) async -> HubError? {
        let transport = ScriptedTransport([.success(.answer(status, headers, body))])
        var call = HubCall(.get, .path(path))
        call.repeats = .never
        call.subject = subject
        return await HubSession.scripted(transport) { $0.token = token }.failure(call)
    }

    private static let kinds: [(Int, String?, HubError.Kind)] = [
        (404, "RepoNotFound", HubError.Kind.repositoryNotFound), (401, "RepoNotFound", .repositoryNotFound),
        (404, "RevisionNotFound", .revisionNotFound), (404, "EntryNotFound", .entryNotFound),
        (403, "GatedRepo", .gated),
        (401, "GatedRepo", .gated), (404, nil, .notFound), (410, nil, .notFound), (400, nil, .badRequest),
        (413, nil, .badRequest), (416, nil, .badRequest), (422, nil, .badRequest), (403, nil, .forbidden),
        (408, nil, .timeout), (409, nil, .conflict), (412, nil, .conflict), (405, nil, .notSupported),
        (501, nil, .notSupported), (429, nil, .rateLimited(retryAfter: nil)), (500, nil, .server), (503, nil, .server),
        (507, nil, .server), (304, nil, .badRequest),
    ]

    @Test(arguments: kinds)
    func knowsKinds(status: Int, code: String?, expected: HubError.Kind) async {
        let failure = await error(status, code.map { [("X-Error-Code", $0)] } ?? [])
        #expect(failure?.kind == expected)
        #expect(failure?.status == status)
        #expect(failure?.code == code)
    }

    @Test(arguments: [
        ("/api/models/a/b", nil, HubError.Kind.repositoryNotFound),
        ("/api/datasets/a/b/tree/main", nil, .repositoryNotFound),
        ("/a/b/resolve/main/c", nil, .repositoryNotFound), ("/api/whoami-v2", nil, .unauthorized),
        ("/api/models", nil, .unauthorized),
        ("/api/models/a/b", "Invalid credentials in Authorization header", .unauthorized),
    ])
    func takesABare401OnARepoAsAMissingRepo(path: String, message: String?, expected: HubError.Kind) async {
        #expect(await error(401, message.map { [("X-Error-Message", $0)] } ?? [], path: path)?.kind == expected)
    }

    /// What another server refuses says nothing about the repo.
    @Test func takesA401OfAnotherServerAsWhatItIs() async {
        let transport = ScriptedTransport([.success(.answer(401))])
        let failure = await HubSession.scripted(transport).failure(
            HubCall(.get, .url("http://cdn.test/a/b/resolve/x/c")))
        #expect(failure?.kind == .unauthorized)
    }

    @Test func knowsDisabledRepos() async {
        let failure = await error(403, [("X-Error-Message", "Access to this resource is disabled.")])
        #expect(failure?.kind == .disabled)
    }

    @Test(arguments: [
        ("{\"error\": \"no\"}", "no"), ("{\"error\": [\"a\", \"b\"]}", "a: b"),
        ("{\"error\": \"invalid\", \"error_description\": \"why\"}", "invalid: why"),
        ("{\"errors\": [{\"message\": \"x\"}, {\"message\": \"y\"}, {\"message\": \"x\"}]}", "x: y"),
        ("{\"error\": {\"message\": \"deep\"}}", "deep"), ("{\"message\": \"lfs\"}", "lfs"), ("plain", "plain"),
        (" \n", nil), ("<html>x</html>", nil), ("{\"other\": 1}", nil), ("[1]", nil), ("", nil),
        ("a\u{1B}[31m\nb", "a [31m b"),
    ])
    func readsBodies(body: String, expected: String?) async {
        #expect(await error(400, [], body)?.serverMessage == expected)
    }

    @Test func readsNoHTML() async {
        #expect(await error(502, [("Content-Type", "text/html")], "Bad Gateway")?.serverMessage == nil)
    }

    @Test(arguments: [
        ("same", "{\"error\":\"same\"}", "same"), ("head", "{\"error\":\"body\"}", "head: body"),
        ("part", "{\"error\":\"part and more\"}", "part and more"), ("", "{\"error\":\"body\"}", "body"),
    ])
    func joinsHeaderAndBody(header: String, body: String, expected: String) async {
        #expect(await error(400, [("X-Error-Message", header)], body)?.serverMessage == expected)
    }

    @Test func readsOnlyTheBeginningOfLongBodies() async {
        let transport = ScriptedTransport { _ throws(TransportError) in
            .answer(400, [], (0..<100).map { _ in [UInt8](repeating: UInt8(ascii: "x"), count: 10_000) })
        }
        let failure = await HubSession.scripted(transport).failure(HubCall(.get, .path("/x")))
        #expect(failure?.serverMessage?.count == 1000)
    }

    @Test(arguments: [
        ([("X-Request-Id", "1"), ("X-Amzn-Trace-Id", "2"), ("X-Amz-Cf-Id", "3")], "1"),
        ([("X-Amzn-Trace-Id", "2"), ("X-Amz-Cf-Id", "3")], "2"), ([("X-Amz-Cf-Id", "3")], "3"), ([], nil),
    ])
    func keepsTheRequestID(headers: [(String, String)], expected: String?) async {
        #expect(await error(500, headers)?.requestID == expected)
    }

    @Test func saysWhatToDo() async {
        #expect(
            await error(404, [("X-Error-Code", "RepoNotFound")])?.suggestion
                == "Check the name and the kind of repo; for a private one log in first")
        #expect(
            await error(404, [("X-Error-Code", "RepoNotFound")], token: .value("x"))?.suggestion
                == "Check the name and the kind of repo, and that your token may read it")
        #expect(await error(401, path: "/api/whoami-v2")?.suggestion == "Log in first")
        #expect(await error(401, path: "/api/whoami-v2", token: .value("x"))?.suggestion == "Log in with a valid token")
    }

    @Test(arguments: [
        ("/api/models/a/b/tree/main/x", "http://hub.test/a/b"),
        ("/api/models/gpt2/revision/main", "http://hub.test/gpt2"),
        ("/api/datasets/a/b", "http://hub.test/datasets/a/b"),
        ("/spaces/a/b/resolve/main/x/y", "http://hub.test/spaces/a/b"),
        ("/a/b/resolve/main/resolve/y", "http://hub.test/a/b"),
    ])
    func namesThePageToAskForAccess(path: String, page: String) async {
        let failure = await error(403, [("X-Error-Code", "GatedRepo")], path: path, token: .value("x"))
        #expect(failure?.suggestion == "Ask for access at \(page)")
    }

    @Test func namesWhatFailed() async {
        let failure = await error(
            404, [("X-Error-Code", "EntryNotFound"), ("X-Request-Id", "r1")],
            subject: "model a/b, revision main, file c")
        #expect(
            failure?.description
                == "File or folder not found: model a/b, revision main, file c (status 404, request r1)")
        #expect(failure?.request == "GET http://hub.test/api/models/a/b")
    }

    @Test func keepsSecretsToItself() async {
        let transport = ScriptedTransport([.success(.answer(403, [], "no"))])
        let call = HubCall(.get, .url("http://cdn.test/x?X-Amz-Signature=abc&Policy=def&size=1"))
        let failure = await HubSession.scripted(transport).failure(call)
        #expect(failure?.request == "GET http://cdn.test/x?X-Amz-Signature=REDACTED&Policy=REDACTED&size=1")
        #expect("\(String(describing: failure))".contains("abc") == false)
    }
}

@Suite struct DecodingErrorTests {
    private struct Value: Decodable {
        struct Item: Decodable { let name: String }
        let items: [Item]
    }

    @Test(arguments: [
        ("{\"items\": [{\"name\": \"a\"}, {}]}", "“items[1].name” is missing"),
        ("{\"items\": [{\"name\": null}]}", "“items[0].name” is null"),
        ("{\"items\": {}}", "“items” is not of type Array<Any>"), ("{", "it is not JSON"), ("<html>", "it is not JSON"),
    ])
    func namesThePlace(json: String, expected: String) async throws {
        let transport = ScriptedTransport([.success(.answer(200, [("X-Request-Id", "r1")], json))])
        let answer = try await HubSession.scripted(transport).answer(HubCall(.get, .path("/x")))
        let error = #expect(throws: HubError.self) { try answer.decode(Value.self) }
        #expect(error?.kind == .decoding)
        #expect(error?.message == "The hub's answer can't be understood: \(expected)")
        #expect(error?.request == "GET http://hub.test/x")
        #expect(error?.requestID == "r1")
    }
}
