import Foundation

/// A TCP connection that sends exactly the bytes it is told to, for requests that no client library would send.
/// It works on a queue of its own, because its calls block.
final class RawConnection: Sendable {
    private let socket: Int32
    private let queue = DispatchQueue(label: "raw-connection")

    init(port: Int) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        socket = Foundation.socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw TestFailure("can't connect to port \(port)") }
    }

    deinit { close(socket) }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await perform { socket in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Self.quiet) }
                guard count > 0 else { throw TestFailure("the connection was closed while sending") }
                rest = rest.dropFirst(count)
            }
        }
    }

    #if canImport(Glibc)
        private static let quiet = Int32(MSG_NOSIGNAL)
    #else
        private static let quiet: Int32 = 0
    #endif

    /// What arrives until the connection ends, `enough` says so, or `milliseconds` pass without a byte.
    func receive(
        within milliseconds: Int = 60_000, until enough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> Received {
        try await perform { socket in
            var limit = timeval()
            limit.tv_sec = milliseconds / 1000
            limit.tv_usec = .init(milliseconds % 1000 * 1000)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !enough(String(decoding: bytes, as: UTF8.self)) {
                let count = recv(socket, &buffer, buffer.count, 0)
                if count <= 0 { return Received(text: String(decoding: bytes, as: UTF8.self), ended: count == 0) }
                bytes += buffer[..<count]
            }
            return Received(text: String(decoding: bytes, as: UTF8.self), ended: false)
        }
    }

    struct Received: Sendable {
        let text: String
        /// Whether the other side closed the connection.
        let ended: Bool

        var status: Int { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
    }

    /// Ends this side's half of the connection.
    func finishSending() async throws {
        #if canImport(Glibc)
            let how = Int32(SHUT_WR)
        #else
            let how = SHUT_WR
        #endif
        try await perform { socket in _ = shutdown(socket, how) }
    }

    private func perform<Value: Sendable>(_ work: @escaping @Sendable (Int32) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in continuation.resume(with: Result { try work(socket) }) }
        }
    }
}
