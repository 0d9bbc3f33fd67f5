import HubAPI

extension HubCache {
    /// Removes what a plan says. Names go before contents, so that whatever interrupts it, nothing is left that names
    /// something missing; running it again does the rest.
    ///
    /// - Parameter removal: From ``CacheReport/removal(of:)`` or ``CacheReport/pruning(partialsOlderThan:)``.
    /// - Throws: ``HubError`` of kind `fileSystem` at the first file that can't be removed, and `cancelled`.
    public func remove(_ removal: CacheRemoval) async throws(HubError) {
        try await BlockingWork.run { cancellation throws(HubError) in
            for file in removal.files { try FileSystem.removeFile(file.path) }
            for repo in removal.repos {
                try cancellation.check()
                // Refs and snapshots first: an interrupted removal must not leave links to nothing.
                try FileSystem.removeAll("\(repo.path)/refs")
                try FileSystem.removeAll("\(repo.path)/snapshots")
                try FileSystem.removeAll(repo.path)
            }
            for revision in removal.revisions {
                try cancellation.check()
                try removeRevision(revision)
            }
            for ref in removal.refs { try FileSystem.removeFile(ref) }
            for blob in removal.blobs { try FileSystem.removeFile(blob) }
            for partial in removal.partials { try removePartial(partial) }
        }
        let shared = SharedBlobs(cache: root)
        for payload in removal.sharedPayloads.union(removal.sharedBlobs.map(\.path)).sorted() {
            try await shared.sweep(payload)
        }
    }

    /// A snapshot, with what is known of its commit.
    private func removeRevision(_ revision: CachedRevision) throws(HubError) {
        let repo = FileSystem.folder(of: FileSystem.folder(of: revision.path))
        try FileSystem.removeAll(revision.path)
        try FileSystem.removeAll("\(repo)/.no_exist/\(revision.commit)")
        try FileSystem.removeFile("\(repo)/trees/\(revision.commit).json")
    }

    /// Unless somebody writes to it: then its lock is held, or it has become younger than the plan.
    private func removePartial(_ partial: CachedPartial) throws(HubError) {
        guard let status = FileStatus(unfollowed: partial.path),
            Timestamp(seconds: status.modified) == partial.lastModified
        else { return }
        let blobs = FileSystem.folder(of: partial.path)
        let repo = FileSystem.name(of: FileSystem.folder(of: blobs))
        if let etag = PartialName.etag(of: FileSystem.name(of: partial.path)) {
            let path = "\(root)/.locks/\(repo)/\(etag).lock"
            if FileStatus.isFile(path) {
                guard let lock = try FileLock.attempt(path) else { return }
                defer { lock.release() }
                try FileSystem.removeFile(partial.path)
                return
            }
        }
        try FileSystem.removeFile(partial.path)
    }
}
