import GitObjects
import HubAPI
import HubStorage

/// Looks for large contents of a repo that no commit has: neither one that a ref leads to nor any other of the repo's
/// commits, for those can be named by their ids.
///
/// Most contents are in the latest commit, so the newest are read first and the search ends when all are found.
struct UnreachableContents: Sendable {
    let repoID: Int64
    /// SHA-256 hashes of contents that were not met so far.
    private(set) var candidates: Set<[UInt8]>
    private var commits: Set<ObjectID> = []
    private var trees: Set<ObjectID> = [.emptyTree]

    init(repoID: Int64, candidates: Set<[UInt8]>) {
        self.repoID = repoID
        self.candidates = candidates
    }

    /// Leaves only these in question.
    mutating func restrict(to contents: Set<[UInt8]>) { candidates.formIntersection(contents) }

    /// Reads the commits that were not read yet. To be called again inside the transaction that acts on the result,
    /// which then sees what was committed meanwhile.
    ///
    /// - Throws: ``DatabaseError`` when a commit or tree is missing or damaged: then nothing can be said.
    mutating func search(_ db: any SQLConnection) throws {
        guard !candidates.isEmpty else { return }
        let store = HistoryStore(db, repoID: repoID)
        var pending: [ObjectID] = []
        for row in try db.rows(
            "SELECT oid, tree FROM repo_commits WHERE repo_id = ? ORDER BY committed_at DESC", .integer(repoID))
        {
            guard let id = ObjectID(bytes: try row.blob("oid")), let tree = ObjectID(bytes: try row.blob("tree")) else {
                throw DatabaseError(.unexpectedValue, "a commit's row has a damaged id")
            }
            if commits.insert(id).inserted { pending.append(tree) }
        }
        for ref in try store.refs() { pending += try trees(of: ref.id, store) }
        for tree in pending {
            try visit(tree, store)
            if candidates.isEmpty { return }
        }
    }

    /// The trees of what a ref leads to, as far as the list of commits does not have it.
    private mutating func trees(of id: ObjectID, _ store: HistoryStore) throws -> [ObjectID] {
        var found: [ObjectID] = []
        var pending = [id]
        while let id = pending.popLast() {
            guard !commits.contains(id) else { continue }
            guard let row = try store.object(id), let data = row.data else { throw missing(id) }
            switch row.kind {
            case .tag: pending.append(try Tag(parsing: data).object)
            case .commit:
                commits.insert(id)
                let commit = try Commit(parsing: data)
                found.append(commit.tree)
                pending += commit.parents
            case .tree: found.append(id)
            case .blob: break
            }
        }
        return found
    }

    private mutating func visit(_ root: ObjectID, _ store: HistoryStore) throws {
        var pending = [root]
        while let id = pending.popLast() {
            guard trees.insert(id).inserted else { continue }
            guard let row = try store.object(id), row.kind == .tree, let data = row.data else { throw missing(id) }
            let listing = try TreeListing(tree: try Tree(parsing: data), encodedDetails: row.listing ?? [])
            for (entry, detail) in zip(listing.tree.entries, listing.details) {
                if entry.mode == .directory {
                    pending.append(entry.id)
                } else if let large = detail.large {
                    candidates.remove(large.sha256)
                }
            }
        }
    }

    private func missing(_ id: ObjectID) -> DatabaseError {
        DatabaseError(.unexpectedValue, "object \(id) of repo \(repoID) is missing: run fsck")
    }
}
