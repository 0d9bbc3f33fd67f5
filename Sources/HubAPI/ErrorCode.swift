/// The words of the `X-Error-Code` header. Clients choose their exception by the first four.
public enum ErrorCode: String, Sendable, Hashable, Codable {
    /// There is no such repo, or none that the token may see.
    case repoNotFound = "RepoNotFound"
    /// The repo has no such branch, tag, ref or commit.
    case revisionNotFound = "RevisionNotFound"
    /// The revision has no such file or folder.
    case entryNotFound = "EntryNotFound"
    /// The repo shows its files only to whom its owners let in.
    case gatedRepo = "GatedRepo"
    /// The request is not what the route wants.
    case badRequest = "BadRequest"
    /// The path of a file that no repo may have.
    case invalidPath = "InvalidPath"
    /// No token was sent.
    case unauthorized = "Unauthorized"
    /// The token is wrong or expired.
    case invalidCredentials = "InvalidCredentials"
    /// The token may not do this.
    case forbidden = "Forbidden"
    /// Anything else that is not there.
    case notFound = "NotFound"
    /// The route has no such method.
    case methodNotAllowed = "MethodNotAllowed"
    /// Something else is in the way.
    case conflict = "Conflict"
    /// There is a repo of that name.
    case repoAlreadyExists = "RepoAlreadyExists"
    /// The branch has moved on since the commit that the request names.
    case commitConflict = "CommitConflict"
    /// The body has more bytes than the route takes.
    case payloadTooLarge = "PayloadTooLarge"
    /// The range begins behind the end of the file.
    case rangeNotSatisfiable = "RangeNotSatisfiable"
    /// The bytes are not those that were announced.
    case contentMismatch = "ContentMismatch"
    /// The Hub has such a route, and this hub doesn't.
    case notImplemented = "NotImplemented"
    /// Not now; later perhaps.
    case unavailable = "Unavailable"
    /// The hub failed.
    case internalError = "InternalError"
}
