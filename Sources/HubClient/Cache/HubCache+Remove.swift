import HubAPI

extension HubCache {
    /// Removes what a plan says. Names go before contents, so that whatever interrupts it, nothing is left that names
    /// something missing; running it again does the rest.
    ///
    /// What another process works on meanwhile stays, as does what came after the plan was made.
    ///
    /// - Parameter removal: From ``CacheReport/removal(of:)`` or ``CacheReport/pruning(partialsOlderThan:)``.
    /// - Throws: ``HubError`` of kind `fileSystem` at the first file that can't be removed, and `cancelled`.
    public func remove(_ removal: CacheRemoval) async throws(HubError) {
        try await BlockingWork.run { cancellation throws(HubError) in
            for (ref, commit) in removal.refs where RefFile.commit(in: ref) == commit { try FileSystem.removeFile(ref) }
            for file in removal.files { try FileSystem.removeFile(file.path) }
            for revision in removal.repos.flatMap(\.revisions) + removal.revisions {
                try cancellation.check()
                let repo = FileSystem.folder(of: FileSystem.folder(of: revision.path))
                try RepoRemoval(path: repo, cancellation: cancellation).removeRevision(revision.commit)
            }
            for (repo, names) in blobNames(removal) {
                try RepoRemoval(path: repo, cancellation: cancellation).removeBlobs(names)
            }
            for partial in removal.partials {
                let repo = FileSystem.folder(of: FileSystem.folder(of: partial.path))
                try RepoRemoval(path: repo, cancellation: cancellation).removePartial(partial)
            }
            for repo in removal.repos {
                try RepoRemoval(path: repo.path, cancellation: cancellation).removeFolder()
            }
        }
        let shared = SharedBlobs(cache: root, logger: logger)
        for payload in removal.sharedPayloads.union(removal.sharedBlobs.map(\.path)).sorted() {
            try await shared.sweep(payload)
        }
    }

    /// The names of the blobs to go, by the folders of their repos. A content that lies elsewhere is a file of a
    /// snapshot, which is gone with it, or what a strange link leads to, which is nobody's to remove.
    private func blobNames(_ removal: CacheRemoval) -> [String: [String]] {
        var names: [String: [String]] = [:]
        for blob in removal.blobs {
            let folder = FileSystem.folder(of: blob)
            let repo = FileSystem.folder(of: folder)
            guard FileSystem.name(of: folder) == "blobs", FileSystem.folder(of: repo) == root else { continue }
            names[repo, default: []].append(FileSystem.name(of: blob))
        }
        return names
    }
}
