import GitObjects
import HubAPI
import HubStorage

/// What the main branch of a repo holds at the moment of a request.
struct MainBranch: Sendable {
    static let name = "main"

    /// A file as its tree has it.
    struct File: Sendable, Hashable {
        let path: String
        /// The git id, which for a large file is that of its pointer.
        let blob: ObjectID
        /// Bytes of the blob in git.
        let blobSize: Int64
        /// Set for content that lies outside git.
        let large: TreeListing.LargeFile?

        /// Bytes of the content.
        var size: Int64 { large?.size ?? blobSize }

        init(path: String, entry: TreeListing.Entry) {
            self.path = path
            self.blob = entry.tree.id
            self.blobSize = entry.detail.size
            self.large = entry.detail.large
        }
    }

    /// What the caller must be allowed.
    enum Right: Sendable {
        /// To see which files there are.
        case names
        /// To have their content, which gated repos give to members only.
        case contents
    }

    let repo: Repo
    let commit: CommitRecord
}

/// Finds files of main branches. Every request begins with ``open(_:_:caller:)``, which asks for the caller's right.
struct MainBranches: Sendable {
    let database: any Database
    let caches: HistoryCaches

    /// - Throws: ``HubFailure`` as every route throws it: no such repo, gated, no main branch.
    func open(_ reference: RepoReference, _ right: MainBranch.Right, caller: Caller) async throws -> MainBranch {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            if right == .contents { try Access.requirePassage(repo, caller) }
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            return MainBranch(repo: repo, commit: try reader.commit(atRevision: MainBranch.name))
        }
    }

    /// The files whose paths are wanted, in the order of their paths.
    func files(
        _ branch: MainBranch, where isWanted: @escaping @Sendable (String) -> Bool
    ) async throws -> [MainBranch.File] {
        let caches = caches
        return try await database.read { db in
            var files: [MainBranch.File] = []
            try HistoryReader(db, repoID: branch.repo.id, caches: caches).files(in: branch.commit.tree) { path, entry in
                if entry.tree.mode.isBlob, isWanted(path) { files.append(MainBranch.File(path: path, entry: entry)) }
                return true
            }
            return files
        }
    }

    /// The files at these paths with where their contents are; those that are not there are left out.
    func contents(
        _ branch: MainBranch, of paths: [String]
    ) async throws -> [String: (file: MainBranch.File, content: ResolveService.Content)] {
        let caches = caches
        return try await database.read { db in
            let reader = HistoryReader(db, repoID: branch.repo.id, caches: caches)
            let files = try paths.compactMap { text -> MainBranch.File? in
                guard let path = try? FilePath(text), let entry = try reader.entry(path, in: branch.commit.tree),
                    entry.tree.mode.isBlob
                else { return nil }
                return MainBranch.File(path: text, entry: entry)
            }
            let places = try LFSStore(db).places(branch.repo.id, files.compactMap(\.large?.sha256))
            return try files.reduce(into: [:]) { found, file in
                if let large = file.large {
                    // What was taken from the repo is gone, whatever the tree says.
                    guard let place = places[large.sha256] else { return }
                    found[file.path] = (file, try ResolveService.content(large.sha256, place, db))
                } else {
                    let bytes = try reader.inlineBlob(file.blob)
                    let key = try GitBlobKey.key(branch.repo.id, file.blob)
                    found[file.path] = (file, bytes.map(ResolveService.Content.bytes) ?? .object(key))
                }
            }
        }
    }

    /// The file at a path with where its content is.
    ///
    /// - Throws: ``HubFailure`` 404 EntryNotFound.
    func content(
        _ branch: MainBranch, of path: String
    ) async throws -> (file: MainBranch.File, content: ResolveService.Content) {
        guard let found = try await contents(branch, of: [path])[path] else {
            throw HubFailure.entryNotFound(path, MainBranch.name)
        }
        return found
    }

    /// A large file of the branch that has this digest, if the repo may serve it.
    func large(
        _ branch: MainBranch, sha256: [UInt8]
    ) async throws -> (file: MainBranch.File, content: ResolveService.Content)? {
        let caches = caches
        return try await database.read { db in
            // Asked first, because it is cheap and mostly says no.
            guard let place = try LFSStore(db).places(branch.repo.id, [sha256])[sha256] else { return nil }
            var found: MainBranch.File?
            try HistoryReader(db, repoID: branch.repo.id, caches: caches).files(in: branch.commit.tree) { path, entry in
                if entry.detail.large?.sha256 == sha256 { found = MainBranch.File(path: path, entry: entry) }
                return found == nil
            }
            return try found.map { ($0, try ResolveService.content(sha256, place, db)) }
        }
    }
}
