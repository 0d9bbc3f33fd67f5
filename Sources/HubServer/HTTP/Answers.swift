import HTTPTypes
import HubAPI
import Hummingbird
import NIOCore

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        json(utf8: value.utf8, status: status)
    }

    /// JSON that is written already.
    static func json(utf8: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        json(ByteBuffer(bytes: utf8), status: status)
    }

    static func json(_ buffer: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: buffer))
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                // Pages run no script of anybody's, and cards may show pictures from elsewhere.
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src * data:; media-src *; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                .contentTypeOptions: "nosniff",
                .referrerPolicy: "strict-origin-when-cross-origin",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// An answer without a body.
    static func empty(_ status: HTTPResponse.Status = .ok) -> Response { Response(status: status) }

    /// A redirect within this hub. The location is relative, so that old clients follow it and it holds behind
    /// any proxy.
    static func redirect(toPath path: String, status: HTTPResponse.Status = .temporaryRedirect) -> Response {
        Response(status: status, headers: [.location: path])
    }
}
