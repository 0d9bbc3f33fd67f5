/// What a tree entry is: the only five modes that git writes.
public enum FileMode: UInt32, Sendable, Hashable, CaseIterable {
    /// A file.
    case regular = 0o100644
    /// A file that may be run.
    case executable = 0o100755
    /// A symbolic link; the blob holds its target.
    case symlink = 0o120000
    /// A subtree.
    case directory = 0o040000
    /// A commit of another repository.
    case submodule = 0o160000

    /// A mode as read from a tree, brought to one of the five as git does: old versions also wrote 100664 and
    /// other permission bits. Nil when the type bits are none of git's.
    public init?(tolerating mode: UInt32) {
        switch mode & 0o170000 {
        case 0o100000: self = mode & 0o100 == 0 ? .regular : .executable
        case 0o120000: self = .symlink
        case 0o040000: self = .directory
        case 0o160000: self = .submodule
        default: return nil
        }
    }

    /// The digits in tree objects; a directory has five, the others six.
    public var octal: String {
        String(rawValue, radix: 8)
    }

    /// Six digits, as `git ls-tree` and `git diff-tree` print them.
    public var paddedOctal: String {
        self == .directory ? "040000" : octal
    }

    /// Whether the entry is a blob.
    public var isBlob: Bool {
        self == .regular || self == .executable || self == .symlink
    }

    /// The kind of object the entry's id names.
    public var objectKind: ObjectKind {
        switch self {
        case .directory: .tree
        case .submodule: .commit
        case .regular, .executable, .symlink: .blob
        }
    }

    /// Whether two modes have the same type bits; if not, git speaks of a change of type.
    func hasSameType(as other: FileMode) -> Bool {
        rawValue & 0o170000 == other.rawValue & 0o170000
    }
}
