import HTTPTypes
import NIOCore

/// A request that a ``FaultHub`` got, and what became of it.
struct FaultRequest: Sendable {
    enum Origin: Sendable { case hub, cdn }

    /// Which of the hub's two servers was asked.
    var origin: Origin
    /// Counts from 0, over both servers.
    var index: Int
    var method: String
    /// As it came: percent-encoded, with its query.
    var target: String
    var headers: HTTPFields
    var body: [UInt8]
    /// Counts the connections from 0; requests with the same number came over one connection.
    var connection: Int
    /// Bytes of the answer's body that were handed to the connection.
    var bytesSent = 0
    /// Whether everything that was to be sent has been sent.
    var isAnswered = false
    var status = 0

    /// Percent-encoded, without the query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// The segments of the path, decoded.
    var segments: [String] { path.split(separator: "/").map { Self.decoded(String($0)) } }

    var query: [(name: String, value: String)] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return Self.pairs(String(target[target.index(after: mark)...]))
    }

    /// The pairs of a form, which is what the body of paths-info is.
    var form: [(name: String, value: String)] { Self.pairs(String(decoding: body, as: UTF8.self)) }

    func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    var range: String? { headers[.range] }
    var authorization: String? { headers[.authorization] }

    static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                decoded(String($0).replacing("+", with: " "))
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
