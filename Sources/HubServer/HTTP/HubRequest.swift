import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A request as handlers see it: matched, parsed, and with its caller known.
struct HubRequest: Sendable {
    let head: HTTPRequest
    let route: Route
    let parameters: [String: String]
    let query: QueryItems
    /// The caller's own id for this request, or one made here; in every log line and answer.
    let id: String
    let caller: Caller
    /// This hub's address as the caller knows it, without a trailing slash.
    let baseURL: String
    let logger: Logger
    let channel: any Channel
    private let proxies: TrustedProxies
    private let body: RequestBody

    init(
        head: HTTPRequest, match: RouteTable.Match, query: QueryItems, id: String, caller: Caller,
        baseURL: String, logger: Logger, channel: any Channel, proxies: TrustedProxies, body: RequestBody
    ) {
        self.head = head
        self.route = match.route
        self.parameters = match.parameters
        self.query = query
        self.id = id
        self.caller = caller
        self.baseURL = baseURL
        self.logger = logger
        self.channel = channel
        self.proxies = proxies
        self.body = body
    }

    var headers: HTTPFields { head.headerFields }
    var isHead: Bool { head.method == .head }

    /// The address that the request comes from, past the proxies that are trusted; nil on a local socket.
    var client: IPAddress? {
        channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }.map {
            proxies.client(peer: $0, forwarded: headers[.forwardedFor])
        }
    }

    /// A parameter that the route's template declares.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// Refuses strangers. What needs an account asks for it before it judges the query or the body.
    func requireUser(to deed: String) throws {
        guard caller.user != nil else { throw HubFailure.unauthorized("Sign in to \(deed)") }
    }

    /// The repo that the path names: of the type in the path, or of the given one.
    func repo(_ type: RepoType? = nil) throws -> RepoReference {
        guard let type = type ?? RepoType(plural: parameter("type")) else {
            throw HubFailure.badRequest("There is no repo type \"\(parameter("type"))\"")
        }
        guard let id = RepoID(parameter("repo")) else { throw HubFailure.repoNotFound(caller) }
        return RepoReference(type: type, id: id)
    }

    // MARK: Body

    /// The announced length of the body; nil when it comes in chunks.
    var contentLength: Int64? { headers[.contentLength].flatMap { Int64($0) } }

    /// The body as a stream. Call it only after the caller was authorized: it asks a waiting client to go on
    /// (`Expect: 100-continue`, RFC 9110 §10.1.1).
    func stream() async throws -> ByteStream {
        if headers[.expect]?.lowercased() == "100-continue" {
            try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
        }
        return ByteStream(body)
    }

    /// The whole body in memory, at most `limit` bytes.
    func collect(upTo limit: Int) async throws -> ByteBuffer {
        if let length = contentLength, length > limit { throw Self.tooLarge(limit) }
        var whole = ByteBuffer()
        for try await var piece in try await stream() {
            guard whole.readableBytes + piece.readableBytes <= limit else { throw Self.tooLarge(limit) }
            whole.writeBuffer(&piece)
        }
        return whole
    }

    /// The body as JSON. An empty body reads as `{}`.
    func json<Value: Decodable>(_ type: Value.Type, upTo limit: Int = 1 << 20) async throws -> Value {
        let buffer = try await collect(upTo: limit)
        let data = buffer.readableBytes == 0 ? Data("{}".utf8) : Data(buffer.readableBytesView)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw HubFailure.badRequest("The body is not the expected JSON: \(error.sentence)")
        }
    }

    private static func tooLarge(_ limit: Int) -> HubFailure {
        HubFailure(.contentTooLarge, .payloadTooLarge, "The body is larger than \(limit) bytes")
    }
}

/// A repo as a request names it, not yet looked up.
struct RepoReference: Sendable, Hashable, CustomStringConvertible {
    let type: RepoType
    let id: RepoID

    var description: String { "\(type.rawValue) \(id)" }
}

extension DecodingError {
    /// What was wrong, and where, in words for the sender.
    var sentence: String {
        func place(_ context: Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? "the top level" : "\"\(path.joined(separator: "."))\""
        }
        switch self {
        case .keyNotFound(let key, let context): return "\"\(key.stringValue)\" is missing at \(place(context))"
        case .typeMismatch(let type, let context): return "\(place(context)) must be \(type)"
        case .valueNotFound(let type, let context): return "\(place(context)) must be \(type), not null"
        case .dataCorrupted(let context): return "\(place(context)): \(context.debugDescription)"
        @unknown default: return "it can't be read"
        }
    }
}
