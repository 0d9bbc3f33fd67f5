import GitObjects
import HubAPI
import HubStorage

/// Looks for large contents of a repo that no commit has which a ref leads to, or led to until lately: what was squashed
/// or deleted by mistake can be brought back by its commit's id for a while.
///
/// Most contents are in the latest commits, so these are read first and the search ends when all are found.
struct UnreachableContents: Sendable {
    let repoID: Int64
    /// What refs led to at this time or later counts.
    let since: Timestamp
    /// SHA-256 hashes of contents that were not met so far.
    private(set) var candidates: Set<[UInt8]>
    private var commits: Set<ObjectID> = []
    private var trees: Set<ObjectID> = [.emptyTree]

    init(repoID: Int64, candidates: Set<[UInt8]>, since: Timestamp) {
        self.repoID = repoID
        self.since = since
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
        var pending = try store.refs().map(\.id)
        pending += try EventsStore(db).abandonedHeads(of: repoID, since: since)
        // Breadth first: the newest commits of all refs, then their parents.
        while !pending.isEmpty {
            var parents: [ObjectID] = []
            for id in pending where commits.insert(id).inserted {
                guard let row = try store.object(id), let data = row.data else { throw missing(id) }
                switch row.kind {
                case .tag: parents.append(try Tag(parsing: data).object)
                case .commit:
                    let commit = try Commit(parsing: data)
                    try visit(commit.tree, store)
                    parents += commit.parents
                case .tree: try visit(id, store)
                case .blob: break
                }
                if candidates.isEmpty { return }
            }
            pending = parents
        }
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
