public import HTTPTypes
public import NIOCore

/// What sends one HTTP request and brings its answer: no redirects followed, nothing repeated, nothing decompressed.
///
/// The default is ``AsyncHTTPTransport``; tests and other platforms bring their own.
public protocol HTTPTransport: Sendable {
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
    /// Closes all connections; requests that are under way fail.
    func shutdown() async
}

public struct TransportRequest: Sendable {
    public var method: HTTPRequest.Method
    /// Absolute, percent-encoded.
    public var url: String
    public var headers: HTTPFields
    public var body: RequestBody
    /// The longest wait from the beginning to the answer's head.
    public var headTimeout: Duration
    /// The longest wait for the next bytes of the answer's body.
    public var readTimeout: Duration

    public init(
        method: HTTPRequest.Method, url: String, headers: HTTPFields = [:], body: RequestBody = .none,
        headTimeout: Duration = .seconds(60), readTimeout: Duration = .seconds(10)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.headTimeout = headTimeout
        self.readTimeout = readTimeout
    }
}

public enum RequestBody: Sendable {
    case none
    case bytes([UInt8])
    /// Bytes that are made while they are sent. Can be begun anew, for a request that is repeated.
    case stream(length: Int64, @Sendable () -> any AsyncSequence<ByteBuffer, any Error> & Sendable)
}

public struct TransportResponse: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: TransportBody

    public init(status: Int, headers: HTTPFields, body: TransportBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The bytes of an answer as they come in; can be read once.
public struct TransportBody: AsyncSequence, Sendable {
    private let base: any AsyncSequence<ByteBuffer, any Error> & Sendable

    public init(_ base: any AsyncSequence<ByteBuffer, any Error> & Sendable) { self.base = base }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<ByteBuffer, any Error>

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(TransportError) -> ByteBuffer? {
            do { return try await base.next(isolation: actor) } catch { throw TransportError(error) }
        }

        public mutating func next() async throws(TransportError) -> ByteBuffer? {
            try await next(isolation: nil)
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
}

/// Why no answer came, or not all of it.
public struct TransportError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// No connection came about.
        case connect
        case timeout
        /// The connection broke before everything had come.
        case closed
        /// The other side can't prove who it is.
        case tls
        case cancelled
        case other
    }

    public var kind: Kind
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
