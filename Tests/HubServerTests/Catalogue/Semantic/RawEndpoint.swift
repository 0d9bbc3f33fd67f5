import Foundation
import Synchronization

/// A server that answers each connection with the same bytes, whatever was asked: for answers that no server would
/// give. It works on a queue of its own, because its calls block.
final class RawEndpoint: Sendable {
    private let socket: Int32
    private let received = Mutex<[String]>([])
    let baseURL: String

    /// - Parameters:
    ///   - pause: Before each further piece.
    ///   - pieces: What is sent; afterwards the connection ends.
    init(pause: TimeInterval = 0, _ pieces: [String]) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        socket = Foundation.socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { [socket] in
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound else { throw TestFailure("can't listen") }
        baseURL = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        DispatchQueue(label: "raw-endpoint").async { [self] in serve(pieces, pause) }
    }

    /// The requests as they came.
    var requests: [String] { received.withLock(\.self) }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve(_ pieces: [String], _ pause: TimeInterval) {
        // Closed here and not in `stop()`, so that its number isn't another socket's while this still uses it.
        defer { close(socket) }
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { return }
            let request = Self.request(from: connection)
            received.withLock { $0.append(request) }
            for (number, piece) in pieces.enumerated() {
                if number > 0 { Thread.sleep(forTimeInterval: pause) }
                guard send(connection, piece, piece.utf8.count, Self.quiet) >= 0 else { break }
            }
            shutdown(connection, Int32(SHUT_RDWR))
            close(connection)
        }
    }

    /// A whole request; its body often comes in a packet of its own.
    private static func request(from connection: Int32) -> String {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let line = text[..<end.lowerBound].split(separator: "\r\n").first {
                $0.lowercased().hasPrefix("content-length:")
            }
            let length = line.flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
            if text[end.upperBound...].utf8.count >= length { return text }
        }
    }

    #if canImport(Glibc)
        private static let quiet = Int32(MSG_NOSIGNAL)
    #else
        private static let quiet: Int32 = 0
    #endif
}
