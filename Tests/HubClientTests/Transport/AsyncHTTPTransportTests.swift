import HTTPTypes
import HubAPI
import NIOCore
import Testing

@testable import HubClient

/// The transport against a real server, which speaks bytes as each test has it.
@Suite struct AsyncHTTPTransportTests {
    /// Runs a body with a transport and with a server that does these things for each connection.
    private func with<Result: Sendable>(
        _ steps: [LoopbackServer.Step], _ change: (inout HubConfiguration) -> Void = { _ in },
        _ body: (AsyncHTTPTransport, LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let server = try await LoopbackServer(steps)
        var configuration = HubConfiguration(endpoint: server.url, token: .anonymous, home: "/nowhere")
        change(&configuration)
        let transport = AsyncHTTPTransport(configuration)
        do {
            let result = try await body(transport, server)
            await transport.shutdown()
            await server.shutdown()
            return result
        } catch {
            await transport.shutdown()
            await server.shutdown()
            throw error
        }
    }

    private func collect(_ response: TransportResponse) async throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunks = response.body.makeAsyncIterator()
        while let chunk = try await chunks.next() { bytes.append(contentsOf: chunk.readableBytesView) }
        return bytes
    }

    @Test func sendsAndReceives() async throws {
        try await with([.request, .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello")]) {
            transport, server in
            let request = TransportRequest(
                method: .post, url: server.url + "/a%2Fb?c=%20d", headers: [.accept: "x/y"], body: .bytes([65, 66]))
            let response = try await transport.send(request)
            #expect(response.status == 200)
            #expect(response.headers[values: HTTPField.Name(known: "X-A")] == ["1", "2"])
            #expect(try await collect(response) == Array("hello".utf8))
            let seen = try #require(server.requests.first)
            #expect(seen.hasPrefix("POST /a%2Fb?c=%20d HTTP/1.1\r\n"))
            #expect(seen.lowercased().contains("accept: x/y\r\n"))
            #expect(seen.lowercased().contains("content-length: 2\r\n"))
        }
    }

    @Test func followsNoRedirectsAndUnpacksNothing() async throws {
        let head = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
        try await with([.request, .send(head)]) { transport, server in
            let response = try await transport.send(TransportRequest(method: .get, url: server.url + "/a"))
            #expect(response.status == 302)
            #expect(try await collect(response) == Array("abc".utf8))
            #expect(server.requests.count == 1)
        }
    }

    @Test func usesConnectionsAgain() async throws {
        let answer = LoopbackServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        try await with([.request, answer, .request, answer]) { transport, server in
            for _ in 0..<2 {
                _ = try await collect(try await transport.send(TransportRequest(method: .get, url: server.url)))
            }
            #expect(server.connections == 1)
        }
    }

    @Test func tellsWhenNobodyIsThere() async throws {
        let server = try await LoopbackServer([])
        await server.shutdown()
        let transport = AsyncHTTPTransport(HubConfiguration(endpoint: "", token: .anonymous, home: ""))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(TransportRequest(method: .get, url: server.url))
        }
        await transport.shutdown()
        #expect(error?.kind == .connect)
        #expect(error?.message.contains("127.0.0.1") == true)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ])
    func tellsWhenTheConnectionBreaks(answer: String) async throws {
        try await with([.request, .send(answer), .close]) { transport, server in
            let error = await #expect(throws: TransportError.self) {
                try await collect(try await transport.send(TransportRequest(method: .get, url: server.url)))
            }
            #expect(error?.kind == .closed)
        }
    }

    @Test func tellsWhatIsNotHTTP() async throws {
        try await with([.request, .send("SSH-2.0-OpenSSH\r\n\r\n"), .close]) { transport, server in
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(TransportRequest(method: .get, url: server.url))
            }
            #expect(error?.kind == .closed)
        }
    }

    @Test func waitsForTheHeadNoLongerThanAsked() async throws {
        try await with([.request, .hang]) { transport, server in
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(
                    TransportRequest(method: .get, url: server.url, headTimeout: .milliseconds(50)))
            }
            #expect(error?.kind == .timeout)
            #expect(error?.message == "No answer came in time")
        }
    }

    /// A server that thinks for long is not one that stopped in the middle.
    @Test func waitsForTheHeadLongerThanForBytes() async throws {
        let answer = LoopbackServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        try await with([.request, .pause(.milliseconds(300)), answer]) { transport, server in
            let response = try await transport.send(
                TransportRequest(method: .get, url: server.url, readTimeout: .milliseconds(50)))
            #expect(try await collect(response) == Array("x".utf8))
        }
    }

    @Test(.timeLimit(.minutes(1))) func waitsForBytesNoLongerThanAsked() async throws {
        try await with([.request, .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .hang]) {
            transport, server in
            let response = try await transport.send(
                TransportRequest(method: .get, url: server.url, readTimeout: .milliseconds(50)))
            let error = await #expect(throws: TransportError.self) { try await collect(response) }
            #expect(error?.kind == .timeout)
            #expect(error?.message == "The answer stopped in the middle")
        }
    }

    /// Time that passes because nobody reads is not the server's.
    @Test func doesNotBlameTheServerForASlowReader() async throws {
        let size = 4 << 20
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"
        try await with([.request, .send(head), .fill(size)]) { transport, server in
            let response = try await transport.send(
                TransportRequest(method: .get, url: server.url, readTimeout: .seconds(2)))
            try await Task.sleep(for: .milliseconds(2500))
            #expect(try await collect(response).count == size)
        }
    }

    @Test func cancellationEndsARequest() async throws {
        try await with([.request, .hang]) { transport, server in
            let url = server.url
            let task = Task { try await transport.send(TransportRequest(method: .get, url: url)) }
            await server.nextRequest()
            task.cancel()
            let result = await task.result
            let error = #expect(throws: TransportError.self) { try result.get() }
            #expect(error?.kind == .cancelled)
        }
    }

    @Test func sendsStreams() async throws {
        let answer = LoopbackServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try await with([.request, answer]) { transport, server in
            let body = RequestBody.stream(length: 6) {
                AsyncThrowingStream { continuation in
                    for text in ["abc", "def"] { continuation.yield(ByteBuffer(string: text)) }
                    continuation.finish()
                }
            }
            let response = try await transport.send(TransportRequest(method: .put, url: server.url, body: body))
            #expect(response.status == 200)
            #expect(server.requests.first?.lowercased().contains("content-length: 6\r\n") == true)
        }
    }

    @Test func asksThroughAProxy() async throws {
        let steps: [LoopbackServer.Step] = [
            .request, .send("HTTP/1.1 200 Connection established\r\n\r\n"), .request,
            .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        ]
        let proxy = try await LoopbackServer(steps)
        var configuration = HubConfiguration(endpoint: "", token: .anonymous, home: "")
        configuration.proxies.http = proxy.url.replacing("http://", with: "http://user:pass@")
        let transport = AsyncHTTPTransport(configuration)
        let response = try await transport.send(TransportRequest(method: .get, url: "http://hub.invalid/x"))
        #expect(try await collect(response) == Array("ok".utf8))
        await transport.shutdown()
        await proxy.shutdown()
        #expect(proxy.requests.first?.hasPrefix("CONNECT hub.invalid:80 HTTP/1.1\r\n") == true)
        #expect(proxy.requests.first?.lowercased().contains("proxy-authorization: basic dxnlcjpwyxnz") == true)
        #expect(proxy.requests.last?.hasPrefix("GET /x HTTP/1.1\r\n") == true)
    }

    @Test func endsWithShutdown() async throws {
        let transport = AsyncHTTPTransport(HubConfiguration(endpoint: "", token: .anonymous, home: ""))
        await transport.shutdown()
        await transport.shutdown()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(TransportRequest(method: .get, url: "http://127.0.0.1:9"))
        }
        #expect(error?.message == "The hub was shut down")
    }

    /// Nothing of what AsyncHTTPClient does goes unnoticed by the session above it.
    @Test func worksUnderASession() async throws {
        let steps: [LoopbackServer.Step] = [
            .request, .send("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"), .request,
            .send("HTTP/1.1 307 Moved\r\nLocation: /[b]\r\nContent-Length: 2\r\n\r\nno"), .request,
            .send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"),
        ]
        try await with(steps) { transport, server in
            let configuration = HubConfiguration(endpoint: server.url, token: .value("hf_x"), home: "")
            let session = HubSession(
                configuration, transport: transport, logger: .silent, clock: TestClock().clock())
            let answer = try await session.answer(HubCall(.get, .path("/a")))
            #expect(answer.body == Array("yes".utf8))
            #expect(
                server.requests.map { $0.prefix { $0 != "\r\n" } } == [
                    "GET /a HTTP/1.1", "GET /a HTTP/1.1", "GET /%5Bb%5D HTTP/1.1",
                ])
            #expect(server.connections == 1)
        }
    }
}
