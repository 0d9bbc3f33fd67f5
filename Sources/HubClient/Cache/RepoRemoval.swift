import HubAPI

/// Takes things out of one repo's folder that other processes may be using. Blocks.
struct RepoRemoval {
    /// The repo's folder.
    let path: String
    let cancellation: BlockingWork.Cancellation

    /// Locks that are held at once; each keeps a file open.
    private static let batch = 64

    /// A snapshot, with what is known of its commit.
    func removeRevision(_ commit: String) throws(HubError) {
        try FileSystem.removeAll("\(path)/snapshots/\(commit)")
        try FileSystem.removeAll("\(path)/.no_exist/\(commit)")
        try FileSystem.removeFile("\(path)/trees/\(commit).json")
    }

    /// Blobs by their names, but for those that somebody works on or a snapshot links to. Whoever links to a blob holds
    /// its lock, so under the lock there is no doubt.
    func removeBlobs(_ names: [String]) throws(HubError) {
        for start in stride(from: 0, to: names.count, by: Self.batch) {
            try cancellation.check()
            var locks: [FileLock] = []
            defer { for lock in locks { lock.release() } }
            var free: [String] = []
            for name in names[start..<min(start + Self.batch, names.count)] {
                do throws(HubError) {
                    guard let lock = try FileLock.attempt(lockPath(name)) else { continue }
                    locks.append(lock)
                } catch {
                    // A full disk has no room for a lock file; what frees it must not need one.
                    guard error.kind == .outOfSpace else { throw error }
                }
                free.append(name)
            }
            let linked = try linkedBlobs()
            for name in free where !linked.contains("\(path)/blobs/\(name)") {
                try FileSystem.removeFile("\(path)/blobs/\(name)")
            }
        }
    }

    /// Unless somebody writes to it: then its lock is held, or it has become younger than the plan.
    func removePartial(_ partial: CachedPartial) throws(HubError) {
        guard let status = FileStatus(unfollowed: partial.path),
            Timestamp(seconds: status.modified) == partial.lastModified
        else { return }
        if let etag = PartialName.etag(of: FileSystem.name(of: partial.path)), FileStatus.isFile(lockPath(etag)) {
            guard let lock = try FileLock.attempt(lockPath(etag)) else { return }
            defer { lock.release() }
            try FileSystem.removeFile(partial.path)
            return
        }
        try FileSystem.removeFile(partial.path)
    }

    /// All that is left of a repo whose refs, revisions and partials are gone; nothing if somebody put more into it.
    func removeFolder() throws(HubError) {
        try cancellation.check()
        // Contents that no snapshot has had.
        try removeBlobs(try blobFolderNames().filter { !PartialName.isPartial($0) })
        guard try isAbandoned() else { return }
        // Refs and snapshots first: an interrupted removal must not leave links to nothing.
        try FileSystem.removeAll("\(path)/refs")
        try FileSystem.removeAll("\(path)/snapshots")
        try FileSystem.removeAll(path)
    }

    private func isAbandoned() throws(HubError) -> Bool {
        guard try blobFolderNames().isEmpty else { return false }
        let snapshots = try FileSystem.names(in: "\(path)/snapshots")
        guard !snapshots.contains(where: { FileStatus.isFolder("\(path)/snapshots/\($0)") }) else { return false }
        var hasRefs = false
        try FileSystem.walk("\(path)/refs") { name, file in
            if RefFile.isRef(name), RefFile.commit(in: file) != nil { hasRefs = true }
        }
        return !hasRefs
    }

    /// Blobs and partials.
    private func blobFolderNames() throws(HubError) -> [String] {
        try FileSystem.names(in: "\(path)/blobs").filter { name in
            let kind = FileStatus(unfollowed: "\(path)/blobs/\(name)")?.kind
            return (kind == .file || kind == .link) && !HelperFile.isHelper(name)
        }
    }

    private func linkedBlobs() throws(HubError) -> Set<String> {
        var linked: Set<String> = []
        try FileSystem.walk("\(path)/snapshots") { _, file in
            guard let target = FileSystem.linkTarget(file) else { return }
            linked.insert(FileSystem.resolve(target, from: FileSystem.folder(of: file)))
        }
        return linked
    }

    private func lockPath(_ blob: String) -> String {
        "\(FileSystem.folder(of: path))/.locks/\(FileSystem.name(of: path))/\(blob).lock"
    }
}
