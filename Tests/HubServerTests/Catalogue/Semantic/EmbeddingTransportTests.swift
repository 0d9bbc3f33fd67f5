import HubAPI
import Testing

@testable import HubServer

@Suite("Embedding transport")
struct EmbeddingTransportTests {
    private static func head(_ status: String, length: Int, _ more: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n\(more)\r\n"
    }

    /// What comes of asking an endpoint for one vector.
    private static func ask(
        _ baseURL: String, key: String? = nil, timeout: Duration = .seconds(60)
    ) async throws -> Result<[VectorCode], EmbeddingError> {
        var configuration = try EmbeddingConfiguration(baseURL: baseURL, model: "mini", key: key)
        configuration.timeout = timeout
        let client = EmbeddingClient(configuration)
        var result: Result<[VectorCode], EmbeddingError>
        do {
            result = .success(try await client.embed(["some text"]))
        } catch let error as EmbeddingError {
            result = .failure(error)
        }
        try await client.close()
        return result
    }

    @Test func works() async throws {
        let body = #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}]}"#
        let endpoint = try RawEndpoint([Self.head("200 OK", length: body.utf8.count) + body])
        defer { endpoint.stop() }
        #expect(try await Self.ask(endpoint.baseURL, key: "sesame").get().map(\.bytes) == [[127, -64]])
        let request = try #require(endpoint.requests.first)
        #expect(request.hasPrefix("POST /v1/embeddings HTTP/1.1\r\n"))
        #expect(request.contains("Authorization: Bearer sesame\r\n"))
        #expect(request.contains(#""model":"mini","input":["some text"],"encoding_format":"float""#))
    }

    @Test("redirects are not followed, so the key goes nowhere else")
    func redirect() async throws {
        let other = try RawEndpoint([Self.head("200 OK", length: 2) + "{}"])
        defer { other.stop() }
        let endpoint = try RawEndpoint([Self.head("307 Moved", length: 0, "Location: \(other.baseURL)/x\r\n")])
        defer { endpoint.stop() }
        #expect(try await Self.ask(endpoint.baseURL, key: "sesame") == .failure(.status(307)))
        #expect(other.requests.isEmpty)
    }

    @Test func answerTooLarge() async throws {
        let piece = String(repeating: " ", count: 65_536)
        let endpoint = try RawEndpoint([Self.head("200 OK", length: 1 << 30)] + Array(repeating: piece, count: 64))
        defer { endpoint.stop() }
        #expect(try await Self.ask(endpoint.baseURL) == .failure(.answerTooLarge))
    }

    @Test("an answer that drips in forever ends with the time for it")
    func dripping() async throws {
        let endpoint = try RawEndpoint(
            pause: 0.05, [Self.head("200 OK", length: 10_000)] + Array(repeating: " ", count: 600))
        defer { endpoint.stop() }
        #expect(try await Self.ask(endpoint.baseURL, timeout: .milliseconds(300)) == .failure(.timeout))
    }

    @Test func noAnswer() async throws {
        let endpoint = try RawEndpoint([])
        let address = endpoint.baseURL
        guard case .failure(.unreachable) = try await Self.ask(address) else {
            Issue.record("an empty answer was accepted")
            return
        }
        endpoint.stop()
        // It is tried again until the time is over.
        switch try await Self.ask(address, timeout: .seconds(5)) {
        case .failure(.unreachable), .failure(.timeout): break
        case let other: Issue.record("\(other)")
        }
    }

    @Test func cancellation() async throws {
        let endpoint = try RawEndpoint(pause: 5, [Self.head("200 OK", length: 10_000), " "])
        defer { endpoint.stop() }
        let client = EmbeddingClient(try EmbeddingConfiguration(baseURL: endpoint.baseURL, model: "mini"))
        let task = Task { try await client.embed(["x"]) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Nobody's change of mind counts as an outage.
        let other = Task { try await client.embed(["x"]) }
        other.cancel()
        await #expect(throws: CancellationError.self) { try await other.value }
        try await client.close()
    }
}
