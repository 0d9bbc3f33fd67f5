import HTTPTypes
import HubAPI
import HubClient
import NIOCore
import Synchronization

/// Answers requests from a table, without a network, and keeps what it was asked.
final class TableTransport: HTTPTransport {
    struct Answer: Sendable {
        var status = 200
        var headers: HTTPFields = [:]
        var body: [UInt8] = []

        static func json(_ text: String, link: String? = nil) -> Answer {
            var answer = Answer(body: Array(text.utf8))
            answer.headers[.contentType] = "application/json; charset=utf-8"
            if let link, let name = HTTPField.Name("Link") { answer.headers[name] = link }
            return answer
        }

        static func text(_ text: String) -> Answer { Answer(body: Array(text.utf8)) }

        static func error(_ status: Int, _ code: String? = nil) -> Answer {
            var answer = Answer(status: status)
            if let code, let name = HTTPField.Name("X-Error-Code") { answer.headers[name] = code }
            return answer
        }
    }

    private let table: [String: Answer]
    private let log = Mutex<[TransportRequest]>([])

    /// - Parameter table: Answers by `GET /path?query`, as it is sent. Anything else is answered with 404.
    init(_ table: [String: Answer]) { self.table = table }

    /// What was asked, such as `GET /api/models?limit=1`.
    var asked: [String] { log.withLock { $0.map(Self.line) } }

    var requests: [TransportRequest] { log.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        log.withLock { $0.append(request) }
        let answer = table[Self.line(request)] ?? .error(404)
        return TransportResponse(
            status: answer.status, headers: answer.headers, body: TransportBody(Chunks(answer.body)))
    }

    func shutdown() async {}

    static let endpoint = "http://hub.test"

    private static func line(_ request: TransportRequest) -> String {
        let url = request.url.hasPrefix(endpoint) ? String(request.url.dropFirst(endpoint.count)) : request.url
        return "\(request.method.rawValue) \(url)"
    }

    /// A body in several pieces.
    private struct Chunks: AsyncSequence, Sendable {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        struct AsyncIterator: AsyncIteratorProtocol {
            var rest: ArraySlice<UInt8>

            mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
                guard !rest.isEmpty else { return nil }
                let piece = rest.prefix(1000)
                rest = rest.dropFirst(1000)
                return ByteBuffer(bytes: piece)
            }

            mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes[...]) }
    }
}

extension Hub {
    /// A hub whose answers come from a table.
    static func answering(
        _ transport: TableTransport, endpoint: String = TableTransport.endpoint
    ) -> Hub {
        var configuration = HubConfiguration(endpoint: endpoint, token: .value("hf_test"), home: "/nowhere")
        configuration.retries = 0
        return Hub(configuration, transport: transport)
    }
}

extension TransportRequest {
    /// The body as text.
    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}
