import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Requests by AsyncHTTPClient, over HTTP/1.1, with TLS and proxies.
///
/// Nothing is opened before the first request, so that making one costs nothing.
public final class AsyncHTTPTransport: HTTPTransport {
    /// What distinguishes one client from another: connections are shared by the requests that agree in it.
    private struct Lane: Hashable {
        let proxy: ProxyAddress?
        let readTimeout: Duration
    }

    private enum State {
        case open([Lane: HTTPClient])
        case closed
    }

    private let proxies: ProxyRules
    private let connectTimeout: Duration
    private let certificateFile: String?
    private let state = Mutex(State.open([:]))

    /// A transport that has no connections yet.
    ///
    /// - Parameter configuration: Proxies, the connect timeout and the certificate authorities are taken from it.
    public init(_ configuration: HubConfiguration) {
        proxies = ProxyRules(configuration.proxies)
        connectTimeout = configuration.connectTimeout
        certificateFile = configuration.certificateFile
    }

    deinit {
        // A client insists on being closed, and keeps itself until it is.
        for client in takeClients() { client.shutdown { _ in } }
    }

    /// Sends one request over a connection of its pool, through the proxy that the configuration names for it.
    ///
    /// - Throws: ``TransportError``: `connect`, `timeout`, `closed`, `tls`, `cancelled`; `other` for an address
    ///   or a proxy that is none, and after ``shutdown()``.
    public func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        do {
            let client = try client(for: request)
            let response = try await client.execute(
                try Self.outgoing(request), deadline: .now() + TimeAmount(request.headTimeout))
            return TransportResponse(
                status: Int(response.status.code), headers: HTTPFields(response.headers),
                body: TransportBody(AsyncHTTPBody(base: response.body)))
        } catch {
            throw TransportError(asyncHTTPClient: error, WebAddress(request.url)?.root ?? "the server")
        }
    }

    /// Closes all connections; requests that are under way fail, and so do later ones.
    public func shutdown() async {
        // A client that can't be closed cleanly is closed all the same: nobody could do anything about it.
        for client in takeClients() { try? await client.shutdown() }
    }

    private func takeClients() -> [HTTPClient] {
        state.withLock { state in
            defer { state = .closed }
            guard case .open(let clients) = state else { return [] }
            return Array(clients.values)
        }
    }

    private func client(for request: TransportRequest) throws -> HTTPClient {
        guard let address = WebAddress(request.url) else {
            throw TransportError(.other, "The address is not an http or https address")
        }
        let lane = Lane(proxy: try proxies.proxy(for: address), readTimeout: request.readTimeout)
        return try state.withLock { state in
            guard case .open(var clients) = state else { throw TransportError(.other, "The hub was shut down") }
            if let client = clients[lane] { return client }
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: try settings(of: lane))
            clients[lane] = client
            state = .open(clients)
            return client
        }
    }

    private func settings(of lane: Lane) throws -> HTTPClient.Configuration {
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        settings.httpVersion = .http1Only
        settings.timeout = .init(connect: TimeAmount(connectTimeout))
        settings.proxy = lane.proxy?.setting
        // Whether a refused connection is tried again is the session's decision.
        settings.connectionPool.retryConnectionEstablishment = false
        // As many as requests under way: waiting for one of fewer would count as waiting for the server.
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        if let certificateFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(certificateFile)
            settings.tlsConfiguration = tls
        }
        let readTimeout = TimeAmount(lane.readTimeout)
        settings.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.makeCompletedFuture {
                try ConnectionTuning.apply(to: channel, readTimeout: readTimeout)
            }
        }
        return settings
    }

    private static func outgoing(_ request: TransportRequest) throws -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers { outgoing.headers.add(name: field.name.rawName, value: field.value) }
        switch request.body {
        case .none: break
        case .bytes(let bytes): outgoing.body = .bytes(ByteBuffer(bytes: bytes))
        case .stream(let length, let make):
            outgoing.body = .stream(ErasedChunks(base: make()), length: .known(length))
        }
        return outgoing
    }
}

/// The answer's bytes, with the client's errors in this module's words.
private struct AsyncHTTPBody: AsyncSequence, Sendable {
    let base: HTTPClientResponse.Body

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            do { return try await base.next(isolation: actor) } catch { throw TransportError(asyncHTTPClient: error) }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
}

/// A sequence whose type is not known, in a type that AsyncHTTPClient takes.
private struct ErasedChunks: AsyncSequence, Sendable {
    let base: any AsyncSequence<ByteBuffer, any Error> & Sendable

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<ByteBuffer, any Error>

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            try await base.next(isolation: actor)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
}

extension HTTPFields {
    /// From the client's headers; what is not a header name is left out.
    fileprivate init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}

extension TimeAmount {
    /// Durations beyond 292 years are cut.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? .nanoseconds(.max / 2) : .nanoseconds(whole + attoseconds / 1_000_000_000)
    }
}
