import HubClient

/// What kind of end a command came to, as its exit code. Documented in `docs/cli.md`; scripts depend on the numbers.
enum ExitClass: Int32 {
    case success = 0
    case `internal` = 1
    case usage = 2
    case notFound = 3
    case access = 4
    case network = 5
    case integrity = 6
    case conflict = 7
    case rateLimited = 8
    case interrupted = 130

    init(_ kind: HubError.Kind) {
        self =
            switch kind {
            case .repositoryNotFound, .revisionNotFound, .entryNotFound, .notFound, .notSupported: .notFound
            case .gated, .disabled, .unauthorized, .forbidden: .access
            case .badRequest, .invalidInput: .usage
            case .conflict: .conflict
            case .rateLimited: .rateLimited
            case .server, .network, .timeout, .offline, .notCached, .incompleteSnapshot: .network
            case .integrity: .integrity
            case .cancelled: .interrupted
            case .decoding, .fileSystem, .outOfSpace: .internal
            }
    }
}

extension HubError.Kind {
    /// The word for it in JSON errors; documented, and as stable as the exit codes.
    var word: String {
        switch self {
        case .repositoryNotFound: "repository_not_found"
        case .gated: "gated"
        case .disabled: "disabled"
        case .revisionNotFound: "revision_not_found"
        case .entryNotFound: "entry_not_found"
        case .notFound: "not_found"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .badRequest: "bad_request"
        case .conflict: "conflict"
        case .rateLimited: "rate_limited"
        case .server: "server"
        case .notSupported: "not_supported"
        case .network: "network"
        case .timeout: "timeout"
        case .offline: "offline"
        case .integrity: "integrity"
        case .decoding: "decoding"
        case .notCached: "not_cached"
        case .incompleteSnapshot: "incomplete_snapshot"
        case .invalidInput: "invalid_input"
        case .fileSystem: "file_system"
        case .outOfSpace: "out_of_space"
        case .cancelled: "cancelled"
        }
    }
}
