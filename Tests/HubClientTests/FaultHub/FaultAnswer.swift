import HTTPTypes
import NIOCore

/// What a ``FaultHub`` sends: an answer, and how it is spoilt on its way.
struct FaultAnswer: Sendable {
    enum Framing: Sendable {
        /// With the body's `Content-Length`.
        case length
        /// With this `Content-Length`, whatever is sent.
        case declared(Int)
        case chunked
        /// The body ends when the connection does.
        case untilClose
    }

    enum Ending: Sendable {
        case keepAlive
        case close
        /// Says nothing more, and keeps the connection open.
        case stall
    }

    var status: Int
    var headers: HTTPFields
    var body: ByteBuffer
    var framing = Framing.length
    /// Instead of a status line and headers.
    var rawHead: String?
    /// Sends no more of the body than this many bytes, then does what `ending` says.
    var cut: Int?
    var ending = Ending.keepAlive
    /// Sends not even a head.
    var isSilent = false
    /// The body goes out in pieces of this size…
    var pieceSize = 256 << 10
    /// …with this pause before each.
    var pause: Duration?
    /// The pause before the head.
    var delay: Duration?

    init(_ status: Int, _ headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(_ status: Int, _ headers: HTTPFields = [:], text: String) {
        self.init(status, headers, body: ByteBuffer(string: text))
        if self.headers[.contentType] == nil { self.headers[.contentType] = "text/plain; charset=utf-8" }
    }

    init(_ status: Int = 200, _ headers: HTTPFields = [:], json: some Encodable) {
        self.init(status, headers, body: ByteBuffer(bytes: FaultJSON.bytes(json)))
        self.headers[.contentType] = "application/json; charset=utf-8"
    }

    /// What the Hub answers when something isn't there.
    static func error(_ status: Int, code: String?, _ message: String, _ headers: HTTPFields = [:]) -> FaultAnswer {
        var answer = FaultAnswer(status, headers, json: ["error": message])
        answer.set("X-Error-Code", code)
        answer.set("X-Error-Message", message)
        return answer
    }

    mutating func set(_ name: String, _ value: String?) {
        guard let name = HTTPField.Name(name) else { return }
        headers[name] = value
    }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// The bytes that go before the body.
    var head: ByteBuffer {
        if let rawHead { return ByteBuffer(string: rawHead) }
        var text = "HTTP/1.1 \(status) -\r\n"
        for field in headers { text += "\(field.name.rawName): \(field.value)\r\n" }
        switch framing {
        case .length where status == 304 || status == 204: break
        case .length:
            if headers[.contentLength] == nil { text += "Content-Length: \(body.readableBytes)\r\n" }
        case .declared(let length): text += "Content-Length: \(length)\r\n"
        case .chunked: text += "Transfer-Encoding: chunked\r\n"
        case .untilClose: text += "Connection: close\r\n"
        }
        return ByteBuffer(string: text + "\r\n")
    }
}
