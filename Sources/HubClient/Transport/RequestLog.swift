import HTTPTypes
import Logging

/// Tells of requests at level `debug`: a line for the shell that does the same, with `$HF_TOKEN` for the token.
struct RequestLog: Sendable {
    let logger: Logger

    func sends(_ request: OutgoingRequest) {
        logger.debug("\(Self.curl(request))")
    }

    func got(_ status: Int, _ request: OutgoingRequest, id: String?) {
        logger.debug("\(request.words): \(status)\(id.map { ", request \($0)" } ?? "")")
    }

    func waits(_ wait: Duration, for reason: String) {
        logger.info("\(reason); again in \(wait)")
    }

    static func curl(_ request: OutgoingRequest) -> String {
        var words = ["curl"]
        switch request.method {
        case .get: break
        case .head: words.append("-I")
        default: words += ["-X", request.method.rawValue]
        }
        for field in request.headers {
            // The variable must be expanded by the shell, so no single quotes here.
            let value = Redaction.value(of: field)
            words += [
                "-H", value.contains("$HF_TOKEN") ? "\"\(field.name): \(value)\"" : quoted("\(field.name): \(value)"),
            ]
        }
        switch request.body {
        case .none: break
        case .bytes(let bytes): words += ["--data-binary", Self.body(bytes, request.headers[.contentType])]
        case .stream: words += ["--data-binary", "@-"]
        }
        words.append(quoted(request.shownAddress))
        return words.joined(separator: " ")
    }

    /// The body where it is short text without anything secret in it.
    private static func body(_ bytes: [UInt8], _ type: String?) -> String {
        guard bytes.count <= 2000, let text = String(validating: bytes, as: UTF8.self) else { return "@-" }
        if type?.hasPrefix("application/x-www-form-urlencoded") == true { return quoted(Redaction.query(text)) }
        return Redaction.isSecret(text) ? "@-" : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
