import HubAPI

extension DownloadJob {
    /// Brings all files of the job's revision into a folder.
    func snapshotIntoFolder(_ filter: PathFilter, _ local: LocalFolder) async throws(HubError) -> Snapshot {
        try checkForce()
        guard !asksNobody else { return try snapshotInFolder(filter, local, notCached(subject())) }
        let content: SnapshotContent
        switch try await ask(
            filter, in: local, isHere: local.isKnown,
            orElse: { filter, error throws(HubError) in
                try snapshotInFolder(filter, local, error)
            })
        {
        case .hub(let found): content = found
        case .here(let snapshot): return snapshot
        }
        let places = try content.files.map { remote throws(HubError) in try local.places(of: remote.file) }
        let isThere = zip(content.files, places).map { remote, places in
            !policy.isForced && remote.isPlausible(FileStatus(places.file)?.fileSize)
        }
        let missing = content.files.indices.reduce(Int64(0)) { sum, index in
            let remote = content.files[index]
            guard let size = remote.size, !isThere[index] else { return sum }
            return sum + size - partialBytes(remote.etag, at: places[index].partial(remote.etag), of: size)
        }
        try announce(content.files, missing: missing, in: local.path)
        // As Python's client, which notes it although the files go elsewhere.
        try? folder.setRef(revision, to: content.commit)
        let files = try await concurrently(content.files.count) { index throws(HubError) in
            finished(try await intoFolder(try await complete(content.files[index]), local, places[index]))
        }
        return Snapshot(path: local.path, commit: content.commit, files: files)
    }

    /// What the folder has of the revision, if that is all that is wanted.
    private func snapshotInFolder(
        _ filter: PathFilter, _ local: LocalFolder, _ error: HubError
    ) throws(HubError) -> Snapshot {
        guard let commit = folder.commit(of: revision), let tree = local.tree(of: commit) else {
            // What is missing can't be known. As in Python's client what is there is taken for all, but only of a folder
            // that was downloaded into, and not when the hub says that the repo isn't there for this client.
            guard local.isKnown, error.kind == .notCached || Self.mayPass(error) else { throw error }
            return finished(Snapshot(path: local.path, commit: folder.commit(of: revision), files: []))
        }
        let content = SnapshotContent(repo, commit: commit, tree: tree, filter: filter)
        var files: [DownloadedFile] = []
        var missing: [String] = []
        for remote in content.files {
            let places = try local.places(of: remote.file)
            if let size = FileStatus(places.file)?.fileSize, remote.isPlausible(size) {
                files.append(
                    DownloadedFile(
                        file: remote.file, path: places.file, commit: commit, etag: remote.etag, size: size,
                        source: .cache))
            } else {
                missing.append(remote.file)
            }
        }
        guard missing.isEmpty else { throw Self.incomplete(subject(), missing, error) }
        return finished(Snapshot(path: local.path, commit: commit, files: files))
    }
}
