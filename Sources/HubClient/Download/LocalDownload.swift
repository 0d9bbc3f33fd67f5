import HubAPI

/// Downloads into a folder of the user's, as real files.
extension DownloadJob {
    /// Brings one file of the job's revision into a folder.
    func fileIntoFolder(_ file: String, _ local: LocalFolder) async throws(HubError) -> DownloadedFile {
        try checkForce()
        let places = try local.places(of: file)
        let metadata = local.metadata(of: places)
        let size = FileStatus(places.file)?.fileSize
        if LocalStep.next(
            revision: revision, etag: nil, isThere: size != nil, metadata: metadata, isForced: policy.isForced)
            == .keep,
            let size, let metadata
        {
            return foundOne(here(file, places, metadata.commit, metadata.etag, size))
        }
        let remote: RemoteFile
        do throws(HubError) {
            guard !asksNobody else { throw notCached(subject(file)) }
            if revision.isCommit, let entry = local.tree(of: revision.name)?.files[file], !entry.etag.isEmpty {
                remote = RemoteFile(entry, repo: repo, file: file, commit: revision.name)
            } else {
                let lookup = FileLookup(hub: hub, repo: repo, file: file, revision: revision)
                remote = try await lookup.remote(repeats: size != nil && !policy.isForced ? .never : .always)
            }
        } catch {
            // As Python's client: when the hub can't be asked, what is here is what there is.
            let mayKeep = error.kind == .notCached || Self.mayFallBack(on: error)
            // A file that nobody downloaded may be the user's own.
            let isKnown = metadata != nil || error.kind == .notCached || Self.mayPass(error)
            guard mayKeep, !policy.isForced, isKnown, let size else { throw failure(error, subject(file)) }
            return foundOne(here(file, places, metadata?.commit, metadata?.etag, size))
        }
        tell?(.planned(files: 1, bytes: remote.size ?? 0))
        return finished(try await intoFolder(remote, local, places))
    }

    /// Brings a file into a folder of which everything is known, unless it is there already.
    func intoFolder(
        _ remote: RemoteFile, _ local: LocalFolder, _ places: LocalFolder.Places
    ) async throws(HubError) -> DownloadedFile {
        if let kept = try await kept(remote, local, places) { return kept }
        try local.prepare(for: places)
        let lock = try await local.lock(places, logger: hub.logger)
        defer { lock.release() }
        // Whoever had the lock before may have brought it.
        if let kept = try await kept(remote, local, places) { return kept }
        if !policy.isForced, case .whole(let cached) = try cachedCopy(of: remote) {
            try await local.copy(cached.path, to: places)
            try local.note(places, commit: remote.commit, etag: remote.etag)
            return here(remote.file, places, remote.commit, remote.etag, cached.size)
        }
        let transfer = try FileTransfer(remote, hub: hub, policy: policy, tell: tell)
        let result = try await transfer.run(
            shared: lock.isTrustworthy ? places.partial(remote.etag) : nil, unique: places.uniquePartial(remote.etag))
        try result.move(to: places.file, synchronizing: policy.synchronizes)
        try local.note(places, commit: remote.commit, etag: remote.etag)
        return DownloadedFile(
            file: remote.file, path: places.file, commit: remote.commit, etag: remote.etag, size: result.size,
            source: result.source)
    }

    /// What lies there, if it is the file that is wanted.
    private func kept(
        _ remote: RemoteFile, _ local: LocalFolder, _ places: LocalFolder.Places
    ) async throws(HubError) -> DownloadedFile? {
        let metadata = local.metadata(of: places)
        let size = FileStatus(places.file)?.fileSize
        guard let size, try await isRight(remote, places, size, metadata) else { return nil }
        // A folder that can't be written to has the file all the same.
        if metadata?.commit != remote.commit || metadata?.etag != remote.etag { try? note(remote, local, places) }
        return here(remote.file, places, remote.commit, remote.etag, size)
    }

    /// Whether what lies there is the file that is wanted; hashes it if nothing is known of it.
    func isRight(
        _ remote: RemoteFile, _ places: LocalFolder.Places, _ size: Int64, _ metadata: LocalMetadata?
    ) async throws(HubError) -> Bool {
        guard remote.isPlausible(size) else { return false }
        let step = LocalStep.next(
            revision: Revision(remote.commit), etag: remote.etag, isThere: true, metadata: metadata,
            isForced: policy.isForced)
        return switch step {
        case .askHub, .fetch: false
        case .keep, .refresh: true
        case .compareHash: try await Self.hash(of: places.file, size, like: remote.etag) == remote.etag
        }
    }

    private func note(
        _ remote: RemoteFile, _ local: LocalFolder, _ places: LocalFolder.Places
    ) throws(HubError) {
        try local.prepare(for: places)
        try local.note(places, commit: remote.commit, etag: remote.etag)
    }

    private static func hash(of path: String, _ size: Int64, like etag: String) async throws(HubError) -> String? {
        guard let digest = ContentDigest(etag: etag) else { return nil }
        return try await BlockingWork.run { cancellation throws(HubError) in
            try digest.hash(ofFile: path, size: size) { () throws(HubError) in try cancellation.check() }
        }
    }

    /// What the cache has of it.
    func cachedCopy(of remote: RemoteFile) throws(HubError) -> CachedCopy {
        let copy = try CachedCopy.look(in: folder, commit: remote.commit, file: remote.file)
        guard case .whole(let file) = copy, !remote.isPlausible(file.size) else { return copy }
        return .missing
    }

    private func here(
        _ file: String, _ places: LocalFolder.Places, _ commit: String?, _ etag: String?, _ size: Int64
    ) -> DownloadedFile {
        DownloadedFile(file: file, path: places.file, commit: commit, etag: etag, size: size, source: .cache)
    }
}
