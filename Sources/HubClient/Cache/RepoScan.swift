import HubAPI

/// The scan of one repo's folder. Blocks.
struct RepoScan {
    let path: String
    let type: String
    let id: String

    /// A content, by the place where it lies.
    private typealias Contents = [String: FileStatus]

    func run(_ scan: inout CacheScan) throws(HubError) -> CachedRepo {
        var refs = try refs(&scan)
        var contents: Contents = [:]
        var revisions: [CachedRevision] = []
        for commit in try FileSystem.names(in: "\(path)/snapshots") where !HelperFile.isHelper(commit) {
            try scan.cancellation.check()
            guard FileStatus.isFolder("\(path)/snapshots/\(commit)") else {
                scan.warn("Not the folder of a snapshot", "\(path)/snapshots/\(commit)")
                continue
            }
            revisions.append(
                try revision(commit, refs: refs.removeValue(forKey: commit) ?? [], &contents, &scan))
        }
        for (commit, names) in refs.sorted(by: { $0.key < $1.key }) {
            for name in names { scan.warn("A ref names \(commit), of which nothing is here", "\(path)/refs/\(name)") }
        }
        let folder = FileStatus(path)
        let dangling = refs.flatMap { commit, names in names.map { ($0, commit) } }
        return CachedRepo(
            type: type, id: id, path: path, revisions: revisions, size: contents.values.map(\.size).reduce(0, +),
            fileCount: contents.count,
            lastAccessed: Timestamp(seconds: contents.values.map(\.accessed).max() ?? folder?.accessed ?? 0),
            lastModified: Timestamp(seconds: contents.values.map(\.modified).max() ?? folder?.modified ?? 0),
            danglingRefs: Dictionary(dangling, uniquingKeysWith: { first, _ in first }))
    }

    /// The names of refs by commit.
    private func refs(_ scan: inout CacheScan) throws(HubError) -> [String: [String]] {
        var refs: [String: [String]] = [:]
        try FileSystem.walk("\(path)/refs") { name, file in
            guard RefFile.isRef(name) else { return }
            guard let commit = RefFile.commit(in: file) else { return scan.warn("A ref that names no commit", file) }
            refs[commit, default: []].append(name)
        }
        return refs
    }

    private func revision(
        _ commit: String, refs: [String], _ contents: inout Contents, _ scan: inout CacheScan
    ) throws(HubError) -> CachedRevision {
        let snapshot = "\(path)/snapshots/\(commit)"
        var files: [CachedFile] = []
        var broken: [String] = []
        try FileSystem.walk(snapshot) { name, file in
            let blob = FileSystem.linkTarget(file).map { FileSystem.resolve($0, from: FileSystem.folder(of: file)) }
            guard let status = contents[blob ?? file] ?? FileStatus(blob ?? file) else {
                broken.append(name)
                return scan.warn("The content of a file is gone", file)
            }
            guard status.kind == .file else { return }
            contents[blob ?? file] = status
            files.append(
                CachedFile(
                    file: name, path: file, blobPath: blob ?? file, size: status.size,
                    lastAccessed: Timestamp(seconds: status.accessed),
                    lastModified: Timestamp(seconds: status.modified)))
        }
        let sizes = Dictionary(files.map { ($0.blobPath, $0.size) }, uniquingKeysWith: { first, _ in first })
        let modified = Timestamp(seconds: FileStatus(snapshot)?.modified ?? 0)
        return CachedRevision(
            commit: commit, path: snapshot, files: files, refs: refs, size: sizes.values.reduce(0, +),
            lastModified: files.map(\.lastModified).max() ?? modified, brokenFiles: broken)
    }
}
