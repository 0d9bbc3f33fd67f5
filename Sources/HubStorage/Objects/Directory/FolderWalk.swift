import Synchronization

/// A listing in progress: reads one folder at a time, so that its memory is bounded by the widest folder.
final class FolderWalk: Sendable {
    private struct State {
        /// Folders still to read, relative to the root: "" or ending in `/`.
        var pending: [String]
        var found: [ListedObject] = []
    }

    private let root: String
    private let prefix: String
    private let state: Mutex<State>

    init(root: String, prefix: String) {
        self.root = root
        self.prefix = prefix
        // Everything before the last slash must match whole names: start there.
        let start = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let isKey = start.isEmpty || (try? ObjectKey(String(start.dropLast()))) != nil
        self.state = Mutex(State(pending: isKey ? [start] : []))
    }

    func nextFound() -> ListedObject? {
        state.withLock { $0.found.popLast() }
    }

    /// Returns false when all folders have been read. Blocks.
    func readNextFolder() throws -> Bool {
        guard let folder = state.withLock({ $0.pending.popLast() }) else { return false }
        let entries = try FolderEntry.all(in: "\(root)/\(folder)") { (folder + $0).hasPrefix(prefix) }
        var folders: [String] = []
        var objects: [ListedObject] = []
        for entry in entries {
            // What can't be a key was not put here by the store.
            guard let key = try? ObjectKey(folder + entry.name) else { continue }
            switch entry.kind {
            case .file: objects.append(ListedObject(key: key, length: entry.length, modified: entry.modified))
            case .folder: folders.append(folder + entry.name + "/")
            case .other: break
            }
        }
        state.withLock { state in
            state.pending += folders
            state.found += objects
        }
        return true
    }
}
