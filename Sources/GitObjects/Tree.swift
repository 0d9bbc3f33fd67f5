/// The content of one directory: entries in git's order, every name valid and there once.
///
/// Source of the format: `git help hash-object`, `git mktree` and git's fsck rules.
public struct Tree: Sendable, Hashable {
    /// The entries in git's order.
    public let entries: [TreeEntry]

    /// The tree without entries.
    public static let empty = Tree(sortedUnchecked: [])

    private init(sortedUnchecked entries: [TreeEntry]) {
        self.entries = entries
    }

    /// A tree of entries in any order.
    /// - Throws: `invalidTree` for a name that trees may not hold or that is there twice.
    public init(_ entries: [TreeEntry]) throws(GitError) {
        for entry in entries where !TreeEntry.isValidName(entry.name) {
            throw GitError(.invalidTree, "a tree may not hold the name '\(entry.name)'")
        }
        self.init(sortedUnchecked: entries.sorted { TreeEntry.compare($0, $1) < 0 })
        try requireUniqueNames()
    }

    /// Reads a tree object's content (without the header). Takes time linear in the number of bytes.
    /// - Throws: `invalidTree` when the bytes are cut short, an entry's mode is unknown, a name is invalid or
    ///   not UTF-8, or the entries are out of order or there twice.
    public init(parsing bytes: [UInt8]) throws(GitError) {
        var entries: [TreeEntry] = []
        var index = 0
        while index < bytes.count {
            let entry = try Self.parseEntry(bytes, at: &index)
            if let last = entries.last, TreeEntry.compare(last, entry) >= 0 {
                throw GitError(.invalidTree, "entries out of order at '\(entry.name)'")
            }
            entries.append(entry)
        }
        self.init(sortedUnchecked: entries)
        try requireUniqueNames()
    }

    private static func parseEntry(_ bytes: [UInt8], at index: inout Int) throws(GitError) -> TreeEntry {
        var mode: UInt32 = 0
        let modeStart = index
        while index < bytes.count, bytes[index] != .space {
            guard (0x30...0x37).contains(bytes[index]), index - modeStart < 7 else {
                throw GitError(.invalidTree, "a mode that is not octal")
            }
            mode = mode << 3 | UInt32(bytes[index] - 0x30)
            index += 1
        }
        guard index > modeStart, let mode = FileMode(tolerating: mode) else {
            throw GitError(.invalidTree, "an unknown mode")
        }
        index += 1
        guard index < bytes.count, let nameEnd = bytes[index...].firstIndex(of: 0) else {
            throw GitError(.invalidTree, "a name without an end")
        }
        guard bytes.count - nameEnd > ObjectID.byteCount else {
            throw GitError(.invalidTree, "an id cut short")
        }
        let nameBytes = bytes[index..<nameEnd]
        guard TreeEntry.isValidName(bytes: nameBytes), let name = String(validating: nameBytes, as: UTF8.self)
        else { throw GitError(.invalidTree, "an invalid name") }
        index = nameEnd + 1 + ObjectID.byteCount
        return TreeEntry(mode: mode, name: name, id: ObjectID(uncheckedBytes: bytes[(nameEnd + 1)..<index]))
    }

    /// A file and a directory of one name are not neighbours in git's order, so directories are looked up.
    private func requireUniqueNames() throws(GitError) {
        for index in entries.indices.dropFirst()
        where TreeEntry.compare(entries[index - 1], entries[index]) == 0 {
            throw GitError(.invalidTree, "'\(entries[index].name)' is there twice")
        }
        for entry in entries where entry.mode == .directory && find(entry.name, isDirectory: false) != nil {
            throw GitError(.invalidTree, "'\(entry.name)' is there twice")
        }
    }

    /// The entry of a name, found in logarithmic time; nil when there is none.
    public func entry(named name: String) -> TreeEntry? { place(of: name).map { entries[$0] } }

    /// The place of a name among the entries, found in logarithmic time; nil when there is none.
    public func place(of name: String) -> Int? {
        find(name, isDirectory: false) ?? find(name, isDirectory: true)
    }

    private func find(_ name: String, isDirectory: Bool) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            let entry = entries[middle]
            let order = TreeEntry.compare(entry.name, entry.mode == .directory, name, isDirectory)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The bytes of the tree object (without the header).
    public func serialized() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(entries.reduce(0) { $0 + $1.name.utf8.count + 28 })
        for entry in entries {
            output.append(contentsOf: entry.mode.octal.utf8)
            output.append(.space)
            output.append(contentsOf: entry.name.utf8)
            output.append(0)
            entry.id.append(to: &output)
        }
        return output
    }

    /// The tree's id.
    public var id: ObjectID { ObjectID.hash(.tree, serialized()) }
}
