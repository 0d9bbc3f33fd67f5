/// What was wrong with bytes, names or limits given to this module.
public struct GitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, for callers that map them to answers.
    public enum Code: String, Sendable, Hashable {
        /// A tree object does not follow git's format.
        case invalidTree
        /// A commit object does not follow git's format.
        case invalidCommit
        /// An annotated tag object does not follow git's format.
        case invalidTag
        /// A line of a person and a time does not follow git's format.
        case invalidSignature
        /// A Git LFS pointer does not follow its specification.
        case invalidPointer
        /// A path or a name that no tree may hold.
        case invalidPath
        /// A bound on size, count or depth was passed.
        case limitExceeded
    }

    /// The kind of failure.
    public var code: Code
    /// A short English sentence without a full stop; may quote the offending name.
    public var message: String

    /// An error of a kind, with words for people.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
