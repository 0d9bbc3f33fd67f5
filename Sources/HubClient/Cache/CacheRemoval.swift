import HubAPI

/// Something in a cache that a person wants to be rid of.
public enum CacheTarget: Sendable, Hashable {
    /// A repo with all its revisions, by its ``CachedRepo/cacheID`` in any case: `model/ns/name`.
    case repo(String)
    /// A commit of whatever repo, 40 hex digits in any case.
    case revision(String)
    /// A file in all revisions of a repo.
    case file(repo: String, path: String)
}

/// What is to be removed from a cache, and what that frees. Making one removes nothing; see ``HubCache/remove(_:)``.
public struct CacheRemoval: Sendable {
    /// Repos that go as a whole.
    public internal(set) var repos: [CachedRepo] = []
    /// Revisions of repos of which others stay.
    public internal(set) var revisions: [CachedRevision] = []
    /// Single files of revisions that stay.
    public internal(set) var files: [CachedFile] = []
    /// Files of downloads that were broken off.
    public internal(set) var partials: [CachedPartial] = []
    /// Contents that were shared and belong to nobody any more.
    public internal(set) var sharedBlobs: [CachedSharedBlob] = []
    /// What the cache doesn't have.
    public internal(set) var notFound: [CacheTarget] = []
    /// Bytes. Content that stays in use elsewhere doesn't count.
    public internal(set) var freedBytes: Int64 = 0

    /// Contents that no snapshot needs any more, as paths; links to shared ones among them.
    var blobs: Set<String> = []
    /// Ref files by their paths, with the commits for which they go.
    var refs: [String: String] = [:]
    /// Shared contents to which links will be gone.
    var sharedPayloads: Set<String> = []

    /// Nothing.
    public init() {}

    /// Whether there is nothing to remove.
    public var isEmpty: Bool {
        repos.isEmpty && revisions.isEmpty && files.isEmpty && partials.isEmpty && sharedBlobs.isEmpty
    }
}

extension CacheReport {
    /// What removing these would take away. What the cache doesn't have is in ``CacheRemoval/notFound``.
    public func removal(of targets: [CacheTarget]) -> CacheRemoval {
        var removal = CacheRemoval()
        var commits: [String: Set<String>] = [:]
        var files: Set<CachedFile> = []
        for target in targets {
            switch target {
            case .repo(let id):
                guard let repo = repo(id) else { removal.notFound.append(target); continue }
                commits[repo.path] = Set(repo.revisions.map(\.commit))
            case .revision(let commit):
                let owners = repos.filter { $0.revisions.contains { $0.commit == commit.lowercased() } }
                if owners.isEmpty { removal.notFound.append(target) }
                for repo in owners { commits[repo.path, default: []].insert(commit.lowercased()) }
            case .file(let id, let path):
                let found = repo(id)?.revisions.flatMap(\.files).filter { $0.file == path } ?? []
                if found.isEmpty { removal.notFound.append(target) }
                files.formUnion(found)
            }
        }
        for repo in repos { add(repo, commits: commits[repo.path], files: files, to: &removal) }
        finish(&removal)
        return removal
    }

    /// What nobody misses: revisions that no ref names, files of downloads that were broken off, and shared contents
    /// that no repo has.
    ///
    /// - Parameter age: Files of downloads that were written to within this time stay: they may be under way.
    public func pruning(partialsOlderThan age: Duration = .seconds(24 * 60 * 60)) -> CacheRemoval {
        var removal = CacheRemoval()
        let limit = Timestamp.now.milliseconds - age.components.seconds * 1000
        let young = partials.filter { $0.lastModified.milliseconds >= limit }
        for repo in repos {
            let detached = Set(repo.revisions.filter(\.refs.isEmpty).map(\.commit))
            guard !detached.isEmpty else { continue }
            let isInUse = young.contains { $0.path.hasPrefix("\(repo.path)/") }
            add(repo, commits: detached, files: [], keepingFolder: isInUse, to: &removal)
        }
        removal.partials += partials.filter { !young.contains($0) && !removal.partials.contains($0) }
        removal.sharedBlobs = unusedSharedBlobs
        finish(&removal)
        return removal
    }

    private func repo(_ id: String) -> CachedRepo? { repos.first { $0.cacheID.lowercased() == id.lowercased() } }

    /// - Parameters:
    ///   - commits: The revisions to go; nil if the repo was not asked for as such.
    ///   - keepingFolder: The repo has more than its revisions, which is to stay even if none of these does.
    private func add(
        _ repo: CachedRepo, commits: Set<String>?, files: Set<CachedFile>, keepingFolder: Bool = false,
        to removal: inout CacheRemoval
    ) {
        let going = repo.revisions.filter { commits?.contains($0.commit) ?? false }
        for revision in going {
            for ref in revision.refs { removal.refs["\(repo.path)/refs/\(ref)"] = revision.commit }
        }
        if commits != nil, going.count == repo.revisions.count, !keepingFolder {
            for (ref, commit) in repo.danglingRefs { removal.refs["\(repo.path)/refs/\(ref)"] = commit }
            removal.repos.append(repo)
            removal.blobs.formUnion(repo.revisions.flatMap(\.files).map(\.blobPath))
            removal.partials += partials.filter { $0.path.hasPrefix("\(repo.path)/") }
            return
        }
        let staying = repo.revisions.filter { revision in !going.contains { $0.commit == revision.commit } }
        let goingFiles = staying.flatMap(\.files).filter { files.contains($0) }
        let kept = Set(staying.flatMap(\.files).filter { !files.contains($0) }.map(\.blobPath))
        removal.revisions += going
        removal.files += goingFiles
        removal.blobs.formUnion((going.flatMap(\.files) + goingFiles).map(\.blobPath).filter { !kept.contains($0) })
    }

    private func finish(_ removal: inout CacheRemoval) {
        let files = removal.repos.flatMap(\.revisions) + removal.revisions
        let all = files.flatMap(\.files) + removal.files
        let sizes = Dictionary(all.map { ($0.blobPath, $0.size) }, uniquingKeysWith: { first, _ in first })
        let shared = SharedBlobs(cache: root)
        let hasShared = shared.isMarked
        var freed: Int64 = 0
        for blob in removal.blobs {
            if hasShared, let hash = shared.sharedHash(of: blob), let payload = shared.payloadPath(hash) {
                removal.sharedPayloads.insert(payload)
            } else {
                freed += sizes[blob] ?? 0
            }
        }
        for payload in removal.sharedPayloads { freed += shared.freed(payload, byRemoving: removal.blobs) }
        freed += removal.partials.map(\.size).reduce(0, +) + removal.sharedBlobs.map(\.size).reduce(0, +)
        removal.freedBytes = freed
    }
}
