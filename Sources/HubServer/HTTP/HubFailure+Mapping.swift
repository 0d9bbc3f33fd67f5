import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import NIOCore

extension HubFailure {
    /// What any error means to the caller. What is not foreseen says nothing of the inside: the log has it.
    init(any error: any Error) {
        switch error {
        case let failure as HubFailure: self = failure
        case let refusal as FilePath.Refusal:
            self.init(.badRequest, .invalidPath, refusal.description)
        case let error as DatabaseError where error.code == .busy || error.code == .unavailable:
            self.init(.serviceUnavailable, .unavailable, "The database is busy or away: try again in a moment")
            headers[.retryAfter] = "1"
        case let error as DatabaseError where error.code == .foreignKeyViolation:
            // What the request began with was deleted under it.
            self.init(.notFound, .repoNotFound, "The repo was deleted meanwhile")
        case let error as DatabaseError where error.code == .invalidText:
            self.init(.badRequest, .badRequest, "A name or text in the request holds a NUL character")
        case let error as DatabaseError where error.code == .uniqueViolation:
            self.init(.conflict, .conflict, "Somebody else did the same at this moment: try again")
        case let error as GitError where error.code == .invalidPath || error.code == .limitExceeded:
            self.init(.badRequest, .invalidPath, error.message)
        case let error as ObjectStoreError:
            self.init(storage: error)
        default:
            self.init(
                .internalServerError, .internalError,
                "Something went wrong in the hub; its log has the details under this request's X-Request-Id")
        }
    }

    private init(storage error: ObjectStoreError) {
        switch error.code {
        case .lengthMismatch, .hashMismatch:
            self.init(.badRequest, .contentMismatch, error.message)
        case .tooLarge: self.init(.contentTooLarge, .payloadTooLarge, error.message)
        case .outOfSpace:
            self.init(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), .unavailable,
                "The hub's disk is full: nothing was stored")
        case .invalidRange: self.init(.rangeNotSatisfiable, .rangeNotSatisfiable, error.message)
        case .notFound, .invalidKey, .failed:
            self.init(.internalServerError, .internalError, "The content could not be read or stored")
        }
    }
}
