import HTTPTypes
import HubAPI
import Hummingbird
import NIOCore

/// A refusal or failure as the Hub words it: status, `X-Error-Code`, and a sentence that says what to do.
///
/// Services throw these; the responder is the one place that turns them into HTTP.
struct HubFailure: Error, CustomStringConvertible {
    let status: HTTPResponse.Status
    let code: ErrorCode
    let message: String
    /// Further members of the JSON body, beside `error`.
    var details: [JSONMember] = []
    var headers: HTTPFields = [:]

    var description: String { message }

    init(_ status: HTTPResponse.Status, _ code: ErrorCode, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    static func badRequest(_ message: String) -> HubFailure { HubFailure(.badRequest, .badRequest, message) }

    static func forbidden(_ message: String) -> HubFailure { HubFailure(.forbidden, .forbidden, message) }

    /// A missing repo, or one that the caller may not know of: both look the same.
    static func repoNotFound(_ caller: Caller) -> HubFailure {
        // The Hub answers 401 to strangers and 404 to people it knows.
        caller.user == nil
            ? HubFailure(.unauthorized, .repoNotFound, "Repository not found, or it is private: sign in to see it.")
            : HubFailure(.notFound, .repoNotFound, "Repository not found")
    }

    static func revisionNotFound(_ revision: String) -> HubFailure {
        HubFailure(.notFound, .revisionNotFound, "Invalid rev id: \(revision)")
    }

    static func entryNotFound(_ path: String, _ revision: String) -> HubFailure {
        HubFailure(.notFound, .entryNotFound, "\(path) does not exist on \"\(revision)\"")
    }

    static func unauthorized(_ message: String) -> HubFailure {
        HubFailure(.unauthorized, .unauthorized, message)
    }
}

extension HubFailure {
    /// The answer for machines.
    var response: Response {
        let body = JSONValue.object([JSONMember("error", .string(message))] + details)
        var answer = Response.json(body, status: status)
        answer.headers.append(contentsOf: headers)
        answer.headers[.errorCode] = code.rawValue
        answer.headers[.errorMessage] = Self.headerSafe(message)
        return answer
    }

    /// Header values are one line of visible ASCII: the rest would break the answer or be cut by proxies.
    private static func headerSafe(_ text: String) -> String {
        String(text.unicodeScalars.prefix(1000).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
    }
}

extension HTTPField.Name {
    static let contentSecurityPolicy = HTTPField.Name(known: "Content-Security-Policy")
    static let contentTypeOptions = HTTPField.Name(known: "X-Content-Type-Options")
    static let referrerPolicy = HTTPField.Name(known: "Referrer-Policy")
}
