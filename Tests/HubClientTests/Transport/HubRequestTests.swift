import HTTPTypes
import HubAPI
import Testing

@testable import HubClient

/// The requests that programs make themselves.
@Suite struct HubRequestTests {
    private func hub(_ transport: ScriptedTransport) -> Hub {
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .value("hf_secret"), home: "/nowhere")
        configuration.retries = 1
        return HubClock.$current.withValue(TestClock().clock()) { Hub(configuration, transport: transport) }
    }

    private func body(_ request: TransportRequest?) -> String? {
        guard case .bytes(let bytes) = request?.body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func getsWithAQuery() async throws {
        let transport = ScriptedTransport([.success(.answer(200, [], "{\"a\":[1,2]}"))])
        let answer = try await hub(transport).get("/api/x", query: ["f": "a b", "f": "c"], headers: [.accept: "y/z"])
        #expect(transport.asked == ["GET http://hub.test/api/x?f=a%20b&f=c"])
        #expect(transport.requests[0]["Accept"] == "y/z")
        #expect(transport.requests[0]["Authorization"] == "Bearer hf_secret")
        #expect(try answer.decode([String: [Int]].self) == ["a": [1, 2]])
    }

    @Test(arguments: [
        ("api/x", "http://hub.test/api/x"), ("/api/x?y=1", "http://hub.test/api/x?y=1"),
        ("http://cdn.test/x", "http://cdn.test/x"), ("http://hub.test/x", "http://hub.test/x"),
    ])
    func takesPathsAndAddresses(path: String, expected: String) async throws {
        let transport = ScriptedTransport([.success(.answer())])
        _ = try await hub(transport).get(path)
        #expect(transport.requests[0].url == expected)
        #expect((transport.requests[0]["Authorization"] != nil) == expected.hasPrefix("http://hub.test/"))
    }

    @Test func headCanStopAtTheHub() async throws {
        let transport = ScriptedTransport([
            .success(.answer(302, [("Location", "http://cdn.test/x")])), .success(.answer()),
        ])
        let stopped = try await hub(transport).head("/a", followsRedirects: false)
        #expect(stopped.status == 302)
        #expect(transport.asked == ["HEAD http://hub.test/a"])
    }

    @Test func sendsJSONByEachMethod() async throws {
        let transport = ScriptedTransport([.success(.answer(204))])
        let hub = hub(transport)
        let json: JSONValue = ["b": 1, "a": [true, nil]]
        try await hub.post("/p", json: json)
        try await hub.put("/p", json: json)
        try await hub.patch("/p", json: json)
        try await hub.delete("/p", json: json)
        try await hub.post("/p", encoding: ["k": "v"])
        try await hub.post("/p")
        try await hub.delete("/p", query: ["x": "1"])
        #expect(
            transport.requests.map(\.method.rawValue) == ["POST", "PUT", "PATCH", "DELETE", "POST", "POST", "DELETE"])
        for request in transport.requests[..<4] {
            #expect(body(request) == "{\"b\":1,\"a\":[true,null]}")
            #expect(request["Content-Type"] == "application/json")
        }
        #expect(body(transport.requests[4]) == "{\"k\":\"v\"}")
        for request in transport.requests[5...] {
            #expect(body(request) == nil)
            #expect(request["Content-Type"] == nil)
        }
        #expect(transport.requests[6].url == "http://hub.test/p?x=1")
    }

    @Test func sendsLinesOfJSON() async throws {
        let transport = ScriptedTransport([.success(.answer())])
        try await hub(transport).post(
            "/commit", ndjson: [["key": "header"], ["key": "file"]], query: ["create_pr": "1"])
        #expect(transport.asked == ["POST http://hub.test/commit?create_pr=1"])
        #expect(body(transport.requests[0]) == "{\"key\":\"header\"}\n{\"key\":\"file\"}\n")
        #expect(transport.requests[0]["Content-Type"] == "application/x-ndjson")
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, 2), (.head, 2), (.put, 2), (.post, 1), (.patch, 1), (.delete, 1),
    ])
    func repeatsOnlyWhatIsTheSameTwice(method: HTTPRequest.Method, count: Int) async {
        let transport = ScriptedTransport([.success(.answer(503))])
        await #expect(throws: HubError.self) { try await hub(transport).send(HubRequest(method, "/x")) }
        #expect(transport.requests.count == count)
    }

    @Test func followsTheSettingsOfARequest() async throws {
        let transport = ScriptedTransport { _ throws(TransportError) in .answer(404, [], "12345") }
        var request = HubRequest(.get, "/x")
        request.accepting = [404]
        request.sendsToken = false
        request.timeout = .seconds(3)
        request.limit = 5
        #expect(try await hub(transport).send(request).status == 404)
        #expect(transport.requests[0]["Authorization"] == nil)
        #expect(transport.requests[0].headTimeout == .seconds(3))
        request.limit = 4
        let limited = request
        await #expect(throws: HubError.self) { try await hub(transport).send(limited) }
    }

    @Test func readsPages() async throws {
        let transport = ScriptedTransport([
            .success(.answer(200, [("Link", "</x?p=2>; rel=next")], "1")), .success(.answer(200, [], "2")),
        ])
        var bodies: [String] = []
        for try await page in hub(transport).pages("/x", query: ["limit": "1"]) {
            bodies.append(String(decoding: page.body, as: UTF8.self))
        }
        #expect(bodies == ["1", "2"])
        #expect(transport.asked == ["GET http://hub.test/x?limit=1", "GET http://hub.test/x?p=2"])
    }
}
