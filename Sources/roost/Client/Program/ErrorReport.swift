import HubAPI
import HubClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What standard error is told of a command that failed: a sentence and a hint for people, one line of JSON for
/// programs (`--json`).
struct ErrorReport {
    /// A stable word; for errors of a hub ``HubError/Kind/word``.
    var code: String
    var message: String
    var hint: String?
    var requestID: String?
    var status: Int?

    init(code: String, message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    init(_ error: HubError) {
        code = error.kind.word
        message = error.message
        if let said = error.serverMessage, !said.isEmpty, !message.contains(said) { message += ": \(said)" }
        hint = error.suggestion ?? Self.usualHint(error.kind)
        requestID = error.requestID
        status = error.status
    }

    init(interruptedBy signal: Int32) {
        self.init(
            code: "interrupted", message: signal == SIGINT ? "interrupted" : "ended by signal \(signal)",
            hint: "What was downloaded is kept: run the same command to go on.")
    }

    /// What helps most often, where the error itself doesn't know better.
    private static func usualHint(_ kind: HubError.Kind) -> String? {
        switch kind {
        case .unauthorized: "Log in with: roost auth login"
        case .gated: "Ask for access on the repo's page, and log in with: roost auth login"
        case .repositoryNotFound: "If it is private, log in with: roost auth login"
        case .offline: "Unset HF_HUB_OFFLINE to ask the hub."
        default: nil
        }
    }

    var json: JSONValue {
        [
            "error": [
                "code": .string(code), "message": .string(message),
                "hint": hint.map(JSONValue.string) ?? .null,
                "request_id": requestID.map(JSONValue.string) ?? .null,
                "status": status.map { .integer(Int64($0)) } ?? .null,
            ]
        ]
    }

    /// - Parameter forPeople: The whole text, where it isn't made from the message and the hint.
    func print(forPeople text: String? = nil) {
        if OutputFormat.ofThisCall == .json {
            Terminal.print(json.text + "\n", to: STDERR_FILENO)
            return
        }
        if let text {
            Terminal.print(text + "\n", to: STDERR_FILENO)
            return
        }
        var details: [String] = []
        if let status { details.append("status \(status)") }
        if let requestID { details.append("request \(requestID)") }
        let suffix = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        Notes.write("error", .red, message + suffix)
        if let hint { Notes.write("hint", .plain, hint) }
    }
}
