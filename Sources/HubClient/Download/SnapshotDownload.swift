import HubAPI

/// Downloads of all files of a revision.
extension DownloadJob {
    func snapshotIntoCache(_ filter: PathFilter) async throws(HubError) -> Snapshot {
        try checkForce()
        guard !asksNobody else { return try snapshotFromCache(filter, notCached(subject())) }
        let here = folder.commit(of: revision)
        let isBegun = here.map { FileStatus.isFolder(folder.snapshotPath($0)) } ?? false
        let content: SnapshotContent
        switch try await ask(
            filter, in: folder, isHere: isBegun,
            orElse: { filter, error throws(HubError) in
                try snapshotFromCache(filter, error)
            })
        {
        case .hub(let found): content = found
        case .here(let snapshot): return snapshot
        }
        let pointers = try content.files.map { remote throws(HubError) in
            try folder.pointerPath(remote.commit, remote.file)
        }
        let isHere = zip(content.files, pointers).map { remote, pointer in
            !policy.isForced && remote.isPlausible(FileStatus(pointer)?.fileSize)
        }
        try announce(content.files, missing: missingBytes(content.files, pointers), in: folder.path)
        let needsWork = isHere.contains(false)
        if needsWork { try folder.prepare() }
        // A cache that can't be written to serves what it has.
        do throws(HubError) { try folder.setRef(revision, to: content.commit) } catch {
            if needsWork { throw error }
        }
        let files = try await concurrently(content.files.count) { index throws(HubError) in
            let remote = content.files[index]
            if isHere[index], let size = remote.size {
                return finished(
                    DownloadedFile(
                        file: remote.file, path: pointers[index], commit: remote.commit, etag: remote.etag, size: size,
                        source: .cache))
            }
            return finished(try await fetchIntoCache(try await complete(remote), pointers[index]))
        }
        return Snapshot(path: folder.snapshotPath(content.commit), commit: content.commit, files: files)
    }

    /// Some hubs list no object ids: then the file itself must be asked about.
    func complete(_ remote: RemoteFile) async throws(HubError) -> RemoteFile {
        guard remote.etag.isEmpty else { return remote }
        return try await FileLookup(
            hub: hub, repo: repo, file: remote.file, revision: Revision(remote.commit)
        ).remote()
    }

    /// What was found out about a revision.
    enum Asked {
        case hub(SnapshotContent)
        /// The hub couldn't be asked, and this is what stands in.
        case here(Snapshot)
    }

    /// Asks the hub what a revision consists of. Where something lies here already it is asked once only, and patiently
    /// after all if that isn't enough.
    func ask(
        _ filter: PathFilter, in store: some ListingStore, isHere: Bool,
        orElse fallBack: (PathFilter, HubError) throws(HubError) -> Snapshot
    ) async throws(HubError) -> Asked {
        var repeats: HubCall.Repeats = isHere && !policy.isForced ? .never : .always
        while true {
            do throws(HubError) {
                return .hub(try await content(filter, in: store, keeps: true, repeats: repeats))
            } catch {
                guard Self.mayFallBack(on: error), !policy.isForced else { throw error }
                do throws(HubError) {
                    return .here(try fallBack(filter, failure(error, subject())))
                } catch let notEnough {
                    guard case .never = repeats, Self.mayPass(error) else { throw notEnough }
                    repeats = .always
                }
            }
        }
    }

    /// Tells what there is to do, and checks that there is room for it.
    ///
    /// - Parameter missing: Bytes that must still come.
    func announce(_ files: [RemoteFile], missing: Int64, in folder: String) throws(HubError) {
        tell?(.planned(files: files.count, bytes: files.reduce(0) { $0 + ($1.size ?? 0) }))
        try DiskSpace.check(missing, in: folder, for: subject())
    }

    /// Bytes that must still come into the cache: none of a file that only needs a link, and once what several have.
    private func missingBytes(_ files: [RemoteFile], _ pointers: [String]) -> Int64 {
        var counted: Set<String> = []
        return zip(files, pointers).reduce(0) { sum, file in
            let (remote, pointer) = file
            guard let size = remote.size, policy.isForced || !isInCache(remote, pointer),
                remote.etag.isEmpty || counted.insert(remote.etag).inserted
            else { return sum }
            return sum + size - partialBytes(remote.etag, at: folder.partialPath(remote.etag), of: size)
        }
    }

    /// Bytes that an earlier run left, as far as this one goes on with them.
    func partialBytes(_ etag: String, at path: String, of size: Int64) -> Int64 {
        guard policy.resumes, !policy.isForced, !etag.isEmpty else { return 0 }
        return min(size, FileStatus(path)?.fileSize ?? 0)
    }

    /// What the cache has of the revision, if that is all that is wanted.
    private func snapshotFromCache(_ filter: PathFilter, _ error: HubError) throws(HubError) -> Snapshot {
        guard let commit = folder.commit(of: revision) else { throw error }
        let path = folder.snapshotPath(commit)
        guard FileStatus.isFolder(path) else { throw error }
        guard let tree = folder.tree(of: commit) else {
            // Nobody knows what is missing; as Python's client does, what is there is taken for all.
            return finished(Snapshot(path: path, commit: commit, files: try filesInSnapshot(path, commit, filter)))
        }
        let content = SnapshotContent(repo, commit: commit, tree: tree, filter: filter)
        var files: [DownloadedFile] = []
        var missing: [String] = []
        for remote in content.files {
            let entry = tree.files[remote.file]
            if case .whole(let file) = try CachedCopy.look(
                in: folder, commit: commit, file: remote.file, entry: entry)
            {
                files.append(file)
            } else {
                missing.append(remote.file)
            }
        }
        guard missing.isEmpty else { throw Self.incomplete(subject(), missing, error) }
        return finished(Snapshot(path: path, commit: commit, files: files))
    }

    static func incomplete(_ subject: String, _ missing: [String], _ error: HubError) -> HubError {
        let names = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
        return HubError(
            .incompleteSnapshot(missing: missing),
            "\(missing.count) files of \(subject) are missing here or damaged (\(names)): \(error.message)",
            suggestion: error.suggestion ?? "Try again when the hub can be reached", request: error.request,
            status: error.status)
    }

    private func filesInSnapshot(
        _ path: String, _ commit: String, _ filter: PathFilter
    ) throws(HubError) -> [DownloadedFile] {
        var files: [DownloadedFile] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for name in try FileSystem.names(in: "\(path)/\(folder)") {
                let file = folder + name
                guard let status = FileStatus("\(path)/\(file)") else { continue }
                if status.kind == .folder { folders.append(file + "/") }
                guard status.kind == .file, filter.passes(file) else { continue }
                let etag = FileSystem.linkTarget("\(path)/\(file)").map(FileSystem.name(of:))
                files.append(
                    DownloadedFile(
                        file: file, path: "\(path)/\(file)", commit: commit, etag: etag, size: status.size,
                        source: .cache))
            }
        }
        return files.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    }

    func finished(_ snapshot: Snapshot) -> Snapshot {
        tell?(.planned(files: snapshot.files.count, bytes: snapshot.files.reduce(0) { $0 + $1.size }))
        for file in snapshot.files { _ = finished(file) }
        return snapshot
    }
}
