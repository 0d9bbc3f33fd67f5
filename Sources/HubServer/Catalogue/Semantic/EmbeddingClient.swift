import HubAPI
import Synchronization

/// Turns texts into vectors at the configured endpoint.
///
/// After an outage the endpoint is left alone for some seconds: neither searches nor jobs wait for it one by one.
final class EmbeddingClient: Sendable {
    /// The most texts in one request.
    static let batchLimit = 64

    let model: String
    private let configuration: EmbeddingConfiguration
    private let transport: any EmbeddingTransport
    private let rest: Duration
    private let restsUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter rest: How long an endpoint that failed is left alone.
    init(
        _ configuration: EmbeddingConfiguration, transport: any EmbeddingTransport = HTTPEmbeddingTransport(),
        rest: Duration = .seconds(10)
    ) {
        self.model = configuration.model
        self.configuration = configuration
        self.transport = transport
        self.rest = rest
    }

    func close() async throws { try await transport.close() }

    /// The vectors of texts, in their order.
    ///
    /// - Throws: ``EmbeddingError``, or `CancellationError`.
    func embed(_ texts: [String]) async throws -> [VectorCode] {
        var codes: [VectorCode] = []
        for start in stride(from: 0, to: texts.count, by: Self.batchLimit) {
            let batch = Array(texts[start..<min(start + Self.batchLimit, texts.count)])
            codes += try await embed(batch: batch, timeout: configuration.timeout)
        }
        guard Set(codes.map(\.dimensions)).count <= 1 else {
            throw EmbeddingError.badAnswer("its embeddings differ in length")
        }
        return codes
    }

    /// The vector of what somebody who waits searches for.
    func embed(query: String) async throws -> VectorCode? {
        try await embed(batch: [query], timeout: configuration.queryTimeout).first
    }

    private func embed(batch: [String], timeout: Duration) async throws -> [VectorCode] {
        guard mayTry() else { throw EmbeddingError.resting }
        do {
            let codes = try await request(batch, timeout)
            restsUntil.withLock { $0 = nil }
            return codes
        } catch let error as EmbeddingError {
            restsUntil.withLock { $0 = error.mayBeOfText ? nil : .now.advanced(by: rest) }
            throw error
        } catch {
            // Whoever asked gave up: if that was the one who tried after a rest, the next one may.
            restsUntil.withLock { if $0 != nil { $0 = .now } }
            throw error
        }
    }

    /// After a rest only one tries; the others wait for what comes of it.
    private func mayTry() -> Bool {
        restsUntil.withLock { end in
            guard let old = end else { return true }
            guard old <= .now else { return false }
            end = .now.advanced(by: rest)
            return true
        }
    }

    private func request(_ texts: [String], _ timeout: Duration) async throws -> [VectorCode] {
        let body: JSONValue = [
            "model": .string(model), "input": .array(texts.map(JSONValue.string)), "encoding_format": "float",
        ]
        let reply = try await transport.send(
            EmbeddingRequest(
                url: configuration.url, key: configuration.key, body: body.utf8, timeout: timeout,
                limit: EmbeddingAnswer.limit(texts.count)))
        guard reply.status == 200 else { throw EmbeddingError.status(reply.status) }
        return try EmbeddingAnswer.vectors(reply.body, count: texts.count)
    }
}
