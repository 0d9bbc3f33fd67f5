import HTTPTypes
import HubAPI

/// What is known of a failed request.
struct FailedAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]
    let request: String
    let address: WebAddress
    /// Whether the hub itself answered, and not a server that it sent to.
    let isHub: Bool
    /// Whether a token went along.
    let hadToken: Bool
    let subject: String?
    let retryAfter: Duration?
}

extension HubError {
    /// Of an answer that is an error, by the rules that Python's client goes by (`hf_raise_for_status`).
    init(_ answer: FailedAnswer) {
        let header = answer.headers[.errorMessage]?.trimmed
        let words = ErrorBody.message(answer.body, type: answer.headers[.contentType])
        let serverMessage = Self.joined(header, words)
        let kind = Self.kind(of: answer, header)
        self.init(
            kind, Self.message(of: kind, answer), suggestion: Self.suggestion(for: kind, answer),
            request: answer.request, status: answer.status, code: answer.headers[.errorCode],
            serverMessage: serverMessage, requestID: answer.headers.hubRequestID)
    }

    /// Header and body mostly say the same.
    private static func joined(_ header: String?, _ body: String?) -> String? {
        guard let header, !header.isEmpty else { return body }
        guard let body, !header.contains(body) else { return header }
        return body.contains(header) ? body : "\(header): \(body)"
    }

    private static func kind(of answer: FailedAnswer, _ header: String?) -> Kind {
        switch answer.headers[.errorCode].flatMap(ErrorCode.init(rawValue:)) {
        case .revisionNotFound: return .revisionNotFound
        case .entryNotFound: return .entryNotFound
        case .gatedRepo: return .gated
        case .repoNotFound: return .repositoryNotFound
        default: break
        }
        if header == "Access to this resource is disabled." { return .disabled }
        switch answer.status {
        case 401:
            // To strangers hubs don't say whether a repo is private or isn't there.
            let isBadToken = header == "Invalid credentials in Authorization header"
            return !isBadToken && answer.isHub && isRepoPath(answer.address.path) ? .repositoryNotFound : .unauthorized
        case 403: return .forbidden
        case 404, 410: return .notFound
        case 408: return .timeout
        case 409, 412: return .conflict
        case 429: return .rateLimited(retryAfter: answer.retryAfter)
        case 405, 501: return .notSupported
        case 500...: return .server
        default: return .badRequest
        }
    }

    /// Whether an address is one of a repo: `/api/models/…`, `…/resolve/…`.
    private static func isRepoPath(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        if parts.contains("resolve") { return true }
        guard let api = parts.firstIndex(of: "api"), parts.count > api + 2 else { return false }
        return ["models", "datasets", "spaces", "kernels", "buckets"].contains(parts[api + 1])
    }

    private static func message(of kind: Kind, _ answer: FailedAnswer) -> String {
        let subject = answer.subject ?? answer.request
        return switch kind {
        case .repositoryNotFound: "Repository not found, or it is private: \(subject)"
        case .gated: "Access is restricted to whom the owners let in: \(subject)"
        case .disabled: "The hub has disabled this: \(subject)"
        case .revisionNotFound: "Revision not found: \(subject)"
        case .entryNotFound: "File or folder not found: \(subject)"
        case .notFound: "Not found: \(subject)"
        case .unauthorized: "The hub doesn't accept the token, or asks for one: \(subject)"
        case .forbidden: "The hub refuses this: \(subject)"
        case .conflict: "This is in conflict with what is on the hub: \(subject)"
        case .rateLimited: "The hub has had too many requests: \(subject)"
        case .notSupported: "The hub doesn't offer this: \(subject)"
        case .server: "The hub failed: \(subject)"
        case .timeout: "The hub gave up waiting: \(subject)"
        default: "The hub didn't accept the request: \(subject)"
        }
    }

    private static func suggestion(for kind: Kind, _ answer: FailedAnswer) -> String? {
        switch kind {
        case .repositoryNotFound:
            answer.hadToken
                ? "Check the name and the kind of repo, and that your token may read it"
                : "Check the name and the kind of repo; for a private one log in first"
        case .gated:
            "Ask for access at \(repoPage(answer.address))"
                + (answer.hadToken ? "" : ", and log in")
        case .unauthorized: answer.hadToken ? "Log in with a valid token" : "Log in first"
        case .forbidden:
            answer.hadToken ? "Use a token that has the permission" : "Log in first"
        case .rateLimited(let wait):
            (wait.map { "Try again in \(words(for: $0))" } ?? "Try again later")
                + (answer.hadToken ? "" : "; with a token the limits are higher")
        case .server:
            answer.retryAfter.map { "Try again in \(words(for: $0))" } ?? "Try again later"
        case .timeout: "Try again later"
        default: nil
        }
    }

    /// The page where people ask for access: that of the repo the address belongs to.
    private static func repoPage(_ address: WebAddress) -> String {
        var parts = address.path.split(separator: "/").map(String.init)
        var prefix = ""
        if let api = parts.firstIndex(of: "api"), parts.count > api + 1 {
            prefix = parts[..<api].map { "/" + $0 }.joined()
            let kind = parts[api + 1]
            parts.removeSubrange(...(api + 1))
            if kind != "models" { prefix += "/" + kind }
            let ends = ["revision", "tree", "refs", "commits", "paths-info", "xet-read-token", "resolve", "auth-check"]
            parts = Array(parts.prefix(parts.dropFirst().firstIndex { ends.contains($0) } ?? 2).prefix(2))
        } else if let end = parts.firstIndex(of: "resolve") {
            parts = Array(parts[..<end])
        }
        return address.root + prefix + parts.map { "/" + $0 }.joined()
    }

    private static func words(for duration: Duration) -> String {
        let seconds = max(1, duration.components.seconds)
        return seconds < 120 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes"
    }
}
