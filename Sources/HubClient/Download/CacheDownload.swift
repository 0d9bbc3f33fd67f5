import HubAPI

/// Downloads of single files into the cache.
extension DownloadJob {
    /// Brings a file of the job's revision here, asking as little as possible: nothing for what is here of a commit,
    /// once for what is here of a branch.
    func fileIntoCache(_ file: String) async throws(HubError) -> DownloadedFile {
        try checkForce()
        let here = folder.commit(of: revision)
        let copy =
            try here.map { commit throws(HubError) in
                try CachedCopy.look(in: folder, commit: commit, file: file)
            } ?? .missing
        if revision.isCommit, !policy.isForced {
            if case .whole(let file) = copy { return foundOne(file) }
            if folder.isKnownMissing(revision.name, file) {
                throw HubError(.entryNotFound, "File or folder not found: \(subject(file))")
            }
        }
        // Checked before anything is asked: it becomes a part of paths.
        _ = try folder.pointerPath(String(repeating: "0", count: 40), file)
        guard !asksNobody else { return try fallBack(on: copy, notCached(subject(file))) }
        let remote: RemoteFile
        do throws(HubError) {
            // With a copy at hand it is not worth waiting for a hub that is down.
            let isUseful = if case .whole = copy { !policy.isForced } else { false }
            remote = try await self.remote(file, repeats: isUseful ? .never : .always)
        } catch {
            guard Self.mayFallBack(on: error), !policy.isForced else { throw error }
            return try fallBack(on: copy, failure(error, subject(file)))
        }
        return try await intoCache(remote)
    }

    /// What the hub says of a file; nothing is asked if the listing of the commit lies here.
    private func remote(_ file: String, repeats: HubCall.Repeats) async throws(HubError) -> RemoteFile {
        if revision.isCommit, let entry = folder.tree(of: revision.name)?.files[file], !entry.etag.isEmpty {
            return RemoteFile(entry, repo: repo, file: file, commit: revision.name)
        }
        return try await FileLookup(hub: hub, repo: repo, file: file, revision: revision).remote(repeats: repeats)
    }

    private func fallBack(on copy: CachedCopy, _ error: HubError) throws(HubError) -> DownloadedFile {
        switch copy {
        case .whole(let file): return foundOne(file)
        case .damaged(let damage): throw damage
        case .missing: throw error
        }
    }

    /// Brings a file here of which everything is known, unless it is here already.
    func intoCache(_ remote: RemoteFile) async throws(HubError) -> DownloadedFile {
        let pointer = try folder.pointerPath(remote.commit, remote.file)
        tell?(.planned(files: 1, bytes: remote.size ?? 0))
        if !policy.isForced, let size = FileStatus(pointer)?.fileSize, remote.isPlausible(size) {
            // A cache that can't be written to serves what it has.
            try? folder.setRef(revision, to: remote.commit)
            return finished(copy(of: remote, pointer, size))
        }
        try folder.prepare()
        try folder.setRef(revision, to: remote.commit)
        return finished(try await fetchIntoCache(remote, pointer))
    }

    /// Under the lock of its content, after another look: whoever had the lock before may have brought it.
    func fetchIntoCache(_ remote: RemoteFile, _ pointer: String) async throws(HubError) -> DownloadedFile {
        let lock = try await folder.lock(remote.etag)
        defer { lock.release() }
        let blob = folder.blobPath(remote.etag)
        if !policy.isForced {
            if let size = FileStatus(blob)?.fileSize, remote.isPlausible(size) {
                try await folder.link(blob: remote.etag, into: remote.commit, as: remote.file)
                return copy(of: remote, pointer, size)
            }
            if let xet = sharedXet(remote), let size = remote.size,
                try await xet.store.find(xet.hash, size: size, for: remote.etag, in: folder)
            {
                try await folder.link(blob: remote.etag, into: remote.commit, as: remote.file)
                return copy(of: remote, pointer, size)
            }
        }
        let transfer = try FileTransfer(remote, hub: hub, policy: policy, tell: tell)
        let result = try await transfer.run(
            shared: lock.isTrustworthy ? folder.partialPath(remote.etag) : nil,
            unique: folder.uniquePartialPath(remote.etag))
        try result.move(to: blob, synchronizing: policy.synchronizes)
        var isNewBlob = true
        if result.source == .xet, let xet = sharedXet(remote), let size = remote.size {
            isNewBlob = try await !xet.store.publish(
                xet.hash, size: size, of: remote.etag, in: folder, replacing: policy.isForced)
        }
        try await folder.link(blob: remote.etag, into: remote.commit, as: remote.file, isNewBlob: isNewBlob)
        return DownloadedFile(
            file: remote.file, path: pointer, commit: remote.commit, etag: remote.etag, size: result.size,
            source: result.source)
    }

    private func sharedXet(_ remote: RemoteFile) -> (store: SharedBlobs, hash: String)? {
        guard hub.configuration.usesXet, let xet = remote.xet, let store = hub.cache.sharedBlobs else { return nil }
        return (store, xet.hash)
    }

    private func copy(of remote: RemoteFile, _ path: String, _ size: Int64) -> DownloadedFile {
        DownloadedFile(
            file: remote.file, path: path, commit: remote.commit, etag: remote.etag, size: size, source: .cache)
    }

    /// Tells that the only file that is wanted is here.
    func foundOne(_ file: DownloadedFile) -> DownloadedFile {
        tell?(.planned(files: 1, bytes: file.size))
        return finished(file)
    }

    /// Tells that a file is here.
    func finished(_ file: DownloadedFile) -> DownloadedFile {
        tell?(.finished(file: file.file, file))
        return file
    }
}

extension FileStatus {
    /// The size if it is a file.
    var fileSize: Int64? { kind == .file ? size : nil }
}
