/// Compares two trees, recursively, as `git diff-tree -r` does.
public enum TreeDiff {
    /// Bounds on one comparison. A tiny repository can describe a huge tree by naming the same subtrees again
    /// and again, so the work must not follow from the number of objects alone.
    public struct Limits: Sendable {
        /// The number of changes.
        public var changes: Int
        /// The number of trees loaded.
        public var trees: Int
        /// The number of components of a path.
        public var depth: Int

        public init(changes: Int = 1_000_000, trees: Int = 1_000_000, depth: Int = 1024) {
            self.changes = changes
            self.trees = trees
            self.depth = depth
        }
    }

    /// All changes from one tree to another, sorted by the bytes of their paths.
    /// - Parameters:
    ///   - old: The old root; nil stands for the empty tree.
    ///   - new: The new root; nil stands for the empty tree.
    ///   - load: Gives a tree; called only for subtrees that differ.
    /// - Throws: What `load` throws, or a `GitError` of `limitExceeded`.
    public static func changes(
        from old: ObjectID?, to new: ObjectID?, limits: Limits = Limits(),
        load: (ObjectID) throws -> Tree
    ) throws -> [TreeChange] {
        var changes: [TreeChange] = []
        try forEachChange(from: old, to: new, limits: limits, load: load) { change in
            changes.append(change)
            return true
        }
        return changes
    }

    /// Calls a closure with every change in order until it returns false.
    /// - Throws: What `load` and the closure throw, or a `GitError` of `limitExceeded`.
    public static func forEachChange(
        from old: ObjectID?, to new: ObjectID?, limits: Limits = Limits(),
        load: (ObjectID) throws -> Tree, _ body: (TreeChange) throws -> Bool
    ) throws {
        var loaded = 0
        var found = 0
        func entries(_ id: ObjectID?) throws -> [TreeEntry] {
            guard let id, id != .emptyTree else { return [] }
            loaded += 1
            guard loaded <= limits.trees else { throw GitError(.limitExceeded, "too many trees to compare") }
            return try load(id).entries
        }
        guard old != new else { return }
        // The directories being compared, outermost first; a stack of our own, as trees decide the depth.
        var pending = [Pair(prefix: "", old: try entries(old), new: try entries(new))]
        while var pair = pending.popLast() {
            guard let step = pair.next() else { continue }
            pending.append(pair)
            switch step {
            case .directory(let path, let old, let new):
                guard pending.count < limits.depth else {
                    throw GitError(.limitExceeded, "directories nested too deeply")
                }
                pending.append(Pair(prefix: path + "/", old: try entries(old), new: try entries(new)))
            case .change(let change):
                found += 1
                guard found <= limits.changes else { throw GitError(.limitExceeded, "too many changes") }
                guard try body(change) else { return }
            }
        }
    }

    private enum Step {
        case directory(path: String, old: ObjectID?, new: ObjectID?)
        case change(TreeChange)
    }

    /// Two versions of one directory, merged in git's order.
    private struct Pair {
        let prefix: String
        let old: [TreeEntry]
        let new: [TreeEntry]
        var oldIndex = 0
        var newIndex = 0

        init(prefix: String, old: [TreeEntry], new: [TreeEntry]) {
            self.prefix = prefix
            self.old = old
            self.new = new
        }

        /// The next entry that differs.
        mutating func next() -> Step? {
            while oldIndex < old.count || newIndex < new.count {
                let order =
                    if oldIndex == old.count {
                        1
                    } else if newIndex == new.count {
                        -1
                    } else {
                        TreeEntry.compare(old[oldIndex], new[newIndex])
                    }
                let oldEntry = order <= 0 ? old[oldIndex] : nil
                let newEntry = order >= 0 ? new[newIndex] : nil
                if order <= 0 { oldIndex += 1 }
                if order >= 0 { newIndex += 1 }
                if let step = step(oldEntry, newEntry) { return step }
            }
            return nil
        }

        private func step(_ old: TreeEntry?, _ new: TreeEntry?) -> Step? {
            guard let entry = new ?? old else { return nil }
            if let old, let new, old.mode == new.mode, old.id == new.id { return nil }
            let path = prefix + entry.name
            // Entries of equal order are both directories or both not.
            if entry.mode == .directory { return .directory(path: path, old: old?.id, new: new?.id) }
            let kind: TreeChange.Kind =
                if let old, let new {
                    old.mode.hasSameType(as: new.mode) ? .modified : .typeChanged
                } else {
                    old == nil ? .added : .deleted
                }
            let side = { (entry: TreeEntry) in TreeChange.Side(mode: entry.mode, id: entry.id) }
            return .change(TreeChange(path: path, kind: kind, old: old.map(side), new: new.map(side)))
        }
    }
}
