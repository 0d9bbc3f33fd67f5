/// A difference between two trees at one path.
public struct TreeChange: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case added
        case deleted
        /// Other content or another permission.
        case modified
        /// Another type, such as a file that became a symbolic link.
        case typeChanged
        /// The same content at another path; only `RenameDetection` says so.
        case renamed
    }

    /// What is at a path.
    public struct Side: Sendable, Hashable {
        public var mode: FileMode
        public var id: ObjectID

        public init(mode: FileMode, id: ObjectID) {
            self.mode = mode
            self.id = id
        }
    }

    /// The path in the new tree, or in the old one for a deletion; never a directory's.
    public var path: String
    public var kind: Kind
    /// What was there; nil for an addition.
    public var old: Side?
    /// What is there; nil for a deletion.
    public var new: Side?
    /// Where the content was; nil unless it is a rename.
    public var oldPath: String?

    /// A change with the parts that its kind asks for.
    public init(path: String, kind: Kind, old: Side?, new: Side?, oldPath: String? = nil) {
        self.path = path
        self.kind = kind
        self.old = old
        self.new = new
        self.oldPath = oldPath
    }
}
