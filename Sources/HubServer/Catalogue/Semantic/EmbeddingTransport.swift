import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// One request to an embeddings endpoint.
struct EmbeddingRequest: Sendable {
    let url: String
    let key: String?
    let body: [UInt8]
    let timeout: Duration
    /// The most bytes that the answer may have.
    let limit: Int
}

struct EmbeddingReply: Sendable {
    let status: Int
    /// Empty unless the status is 200.
    let body: [UInt8]
}

/// What carries requests to an embeddings endpoint.
protocol EmbeddingTransport: Sendable {
    /// - Throws: ``EmbeddingError``, or `CancellationError`.
    func send(_ request: EmbeddingRequest) async throws -> EmbeddingReply
    /// Ends all connections.
    func close() async throws
}

/// Carries requests over HTTP with a client of its own, which follows no redirects: the key and the texts go where the
/// configuration says and nowhere else.
final class HTTPEmbeddingTransport: EmbeddingTransport {
    private let client: HTTPClient
    private let isClosed = Atomic(false)

    init() {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(2), read: .seconds(10)))
        configuration.httpVersion = .http1Only
        // A refused connection is an answer too: searches go on without at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client insists on being closed, and keeps itself until it is.
        if !isClosed.load(ordering: .relaxed) { client.shutdown { _ in } }
    }

    func close() async throws {
        if !isClosed.exchange(true, ordering: .relaxed) { try await client.shutdown() }
    }

    func send(_ request: EmbeddingRequest) async throws -> EmbeddingReply {
        try await withThrowingTaskGroup { group in
            group.addTask { [client] in try await Self.exchange(request, client) }
            // The client's own limits leave room for an answer that drips in forever.
            group.addTask {
                try await Task.sleep(for: request.timeout)
                throw EmbeddingError.timeout
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw EmbeddingError.timeout }
            return reply
        }
    }

    private static func exchange(_ request: EmbeddingRequest, _ client: HTTPClient) async throws -> EmbeddingReply {
        do {
            var outgoing = HTTPClientRequest(url: request.url)
            outgoing.method = .POST
            outgoing.headers.add(name: "Content-Type", value: "application/json")
            outgoing.headers.add(name: "Accept", value: "application/json")
            if let key = request.key { outgoing.headers.add(name: "Authorization", value: "Bearer \(key)") }
            outgoing.body = .bytes(ByteBuffer(bytes: request.body))
            let response = try await client.execute(outgoing, timeout: .nanoseconds(request.timeout.nanoseconds))
            guard response.status == .ok else { return EmbeddingReply(status: Int(response.status.code), body: []) }
            let body = try await response.body.collect(upTo: request.limit)
            return EmbeddingReply(status: 200, body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw EmbeddingError.answerTooLarge
        } catch let error as HTTPClientError {
            switch error {
            case .cancelled: throw CancellationError()
            case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded: throw EmbeddingError.timeout
            default: throw EmbeddingError.unreachable(error.shortDescription)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw EmbeddingError.unreachable("\(error)")
        }
    }
}

extension Duration {
    /// Whole nanoseconds; for durations of a program's timeouts.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
