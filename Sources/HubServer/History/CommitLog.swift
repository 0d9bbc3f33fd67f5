import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import NIOCore

/// A branch's commits, newest first, and what lies between two revisions.
struct CommitLog: Sendable {
    /// The largest patch that is made.
    private static let patchLimit = 16 << 20

    let database: any Database
    let objects: any ObjectStore
    let caches: HistoryCaches

    struct Page: Sendable {
        let commits: [CommitRecord]
        let next: String?
    }

    /// A page of history along first parents, beginning at `cursor` (a commit's id) or at the revision.
    func page(
        _ reference: RepoReference, revision: String, limit: Int, cursor: String?, caller: Caller
    ) async throws -> Page {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let start: CommitRecord
            if let cursor {
                guard let known = try ObjectID(hex: cursor).flatMap({ try reader.commit($0) }) else {
                    throw HubFailure.badRequest("\"cursor\" is not one that this hub gave out")
                }
                start = known
            } else {
                start = try reader.commit(atRevision: revision)
            }
            let commits = try reader.log(from: start, limit: limit + 1)
            let next = commits.count > limit ? commits[limit].id.hex : nil
            return Page(commits: Array(commits.prefix(limit)), next: next)
        }
    }

    /// The changes from one revision to another as `git diff` prints them.
    func compare(_ reference: RepoReference, from base: String, to head: String, caller: Caller) async throws -> String
    {
        let caches = caches
        let (repo, changes) = try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            try Access.requirePassage(repo, caller)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let old = try reader.commit(atRevision: base)
            let new = try reader.commit(atRevision: head)
            return (
                repo,
                try TreeDiff.changes(
                    from: old.tree, to: new.tree, limits: .init(changes: 10_000),
                    load: { try reader.listing($0).tree })
            )
        }
        var patch = ""
        for change in changes {
            patch += UnifiedDiff.patch(
                for: change, old: try await blob(change.old, repo), new: try await blob(change.new, repo))
            guard patch.utf8.count <= Self.patchLimit else {
                throw HubFailure(.contentTooLarge, .payloadTooLarge, "The difference is too large to show")
            }
        }
        return patch
    }

    private func blob(_ side: TreeChange.Side?, _ repo: Repo) async throws -> [UInt8]? {
        guard let side, side.mode.isBlob else { return nil }
        let row = try await database.read { db in try HistoryStore(db, repoID: repo.id).object(side.id) }
        guard let row else { return nil }
        if let data = row.data { return data }
        var bytes: [UInt8] = []
        for try await piece in try await objects.read(try GitBlobKey.key(repo.id, side.id), range: nil) {
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }
}
