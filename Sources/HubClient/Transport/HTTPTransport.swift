public import HTTPTypes
public import NIOCore

/// What sends one HTTP request and brings its answer: no redirects followed, nothing repeated, nothing decompressed.
///
/// The default is ``AsyncHTTPTransport``; tests and other platforms bring their own.
public protocol HTTPTransport: Sendable {
    /// Sends one request, and returns when the head of its answer is there; the body comes as it is read.
    ///
    /// Answers of every status are answers. Waits longer than the request's timeouts are errors of kind `timeout`.
    ///
    /// - Throws: ``TransportError``, whose kind decides whether the request is sent again.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
    /// Closes all connections; requests that are under way fail.
    func shutdown() async
}

/// One HTTP request, complete: nothing is added to it but what HTTP itself needs.
public struct TransportRequest: Sendable {
    /// `GET`, `HEAD`, `POST`, ….
    public var method: HTTPRequest.Method
    /// Absolute, percent-encoded.
    public var url: String
    /// The token among them, if it goes along.
    public var headers: HTTPFields
    /// What is sent.
    public var body: RequestBody
    /// The longest wait from the beginning to the answer's head.
    public var headTimeout: Duration
    /// The longest wait for the next bytes of the answer's body.
    public var readTimeout: Duration

    /// Takes the parts as they are.
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

/// The body of a request.
public enum RequestBody: Sendable {
    /// No body.
    case none
    /// These bytes.
    case bytes([UInt8])
    /// Bytes that are made while they are sent. Can be begun anew, for a request that is repeated.
    case stream(length: Int64, @Sendable () -> any AsyncSequence<ByteBuffer, any Error> & Sendable)
}

/// The answer to one request, as it came: a redirect is one, and so is an error's.
public struct TransportResponse: Sendable {
    /// 100…599.
    public var status: Int
    /// As the server sent them.
    public var headers: HTTPFields
    /// As the server sent it; still compressed if it was.
    public var body: TransportBody

    /// Takes the parts as they are.
    public init(status: Int, headers: HTTPFields, body: TransportBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The bytes of an answer as they come in; can be read once.
public struct TransportBody: AsyncSequence, Sendable {
    private let base: any AsyncSequence<ByteBuffer, any Error> & Sendable

    /// From any sequence of buffers.
    ///
    /// - Parameter base: What it throws becomes a ``TransportError`` if it is none.
    public init(_ base: any AsyncSequence<ByteBuffer, any Error> & Sendable) { self.base = base }

    /// Reads one piece after another.
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
    /// Why there is no answer, as far as it matters for sending the request again.
    public enum Kind: Sendable, Hashable {
        /// No connection came about.
        case connect
        /// Nothing came for as long as the request allows.
        case timeout
        /// The connection broke before everything had come.
        case closed
        /// The other side can't prove who it is.
        case tls
        /// What the client was configured with can't be used; the request is not sent again.
        case configuration
        /// The task was cancelled.
        case cancelled
        /// Anything else; the request is not sent again.
        case other
    }

    /// Why there is no answer.
    public var kind: Kind
    /// The same as a sentence for people. No secrets belong in it.
    public var message: String

    /// An error of a kind, in these words.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
