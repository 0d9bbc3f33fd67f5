import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension TransportError {
    /// From whatever a transport's parts throw.
    init(_ error: any Error) {
        switch error {
        case let error as TransportError: self = error
        case is CancellationError: self.init(.cancelled, "The request was cancelled")
        default: self.init(.other, "\(error)")
        }
    }

    /// From what AsyncHTTPClient and the network below it throw.
    ///
    /// - Parameter server: Whom it was about, for people.
    init(asyncHTTPClient error: any Error, _ server: String = "The server") {
        switch error {
        case let error as HTTPClientError: self.init(error)
        case let error as NIOConnectionError: self.init(.connect, Self.words(for: error))
        case let error as IOError where Self.isOfConnecting(error):
            self.init(.connect, "\(server) can't be reached: \(Self.reason(error))")
        case let error as IOError: self.init(.closed, "The connection broke: \(Self.reason(error))")
        case ChannelError.connectTimeout: self.init(.connect, "No connection came about in time")
        case let error as ChannelError: self.init(.closed, "The connection broke: \(error)")
        case let error as HTTPParserError: self.init(.closed, "The answer is not HTTP: \(error)")
        case let error as NIOSSLError: self.init(.tls, "TLS failed: \(error)")
        case let error as BoringSSLError: self.init(.tls, "TLS failed: \(error)")
        case is NIOSSLExtraError: self.init(.tls, "TLS failed: \(error)")
        default: self.init(error)
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .cancelled: self.init(.cancelled, "The request was cancelled")
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            self.init(.connect, "No connection came about in time (\(error.shortDescription.lowercased()))")
        case .proxyAuthenticationRequired:
            self.init(.other, "The proxy asks for a name and a password: put them into its address")
        case .invalidProxyResponse: self.init(.connect, "The proxy didn't open a way to the server")
        case .readTimeout: self.init(.timeout, "The answer stopped in the middle")
        case .deadlineExceeded: self.init(.timeout, "No answer came in time")
        case .writeTimeout: self.init(.timeout, "The server stopped taking the request")
        case .remoteConnectionClosed: self.init(.closed, "The server closed the connection")
        case .uncleanShutdown: self.init(.closed, "The connection broke in the middle of the answer")
        case .alreadyShutdown: self.init(.other, "The hub was shut down")
        default: self.init(.other, "The request failed: \(error.shortDescription.lowercased())")
        }
    }

    /// `localhost:1 refused the connection`, and for names that nobody knows: that.
    private static func words(for error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.first {
            return "\(error.host):\(error.port) can't be reached: \(reason(failure.error))"
        }
        if let failure = error.dnsAError ?? error.dnsAAAAError {
            return "The name \(error.host) can't be resolved: \(reason(failure))"
        }
        return "\(error.host):\(error.port) can't be reached"
    }

    /// What happens only while a connection is made.
    private static func isOfConnecting(_ error: IOError) -> Bool {
        [ECONNREFUSED, ENETUNREACH, ENETDOWN, EHOSTUNREACH, EHOSTDOWN, EADDRNOTAVAIL].contains(error.errnoCode)
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return strerror(error.errnoCode).map { String(cString: $0) } ?? error.description
    }
}

extension HubError {
    /// Of a request that got no answer, or not all of it.
    init(_ error: TransportError, request: String) {
        let kind: Kind =
            switch error.kind {
            case .timeout: .timeout
            case .cancelled: .cancelled
            case .configuration: .invalidInput
            case .connect, .closed, .tls, .other: .network
            }
        let suggestion: String? =
            switch error.kind {
            case .connect: "Check the address, the network and the proxy settings"
            case .configuration: "See HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, also in lower case"
            case .tls:
                "Check the clock and the certificates of this machine; SSL_CERT_FILE names other authorities"
            default: nil
            }
        self.init(kind, error.message, suggestion: suggestion, request: request)
    }
}
