import GitObjects
import HubAPI
import HubStorage

/// From a revision and a path to the content behind it.
struct ResolveService: Sendable {
    let database: any Database
    let caches: HistoryCaches

    enum Content: Sendable {
        case bytes([UInt8])
        case object(ObjectKey)
        /// With the epoch that the CAS is in.
        case xet(XetFile, epoch: Int64)
    }

    struct Found: Sendable {
        let repo: Repo
        let commit: ObjectID
        /// The git id of the file as it stands in git.
        let blob: ObjectID
        /// Set for content that lies outside git.
        let large: TreeListing.LargeFile?
        /// Bytes the content has.
        let size: Int64
        let content: Content
    }

    /// Not an error of ours: the caller learns which commit it was looked for in, so that it can remember.
    struct EntryMissing: Error {
        let commit: ObjectID
        let failure: HubFailure
    }

    /// - Parameter raw: What git holds, which for a large file is its pointer.
    func find(
        _ reference: RepoReference, revision: String, path: String, raw: Bool, caller: Caller
    ) async throws -> Found {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            try Access.requirePassage(repo, caller)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: revision)
            let missing = EntryMissing(commit: commit.id, failure: .entryNotFound(path, revision))
            guard let path = try? FilePath(path), let entry = try reader.entry(path, in: commit.tree),
                entry.tree.mode.isBlob
            else { throw missing }
            if !raw, let large = entry.detail.large {
                // The binding is asked for each time: content that was removed from the repo is gone.
                guard let bound = try LFSStore(db).places(repo.id, [large.sha256])[large.sha256] else { throw missing }
                return Found(
                    repo: repo, commit: commit.id, blob: entry.tree.id, large: large, size: large.size,
                    content: try Self.content(large.sha256, bound, db))
            }
            let bytes = try reader.inlineBlob(entry.tree.id)
            return Found(
                repo: repo, commit: commit.id, blob: entry.tree.id, large: nil, size: entry.detail.size,
                content: try bytes.map(Content.bytes) ?? .object(try GitBlobKey.key(repo.id, entry.tree.id)))
        }
    }

    /// Where a large file is read from.
    static func content(
        _ sha256: [UInt8], _ bound: LargeContent, _ db: any SQLConnection
    ) throws -> Content {
        switch bound.place {
        case .whole: return .object(try LFSKeys.content(sha256))
        case .xet(let domain, let hash):
            guard let file = try XetStore(db).file(hash, in: domain) else {
                throw DatabaseError(.unexpectedValue, "Xet file \(hash) of domain \(domain) is missing")
            }
            return .xet(file, epoch: try XetStore(db).epoch())
        }
    }
}
