/// One line of a tree: a name and what it stands for.
public struct TreeEntry: Sendable, Hashable {
    public var mode: FileMode
    /// One component of a path.
    public var name: String
    public var id: ObjectID

    /// An entry; its name is checked when it goes into a `Tree`.
    public init(mode: FileMode, name: String, id: ObjectID) {
        self.mode = mode
        self.name = name
        self.id = id
    }

    /// Whether a tree may hold a name: not empty, `.`, `..` or `.git` (of any case: some file systems do not
    /// tell them apart), and without `/` and NUL.
    public static func isValidName(_ name: String) -> Bool {
        name.withBytes { isValidName(bytes: $0) }
    }

    static func isValidName(bytes: some Collection<UInt8>) -> Bool {
        if bytes.isEmpty { return false }
        if bytes.contains(where: { $0 == .slash || $0 == 0 }) { return false }
        guard bytes.first == .dot else { return true }
        return switch bytes.count {
        case 1: false
        case 2: !bytes.allSatisfy { $0 == .dot }
        case 4: !bytes.lazy.map { $0 | 0x20 }.elementsEqual(".git".utf8)
        default: true
        }
    }

    /// Equality of mode, id and the bytes of the name.
    public static func == (left: TreeEntry, right: TreeEntry) -> Bool {
        left.mode == right.mode && left.id == right.id && left.name.hasSameBytes(as: right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(mode)
        hasher.combine(id)
        hasher.combine(NameKey(name))
    }

    /// Git's order of entries: by bytes, with directories as if their names ended in `/`. Negative, zero or
    /// positive; zero for two names that are the same and both directories, or both not.
    static func compare(_ left: TreeEntry, _ right: TreeEntry) -> Int {
        compare(left.name, left.mode == .directory, right.name, right.mode == .directory)
    }

    static func compare(
        _ left: String, _ leftIsDirectory: Bool, _ right: String, _ rightIsDirectory: Bool
    ) -> Int {
        left.withBytes { left in
            right.withBytes { right in
                let common = min(left.count, right.count)
                for index in 0..<common where left[index] != right[index] {
                    return Int(left[index]) - Int(right[index])
                }
                // The shorter name ends here: with nothing (0, below every byte of a name) or with a slash.
                func next(_ bytes: UnsafeBufferPointer<UInt8>, _ isDirectory: Bool) -> Int {
                    if bytes.count > common { return Int(bytes[common]) }
                    return isDirectory ? Int(UInt8.slash) : 0
                }
                return next(left, leftIsDirectory) - next(right, rightIsDirectory)
            }
        }
    }
}
