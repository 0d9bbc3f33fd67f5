import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes folders below a root so that they survive a loss of power, and remembers which ones are known to.
///
/// A folder that is merely there may have been made a moment ago by someone who has not synchronized its parent
/// yet; so each process synchronizes the chain once itself.
final class DurableFolders: Sendable {
    private let root: String
    private let known = Mutex<Set<String>>([])
    /// Bounds the memory; forgetting costs one more synchronization per folder.
    private let limit = 16_384

    init(root: String) {
        self.root = root
    }

    /// Makes the folder at `path` (relative to the root, without leading `/`) and those above it.
    func make(_ path: some StringProtocol) throws {
        guard !path.isEmpty, !known.withLock({ $0.contains(String(path)) }) else { return }
        let parent = path.lastIndex(of: "/").map { path[..<$0] } ?? path.prefix(0)
        try make(parent)
        let full = "\(root)/\(path)"
        guard mkdir(full, 0o750) == 0 || errno == EEXIST else {
            throw ObjectStoreError.system("make the folder", full)
        }
        try Self.synchronize(parent.isEmpty ? root : "\(root)/\(parent)")
        known.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known.insert(String(path))
        }
    }

    /// Forgets all, because a folder turned out to be missing.
    func forget() {
        known.withLock { $0.removeAll() }
    }

    static func synchronize(_ path: String) throws {
        guard let folder = try OpenFile.existing(path) else {
            throw ObjectStoreError(.failed, "the folder “\(path)” is missing")
        }
        try folder.synchronize()
    }
}
