import HTTPTypes
import HubAPI
import NIOCore
import Testing

@testable import HubClient

@Suite struct RedirectTests {
    private func redirect(_ status: Int = 302, to location: String) -> TransportResponse {
        .answer(status, [("Location", location), ("X-Repo-Commit", "abc")], "Found. Redirecting")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func followsOnTheOriginWithTheToken(status: Int) async throws {
        let transport = ScriptedTransport([.success(redirect(status, to: "/b")), .success(.answer(200, [], "yes"))])
        let answer = try await HubSession.scripted(transport).answer(HubCall(.get, .path("/a")))
        #expect(transport.asked == ["GET http://hub.test/a", "GET http://hub.test/b"])
        #expect(transport.requests.map { $0["Authorization"] } == ["Bearer hf_secret", "Bearer hf_secret"])
        #expect(answer.body == Array("yes".utf8))
        #expect(answer.url == "http://hub.test/b")
        #expect(answer.hops.map(\.url) == ["http://hub.test/a"])
        #expect(answer.hops.map(\.status) == [status])
        #expect(answer.hops[0].headers[.repoCommit] == "abc")
    }

    /// Everything that is another origin, the port and the scheme included.
    @Test(arguments: [
        "http://cdn.test/x", "https://hub.test/x", "http://hub.test:81/x", "//sub.hub.test/x", "http://HUB.test.evil/",
    ])
    func leavesSecretsBehindWhenItLeavesTheOrigin(location: String) async throws {
        let transport = ScriptedTransport([.success(redirect(to: location)), .success(.answer())])
        var call = HubCall(.get, .path("/a"))
        call.headers[.cookie] = "session=1"
        call.headers[.range] = "bytes=1-"
        _ = try await HubSession.scripted(transport).answer(call)
        #expect(transport.requests.count == 2)
        #expect(transport.requests[0]["Authorization"] == "Bearer hf_secret")
        #expect(transport.requests[1]["Authorization"] == nil)
        #expect(transport.requests[1]["Cookie"] == nil)
        #expect(transport.requests[1]["Range"] == "bytes=1-")
    }

    /// A detour must not bring the token back: whoever sent it there chose the address.
    @Test func doesNotTakeTheTokenUpAgain() async throws {
        let transport = ScriptedTransport([
            .success(redirect(to: "http://cdn.test/x")), .success(redirect(to: "http://hub.test/y")),
            .success(.answer()),
        ])
        _ = try await HubSession.scripted(transport).answer(HubCall(.get, .path("/a")))
        #expect(transport.requests.map { $0["Authorization"] } == ["Bearer hf_secret", nil, nil])
    }

    @Test func sendsABearerOfAnotherServerThereOnly() async throws {
        let transport = ScriptedTransport([.success(redirect(to: "http://hub.test/x")), .success(.answer())])
        var call = HubCall(.get, .url("http://cas.test/v1/x"))
        call.authorization = .bearer("cas")
        _ = try await HubSession.scripted(transport).answer(call)
        #expect(transport.requests.map { $0["Authorization"] } == ["Bearer cas", nil])
    }

    @Test func stopsWhereItLeavesTheHub() async throws {
        let transport = ScriptedTransport([
            .success(redirect(307, to: "/renamed")),
            .success(.answer(302, [("Location", "https://cdn.test/x"), ("X-Linked-Size", "7")], "text")),
        ])
        var call = HubCall(.head, .path("/a"))
        call.redirects = .stopAtOtherOrigin
        let stream = try await HubSession.scripted(transport).stream(call)
        #expect(stream.status == 302)
        #expect(stream.headers[.linkedSize] == "7")
        #expect(stream.url == "http://hub.test/renamed")
        var bytes = 0
        for try await chunk in stream.body { bytes += chunk.readableBytes }
        #expect(bytes == 0)
        #expect(transport.asked == ["HEAD http://hub.test/a", "HEAD http://hub.test/renamed"])
    }

    @Test(arguments: [
        (HTTPRequest.Method.post, 301, HTTPRequest.Method.get, false), (.post, 302, .get, false),
        (.post, 303, .get, false),
        (.post, 307, .post, true), (.post, 308, .post, true), (.put, 302, .put, true), (.put, 303, .get, false),
        (.head, 303, .head, true),
    ])
    func changesTheMethodAsBrowsersDo(
        method: HTTPRequest.Method, status: Int, expected: HTTPRequest.Method, keepsBody: Bool
    ) async throws {
        let transport = ScriptedTransport([.success(redirect(status, to: "/b")), .success(.answer())])
        var call = HubCall(method, .path("/a"))
        call.body = .bytes([1, 2])
        call.headers[.contentType] = "application/json"
        _ = try await HubSession.scripted(transport).answer(call)
        let last = try #require(transport.requests.last)
        #expect(last.method == expected)
        #expect((last["Content-Type"] != nil) == keepsBody)
        if case .bytes(let bytes) = last.body { #expect(bytes == [1, 2] && keepsBody) } else { #expect(!keepsBody) }
    }

    @Test(arguments: [
        ("/a b/[c]^|d.txt", "http://hub.test/a%20b/%5Bc%5D%5E%7Cd.txt"),
        ("../x%2Fy?z=%7B", "http://hub.test/x%2Fy?z=%7B"), ("c?d=e f", "http://hub.test/a/c?d=e%20f"),
    ])
    func repairsAddresses(location: String, expected: String) async throws {
        let transport = ScriptedTransport([.success(redirect(to: location)), .success(.answer())])
        _ = try await HubSession.scripted(transport).answer(HubCall(.get, .path("/a/b")))
        #expect(transport.requests.last?.url == expected)
    }

    @Test func endsCircles() async {
        let transport = ScriptedTransport { request throws(TransportError) in
            .answer(302, [("Location", request.url.hasSuffix("/a") ? "/b" : "/a")])
        }
        let error = await HubSession.scripted(transport).failure(HubCall(.get, .path("/a")))
        #expect(error?.message == "The server's redirects go round in a circle, by http://hub.test/a")
        #expect(transport.asked.count == 2)
    }

    @Test func endsAfterTwentyRedirects() async {
        let transport = ScriptedTransport { request throws(TransportError) in
            .answer(302, [("Location", request.url + "x")])
        }
        let error = await HubSession.scripted(transport).failure(HubCall(.get, .path("/a")))
        #expect(error?.message == "The server sent the client on more than 20 times")
        #expect(error?.kind == .server)
        #expect(transport.asked.count == 21)
    }

    @Test(arguments: [nil, "ftp://x/y", "http://", "javascript:1"])
    func refusesWhatCannotBeAsked(location: String?) async {
        let headers = location.map { [("Location", $0)] } ?? []
        let transport = ScriptedTransport([.success(.answer(302, headers))])
        let error = await HubSession.scripted(transport).failure(HubCall(.get, .path("/a")))
        #expect(error?.kind == .server)
        #expect(transport.asked.count == 1)
    }
}
