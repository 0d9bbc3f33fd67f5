/// Finds files that moved without changing, as `git diff --find-renames=100%` does.
public enum RenameDetection {
    /// The changes with every pair of a deletion and an addition of the same content replaced by one rename at
    /// the new path. Among several sources, one of the same last component is preferred, then the first.
    /// - Parameter changes: Changes as `TreeDiff` gives them; their order is kept. Takes linear time.
    public static func exact(in changes: [TreeChange]) -> [TreeChange] {
        var byContent = Candidates<Content>()
        var byName = Candidates<NamedContent>()
        for (index, change) in changes.enumerated() where change.kind == .deleted {
            guard let old = change.old else { continue }
            let content = Content(old)
            byContent.add(index, for: content)
            byName.add(index, for: NamedContent(content: content, name: Self.basename(change.path)))
        }
        var used = [Bool](repeating: false, count: changes.count)
        var result = changes
        for (index, change) in changes.enumerated() where change.kind == .added {
            guard let new = change.new else { continue }
            let content = Content(new)
            let named = NamedContent(content: content, name: Self.basename(change.path))
            guard let source = byName.take(named, used) ?? byContent.take(content, used) else { continue }
            used[source] = true
            result[index] = TreeChange(
                path: change.path, kind: .renamed, old: changes[source].old, new: new,
                oldPath: changes[source].path)
        }
        return zip(result, used).compactMap { change, used in used ? nil : change }
    }

    /// What must be equal: the id and, for all but files, the mode.
    private struct Content: Hashable {
        let id: ObjectID
        let mode: FileMode

        init(_ side: TreeChange.Side) {
            id = side.id
            mode = side.mode == .executable ? .regular : side.mode
        }
    }

    private struct NamedContent: Hashable {
        let content: Content
        let name: NameKey
    }

    /// Indexes of sources by what they must have in common with the target.
    private struct Candidates<Key: Hashable> {
        private var queues: [Key: (indices: [Int], next: Int)] = [:]

        mutating func add(_ index: Int, for key: Key) {
            queues[key, default: ([], 0)].indices.append(index)
        }

        /// The first one not used yet. Every used one is passed over only once.
        mutating func take(_ key: Key, _ used: [Bool]) -> Int? {
            guard let queue = queues[key] else { return nil }
            var next = queue.next
            while next < queue.indices.count, used[queue.indices[next]] { next += 1 }
            queues[key]?.next = next
            return next < queue.indices.count ? queue.indices[next] : nil
        }
    }

    private static func basename(_ path: String) -> NameKey {
        NameKey(path.utf8.lastIndex(of: .slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path)
    }
}
