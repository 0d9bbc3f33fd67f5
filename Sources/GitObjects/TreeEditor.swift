/// Applies changes to a tree and gives the trees that have to be stored for it.
///
/// Only the directories on the way to a change are loaded. As in git, directories come and go with their files:
/// they are made when a file is set in them and vanish with their last one, a file set where a directory
/// is takes its place, and the reverse. When a call throws, the tree is as before the call.
public struct TreeEditor {
    private let load: (ObjectID) throws -> Tree
    /// Opened directories. A directory is always opened after the one it is in, so it has a higher index.
    private var nodes: [Node] = []

    /// The number of bytes a path may have.
    public static let maximumPathByteCount = 4096

    struct Node {
        let parent: Int
        /// The name in the parent; empty for the root.
        let name: NameKey
        /// The id it was loaded from; nil for a new one.
        let base: ObjectID?
        var entries: [NameKey: Entry]
        /// The id of the present state, until the next change here or below.
        var current: ObjectID?
        /// The bytes of `current` when it is not `base`.
        var bytes: [UInt8] = []
        /// Whether it is still in its parent.
        var isLinked = true
    }

    struct Entry {
        var mode: FileMode
        /// Out of date while the directory is opened.
        var id: ObjectID
        /// The opened directory.
        var node: Int?
    }

    /// An editor of a tree.
    /// - Parameters:
    ///   - root: The tree to start from; nil for an empty one.
    ///   - load: Gives a tree.
    /// - Throws: What `load` throws.
    public init(root: ObjectID?, load: @escaping (ObjectID) throws -> Tree) throws {
        self.load = load
        try open(root, parent: 0, name: NameKey(""))
    }

    @discardableResult
    private mutating func open(_ id: ObjectID?, parent: Int, name: NameKey) throws -> Int {
        let tree = if let id, id != .emptyTree { try load(id) } else { Tree.empty }
        var entries: [NameKey: Entry] = [:]
        entries.reserveCapacity(tree.entries.count)
        for entry in tree.entries {
            entries[NameKey(entry.name)] = Entry(mode: entry.mode, id: entry.id)
        }
        nodes.append(Node(parent: parent, name: name, base: id, entries: entries, current: id))
        return nodes.count - 1
    }

    /// Puts something at a path, whatever was there.
    /// - Parameter mode: With `directory`, `id` is a tree's and the whole directory is put there; the empty
    ///   tree's removes what is there.
    /// - Throws: `invalidPath` for a path that trees cannot hold; what `load` throws.
    public mutating func set(_ path: String, mode: FileMode, id: ObjectID) throws {
        if mode == .directory, id == .emptyTree {
            let components = try Self.components(of: path)
            if let name = components.last, let parent = try find(components.dropLast()) {
                unlink(name, in: parent)
            }
            return
        }
        var components = try Self.components(of: path)[...]
        guard let name = components.popLast() else { return }
        var directory = 0
        while let component = components.first, let next = try child(component, of: directory) {
            directory = next
            components.removeFirst()
        }
        // Nothing can fail from here on. What is left of the way has to be made.
        for component in components {
            unlinkNode(component, in: directory)
            nodes.append(Node(parent: directory, name: component, base: nil, entries: [:], current: nil))
            let node = nodes.count - 1
            nodes[directory].entries[component] = Entry(mode: .directory, id: .emptyTree, node: node)
            touch(directory)
            directory = node
        }
        let old = nodes[directory].entries[name]
        if let old, old.node == nil, old.mode == mode, old.id == id { return }
        unlinkNode(name, in: directory)
        nodes[directory].entries[name] = Entry(mode: mode, id: id)
        touch(directory)
    }

    /// Removes a file, a link or a submodule.
    /// - Returns: Whether there was one; false for a directory.
    /// - Throws: `invalidPath` for a path that trees cannot hold; what `load` throws.
    @discardableResult
    public mutating func remove(_ path: String) throws -> Bool {
        try remove(path, directory: false)
    }

    /// Removes a directory with all that is in it.
    /// - Returns: Whether there was one.
    /// - Throws: `invalidPath` for a path that trees cannot hold; what `load` throws.
    @discardableResult
    public mutating func removeDirectory(_ path: String) throws -> Bool {
        try remove(path, directory: true)
    }

    private mutating func remove(_ path: String, directory: Bool) throws -> Bool {
        let components = try Self.components(of: path)
        guard let name = components.last, let parent = try find(components.dropLast()),
            let entry = nodes[parent].entries[name], (entry.mode == .directory) == directory
        else { return false }
        unlink(name, in: parent)
        return true
    }

    /// What is at a path at present; nil when nothing is. A directory's id is that of its present state.
    /// - Throws: `invalidPath` for a path that trees cannot hold; what `load` throws.
    public mutating func entry(at path: String) throws -> TreeEntry? {
        let components = try Self.components(of: path)
        guard let name = components.last, let parent = try find(components.dropLast()),
            var entry = nodes[parent].entries[name]
        else { return nil }
        if let node = entry.node {
            if nodes[node].current == nil { try resolve() }
            entry.id = nodes[node].current ?? entry.id
        }
        return TreeEntry(mode: entry.mode, name: name.string, id: entry.id)
    }

    /// The present state: the root's id and the trees that differ from those loaded, each once and after the
    /// ones it names. The editor can be used further; what it gives is always relative to its start.
    /// - Throws: A `GitError`, but not for trees and paths that went through this type's checks.
    public mutating func write() throws -> (root: ObjectID, newTrees: [(id: ObjectID, bytes: [UInt8])]) {
        try resolve()
        var newTrees: [(id: ObjectID, bytes: [UInt8])] = []
        var seen: Set<ObjectID> = []
        let linked = linkedNodes()
        for index in nodes.indices.reversed() where linked[index] {
            guard let id = nodes[index].current, id != nodes[index].base, seen.insert(id).inserted,
                index == 0 || id != .emptyTree
            else { continue }
            newTrees.append((id, nodes[index].bytes))
        }
        return (nodes[0].current ?? .emptyTree, newTrees)
    }
}

extension TreeEditor {
    private static func components(of path: String) throws -> [NameKey] {
        guard path.utf8.count <= maximumPathByteCount else {
            throw GitError(.invalidPath, "a path of more than \(maximumPathByteCount) bytes")
        }
        return try path.utf8.split(separator: .slash, omittingEmptySubsequences: false).map { component in
            let name = String(Substring(component))
            guard TreeEntry.isValidName(name) else {
                throw GitError(.invalidPath, "a tree may not hold the path '\(path)'")
            }
            return NameKey(name)
        }
    }

    /// The opened directory of a name in another, opening it if need be; nil when there is none.
    private mutating func child(_ name: NameKey, of directory: Int) throws -> Int? {
        guard let entry = nodes[directory].entries[name], entry.mode == .directory else { return nil }
        if let node = entry.node { return node }
        let node = try open(entry.id, parent: directory, name: name)
        nodes[directory].entries[name]?.node = node
        return node
    }

    private mutating func find(_ components: ArraySlice<NameKey>) throws -> Int? {
        var directory = 0
        for component in components {
            guard let next = try child(component, of: directory) else { return nil }
            directory = next
        }
        return directory
    }

    /// Forgets the opened directory of a name, whose entry is about to go.
    private mutating func unlinkNode(_ name: NameKey, in directory: Int) {
        guard let node = nodes[directory].entries[name]?.node else { return }
        nodes[node].isLinked = false
        nodes[node].entries = [:]
    }

    /// Removes an entry, and the directories that are left empty by that.
    private mutating func unlink(_ name: NameKey, in directory: Int) {
        var name = name
        var directory = directory
        while true {
            unlinkNode(name, in: directory)
            guard nodes[directory].entries.removeValue(forKey: name) != nil else { return }
            touch(directory)
            guard directory != 0, nodes[directory].entries.isEmpty else { return }
            name = nodes[directory].name
            directory = nodes[directory].parent
        }
    }

    /// Marks a directory and those above it as changed.
    private mutating func touch(_ directory: Int) {
        var directory = directory
        // What is above a directory marked before is marked already.
        while nodes[directory].current != nil {
            nodes[directory].current = nil
            nodes[directory].bytes = []
            directory = nodes[directory].parent
        }
    }

    private func linkedNodes() -> [Bool] {
        var linked = [Bool](repeating: false, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            linked[index] = index == 0 || (node.isLinked && linked[node.parent])
        }
        return linked
    }

    /// Gives every changed directory its id, the inner ones first.
    private mutating func resolve() throws {
        let linked = linkedNodes()
        for index in nodes.indices.reversed() where linked[index] && nodes[index].current == nil {
            var entries: [TreeEntry] = []
            entries.reserveCapacity(nodes[index].entries.count)
            for (name, entry) in nodes[index].entries {
                let id = entry.node.flatMap { nodes[$0].current } ?? entry.id
                // Trees made by hand can have empty directories; git never writes them.
                if entry.mode == .directory, id == .emptyTree { continue }
                entries.append(TreeEntry(mode: entry.mode, name: name.string, id: id))
            }
            let bytes = try Tree(entries).serialized()
            nodes[index].bytes = bytes
            nodes[index].current = ObjectID.hash(.tree, bytes)
        }
    }
}
