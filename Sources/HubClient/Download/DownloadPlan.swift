import HubAPI

/// What downloads would do. Nothing is written.
extension DownloadJob {
    func plan(_ filter: PathFilter, into destination: DownloadDestination) async throws(HubError) -> [PlannedFile] {
        guard !asksNobody else { throw notCached(subject()) }
        let content: SnapshotContent
        switch destination {
        case .cache: content = try await self.content(filter, in: folder, keeps: false, repeats: .always)
        case .directory(let path):
            content = try await self.content(filter, in: LocalFolder(path: path), keeps: false, repeats: .always)
        }
        var files: [PlannedFile] = []
        for remote in content.files { files.append(try await plan(remote, into: destination)) }
        return files
    }

    func plan(_ file: String, into destination: DownloadDestination) async throws(HubError) -> PlannedFile {
        if case .cache = destination, let commit = folder.commit(of: revision), revision.isCommit || asksNobody,
            case .whole(let copy) = try CachedCopy.look(in: folder, commit: commit, file: file)
        {
            return PlannedFile(
                file: file, commit: commit, size: copy.size, isCached: true, willDownload: policy.isForced,
                path: copy.path)
        }
        guard !asksNobody else { throw notCached(subject(file)) }
        let lookup = FileLookup(hub: hub, repo: repo, file: file, revision: revision, notesMissing: false)
        return try await plan(try await lookup.remote(), into: destination)
    }

    private func plan(
        _ remote: RemoteFile, into destination: DownloadDestination
    ) async throws(HubError) -> PlannedFile {
        let path: String
        let isCached: Bool
        var willDownload: Bool
        switch destination {
        case .cache:
            path = try folder.pointerPath(remote.commit, remote.file)
            isCached = isInCache(remote, path)
            willDownload = !isCached
        case .directory(let directory):
            let local = LocalFolder(path: directory)
            let places = try local.places(of: remote.file)
            path = places.file
            let size = FileStatus(path)?.fileSize
            var isRight = false
            if let size { isRight = try await self.isRight(remote, places, size, local.metadata(of: places)) }
            var isElsewhere = false
            if !isRight, case .whole = try cachedCopy(of: remote) { isElsewhere = true }
            isCached = size != nil || isElsewhere
            willDownload = !isRight && !isElsewhere
        }
        willDownload = willDownload || policy.isForced
        return PlannedFile(
            file: remote.file, commit: remote.commit, size: remote.size, isCached: isCached,
            willDownload: willDownload, path: path)
    }

    /// Whether a download would only have to make links.
    func isInCache(_ remote: RemoteFile, _ pointer: String) -> Bool {
        if remote.isPlausible(FileStatus(pointer)?.fileSize) { return true }
        if !remote.etag.isEmpty, remote.isPlausible(FileStatus(folder.blobPath(remote.etag))?.fileSize) { return true }
        guard hub.configuration.usesXet, let xet = remote.xet, let size = remote.size else { return false }
        return hub.cache.sharedBlobs?.contains(xet.hash, size: size) ?? false
    }
}
