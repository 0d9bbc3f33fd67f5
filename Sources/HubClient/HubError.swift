/// What went wrong, in a form that a program can act on and a person can read.
///
/// Every throwing call of this module throws this type and nothing else.
public struct HubError: Error, Sendable {
    /// What went wrong, for programs to decide by.
    public enum Kind: Sendable, Hashable {
        /// There is no such repo, or none that this token may see: hubs don't tell the two apart.
        case repositoryNotFound
        /// The repo shows its files only to whom its owners let in.
        case gated
        /// The repo was switched off by the hub.
        case disabled
        /// The repo has no such branch, tag, ref or commit.
        case revisionNotFound
        /// The revision holds no such file or folder.
        case entryNotFound
        /// Anything else that isn't there: a user, a collection, a route that this hub doesn't have.
        case notFound
        /// No valid token was sent.
        case unauthorized
        /// The token is valid, but may not do this.
        case forbidden
        /// The hub didn't accept the request.
        case badRequest
        /// Someone else was first, or the thing exists already.
        case conflict
        /// Too many requests; when the hub said so, the time to wait.
        case rateLimited(retryAfter: Duration?)
        /// The hub failed (5xx).
        case server
        /// The hub does not offer this.
        case notSupported
        /// The hub could not be reached, or the connection broke.
        case network
        /// No answer came, or nothing more of it, for as long as the configuration allows.
        case timeout
        /// Nothing was asked, because this client is told to stay offline.
        case offline
        /// The bytes are not those that the hub promised.
        case integrity(expected: String, actual: String)
        /// The hub's answer can't be understood.
        case decoding
        /// The file is not in the cache, and could not or must not be fetched.
        case notCached
        /// Of a snapshot that can't be fetched now, these files are missing in the cache.
        case incompleteSnapshot(missing: [String])
        /// A value that the caller gave is not valid.
        case invalidInput
        /// A file or folder of this machine can't be read or written.
        case fileSystem(code: Int32)
        /// The disk is full, or would be.
        case outOfSpace
        /// The task was cancelled.
        case cancelled
    }

    /// What went wrong, for programs.
    public var kind: Kind
    /// A sentence: what failed, on which repo, revision or path.
    public var message: String
    /// What the person can do about it.
    public var suggestion: String?
    /// The request that failed, such as `GET https://hub.example/api/models/a/b`; without secrets.
    public var request: String?
    /// The HTTP status of the answer.
    public var status: Int?
    /// The hub's word for the error (`X-Error-Code`).
    public var code: String?
    /// What the hub said about it.
    public var serverMessage: String?
    /// The id under which the hub logged the request.
    public var requestID: String?

    /// An error of a kind, with what else is known about it.
    public init(
        _ kind: Kind, _ message: String, suggestion: String? = nil, request: String? = nil, status: Int? = nil,
        code: String? = nil, serverMessage: String? = nil, requestID: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.suggestion = suggestion
        self.request = request
        self.status = status
        self.code = code
        self.serverMessage = serverMessage
        self.requestID = requestID
    }
}

extension HubError: CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        var text = message
        if let serverMessage, !message.contains(serverMessage) { text += ": \(serverMessage)" }
        var details: [String] = []
        if let status { details.append("status \(status)") }
        if let requestID { details.append("request \(requestID)") }
        if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
        if let suggestion { text += ". \(suggestion)" }
        return text
    }
}
