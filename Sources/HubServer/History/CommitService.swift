import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import RepoCards

/// Commits through the API: all or nothing, and never on top of something the caller has not seen.
struct CommitService: Sendable {
    static let mainBranch = "refs/heads/main"

    let database: any Database
    let objects: any ObjectStore
    let caches: HistoryCaches
    let maximumFile: Int64
    let xet: XetBinding
    let descriptions: DescriptionService
    /// Whether repos are searched by meaning.
    let wantsVectors: Bool

    struct Outcome: Sendable {
        let repo: Repo
        let commit: ObjectID
    }

    private struct Published: Sendable {
        let outcome: Outcome
        /// Whether contents are left to be read for the repo's facts.
        let isUndescribed: Bool
    }

    /// Stages the body, then publishes it in one transaction: objects, the ref (compare and swap), large-file
    /// checks, derived facts, the event.
    ///
    /// - Throws: ``HubFailure``: 412 when the branch has moved past `parentCommit`, 404 for a missing branch or
    ///   entry, 400 for what the body says wrong; nothing is stored then.
    func commit(
        _ reference: RepoReference, revision: String, caller: Caller, body: () async throws -> ByteStream
    ) async throws -> Outcome {
        let branch = try Self.refName(revision)
        let author = caller.user?.account
        let caches = caches
        let repo = try await database.read { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            guard try HistoryStore(db, repoID: repo.id).ref(branch) != nil else {
                throw HubFailure.revisionNotFound(revision)
            }
            return repo
        }
        guard let author else { throw HubFailure.unauthorized("Sign in to commit") }
        let staging = CommitStaging(database: database, objects: objects, maximumFile: maximumFile)
        let staged = try await staging.read(try await body(), into: repo)
        let candidates = try await xet.candidates(for: staged.largeContents, of: repo.id, caller: caller)
        let published = try await database.write { db in
            // Rights and branch may have changed while the body came in.
            let repo = try RepoLookup.require(.write, reference, caller, db)
            let (id, isUndescribed) = try Publication(
                db: db, repo: repo, branch: branch, revision: revision, author: author,
                reader: HistoryReader(writing: db, repoID: repo.id, caches: caches), candidates: candidates
            ).publish(staged)
            return Published(outcome: Outcome(repo: repo, commit: id), isUndescribed: isUndescribed)
        }
        if published.isUndescribed { await descriptions.describeSoon(published.outcome.repo.id) }
        if wantsVectors { await askForVector(of: published.outcome.repo.id) }
        return published.outcome
    }

    /// The commit is made: what goes wrong here is made up for by the sweep.
    private func askForVector(of repoID: Int64) async {
        _ = try? await database.write { db in
            try JobStore(db).enqueue(.embed, EmbeddingSweep.subject(repoID), at: .now)
        }
    }

    /// A branch by its short name, or a full ref such as `refs/pr/1`.
    ///
    /// - Throws: ``HubFailure`` 404 for refs that commits don't move, such as tags.
    static func refName(_ revision: String) throws -> String {
        guard revision.hasPrefix("refs/") else { return "refs/heads/" + revision }
        guard revision.hasPrefix("refs/heads/") || revision.hasPrefix("refs/pr/") else {
            throw HubFailure.revisionNotFound(revision)
        }
        return revision
    }
}

/// One commit's transaction.
private struct Publication {
    let db: any SQLConnection
    let repo: Repo
    let branch: String
    let revision: String
    let author: Account
    let reader: HistoryReader
    /// Registered Xet files by the contents they are said to have.
    let candidates: [[UInt8]: XetBinding.Candidate]

    func publish(_ staged: StagedCommit) throws -> (id: ObjectID, isUndescribed: Bool) {
        guard let headID = try reader.store.ref(branch, locked: true), let head = try reader.commit(headID) else {
            throw HubFailure.revisionNotFound(revision)
        }
        if let parent = staged.parentCommit, !headID.hex.hasPrefix(parent) {
            throw HubFailure(
                .preconditionFailed, .commitConflict,
                "The branch was updated since you opened this page. Please refresh and try again. "
                    + "(\(revision) is at \(headID), not at \(parent))")
        }
        let large = try boundContent(staged)
        let restored = try RestoredContents(candidates.mapValues(\.file.size), in: repo.id, db)
        var tree = try TreeChangeset(base: head.tree, reader: reader)
        var blobs: [HistoryStore.NewObject] = []
        for operation in staged.operations { try apply(operation, large, &tree, &blobs) }
        let (root, trees) = try tree.finish()
        // Nothing changed: the head already is what was asked for.
        if root == head.tree {
            try restored.describe(db)
            return (headID, false)
        }

        let now = Timestamp.now
        let commit = try CommitWriter(reader: reader).write(
            .init(
                tree: root, parents: [head], author: author, title: staged.title, message: staged.message,
                time: now), objects: blobs + trees)
        guard try reader.store.moveRef(branch, from: headID, to: commit.id, at: now) else {
            throw HubFailure(
                .preconditionFailed, .commitConflict,
                "The branch was updated since you opened this page. Please refresh and try again.")
        }
        var isUndescribed = false
        if branch == CommitService.mainBranch {
            isUndescribed = try HeadDerivation(db: db, repo: repo, reader: reader)
                .record(commit, after: head, card: staged.card)
        }
        try restored.describe(db)
        try EventsStore(db).append(
            "commit", repoID: repo.id, actorID: author.id,
            detail: ["ref": .string(branch), "old": .string(headID.hex), "new": .string(commit.id.hex)])
        return (commit.id, isUndescribed)
    }

    /// Sizes of the large files the commit names that this repo holds.
    private func boundContent(_ staged: StagedCommit) throws -> [[UInt8]: Int64] {
        for (sha256, candidate) in candidates {
            try XetBinding.bind(sha256, to: candidate, repo: repo, author: author.id, db)
        }
        // Held, so that garbage collection can't take them between here and the commit.
        return try LFSStore(db).bound(repo.id, staged.largeContents, locking: true)
    }

    private func apply(
        _ operation: CommitOperation, _ large: [[UInt8]: Int64], _ tree: inout TreeChangeset,
        _ blobs: inout [HistoryStore.NewObject]
    ) throws {
        switch operation {
        case .file(let path, let blob):
            blobs.append(blob.object)
            try tree.set(path, blob.id, .init(size: blob.size, large: try content(of: blob, path, large)))
        case .large(let path, let sha256, let size):
            guard let stored = large[sha256] else {
                throw HubFailure.badRequest(
                    "\(path) refers to a large file (\(LFSDigest.hex(sha256))) that was not uploaded to "
                        + "\(repo.fullName): upload it first")
            }
            guard size == nil || size == stored, let pointer = LFSPointer(sha256: LFSDigest.hex(sha256), size: stored)
            else {
                throw HubFailure.badRequest(
                    "\(path): the size is given as \(size ?? 0) bytes, but the uploaded content has \(stored)")
            }
            let bytes = pointer.serialized()
            let id = ObjectID.hash(.blob, bytes)
            blobs.append(.init(id: id, kind: .blob, size: Int64(bytes.count), data: bytes))
            try tree.set(
                path, id, .init(size: Int64(bytes.count), large: .init(sha256: sha256, size: stored)))
            // Also holds the binding until the commit is done, so that nobody removes it meanwhile.
            guard try LFSStore(db).setFilename(path.value, repoID: repo.id, sha256: sha256) else {
                throw HubFailure.badRequest("\(path): its large file was removed meanwhile: upload it again")
            }
        case .deleteFile(let path):
            guard try tree.removeFile(path) else { throw missing(path) }
        case .deleteFolder(let path):
            guard try tree.removeFolder(path) else { throw missing(path) }
        case .copy(let source, let sourceRevision, let path):
            let found =
                if let sourceRevision {
                    try reader.entry(source, in: try reader.commit(atRevision: sourceRevision).tree)
                } else {
                    try tree.entry(source)
                }
            guard let found, !found.isFolder else {
                throw HubFailure.entryNotFound(source.value, sourceRevision ?? revision)
            }
            try tree.set(path, found.tree.id, found.detail, mode: found.tree.mode)
        }
    }

    /// A regular file whose text is a pointer is a large file, as it is when git pushes it; a pointer to nothing
    /// would be a file that can't be read.
    private func content(
        of blob: StagedBlob, _ path: FilePath, _ large: [[UInt8]: Int64]
    ) throws -> TreeListing.LargeFile? {
        guard let pointer = blob.pointer, let hash = LFSDigest.parse(pointer.sha256) else { return nil }
        guard large[hash] == pointer.size else {
            throw HubFailure.badRequest(
                "\(path) is a git-lfs pointer to a file (\(pointer.sha256)) that was not uploaded to "
                    + "\(repo.fullName): upload the file itself")
        }
        return .init(sha256: hash, size: pointer.size)
    }

    private func missing(_ path: FilePath) -> HubFailure {
        HubFailure(
            .notFound, .entryNotFound, "A file with this name doesn't exist: \(path) on \"\(revision)\"")
    }
}

extension StagedCommit {
    /// The SHA-256 of every large file that the commit names.
    fileprivate var largeContents: [[UInt8]] {
        operations.compactMap { operation -> [UInt8]? in
            switch operation {
            case .large(_, let sha256, _): sha256
            case .file(_, let blob): blob.pointer.flatMap { LFSDigest.parse($0.sha256) }
            default: nil
            }
        }
    }

    /// The card's new text if the commit brings one.
    var card: [UInt8]? {
        for case .file(let path, let blob) in operations.reversed() where path.value == "README.md" {
            return blob.bytes
        }
        return nil
    }
}
