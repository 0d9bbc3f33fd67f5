import GitObjects
import HubAPI
import HubStorage

/// What all requests share of the history they read: immutable values by id.
final class HistoryCaches: Sendable {
    struct Key: Hashable, Sendable {
        let repoID: Int64
        let id: ObjectID
    }

    let trees = BoundedCache<Key, TreeListing>(limit: 32 << 20)
    let commits = BoundedCache<Key, CommitRecord>(limit: 4 << 20)
    let blobs = BoundedCache<Key, [UInt8]>(limit: 8 << 20)
}

/// Reads one repo's history inside a transaction.
struct HistoryReader {
    let store: HistoryStore
    private let caches: HistoryCaches
    /// A transaction that writes may yet be rolled back: what it reads must not be kept for others.
    private let fillsCaches: Bool

    init(_ db: any SQLConnection, repoID: Int64, caches: HistoryCaches) {
        self.store = HistoryStore(db, repoID: repoID)
        self.caches = caches
        self.fillsCaches = true
    }

    /// For transactions that write.
    init(writing db: any SQLConnection, repoID: Int64, caches: HistoryCaches) {
        self.store = HistoryStore(db, repoID: repoID)
        self.caches = caches
        self.fillsCaches = false
    }

    private func cached<Value: Sendable>(
        _ cache: BoundedCache<HistoryCaches.Key, Value>, _ id: ObjectID, cost: (Value) -> Int,
        _ read: () throws -> Value?
    ) throws -> Value? {
        let key = HistoryCaches.Key(repoID: store.repoID, id: id)
        if let found = cache.find(key) { return found }
        guard let value = try read() else { return nil }
        if fillsCaches { cache.insert(key, value, cost: cost(value)) }
        return value
    }

    // MARK: Revisions

    /// A branch, a tag, a full ref name, a commit id, or the beginning of one (7 digits at least).
    ///
    /// - Throws: ``HubFailure`` 404 RevisionNotFound.
    func commit(atRevision revision: String) throws -> CommitRecord {
        guard let found = try find(revision: revision) else { throw HubFailure.revisionNotFound(revision) }
        return found
    }

    private func find(revision: String) throws -> CommitRecord? {
        let names = revision.hasPrefix("refs/") ? [revision] : ["refs/heads/" + revision, "refs/tags/" + revision]
        for name in names {
            if let id = try store.ref(name) { return try commit(peeling: id) }
        }
        if let id = ObjectID(hex: revision) { return try commit(id) }
        guard (7..<ObjectID.hexCount).contains(revision.utf8.count),
            let low = ObjectID(hex: revision + String(repeating: "0", count: ObjectID.hexCount - revision.utf8.count)),
            let high = ObjectID(hex: revision + String(repeating: "f", count: ObjectID.hexCount - revision.utf8.count))
        else { return nil }
        let candidates = try store.commits(from: low, through: high)
        return candidates.count == 1 ? candidates[0] : nil
    }

    /// The commit a ref leads to, through annotated tags.
    func commit(peeling id: ObjectID) throws -> CommitRecord? {
        var id = id
        for _ in 0..<8 {
            if let found = try commit(id) { return found }
            guard let row = try store.object(id), row.kind == .tag, let data = row.data else { return nil }
            id = try Tag(parsing: data).object
        }
        return nil
    }

    func commit(_ id: ObjectID) throws -> CommitRecord? {
        try cached(caches.commits, id, cost: { 300 + $0.message.utf8.count }) { try store.commit(id) }
    }

    /// The history of a commit along first parents, the commit itself first.
    func log(from commit: CommitRecord, limit: Int) throws -> [CommitRecord] {
        var commits: [CommitRecord] = []
        var at: (line: Int64, place: Int64)? = (commit.line, commit.place)
        while let (line, place) = at, commits.count < limit {
            commits += try store.commits(line: line, through: place, limit: limit - commits.count)
            at = try store.parent(ofLine: line)
        }
        return commits
    }

    // MARK: Trees

    /// - Throws: ``DatabaseError`` when the tree is missing or damaged: a repo's trees are whole.
    func listing(_ id: ObjectID) throws -> TreeListing {
        if id == .emptyTree { return .empty }
        let found = try cached(caches.trees, id, cost: \.cost) { () -> TreeListing? in
            guard let row = try store.object(id), row.kind == .tree, let data = row.data else { return nil }
            return try TreeListing(tree: try Tree(parsing: data), encodedDetails: row.listing ?? [])
        }
        guard let found else { throw DatabaseError(.unexpectedValue, "tree \(id) of repo \(store.repoID) is missing") }
        return found
    }

    /// The entry at a path, or nil.
    func entry(_ path: FilePath, in tree: ObjectID) throws -> TreeListing.Entry? {
        var folder = tree
        let segments = path.segments
        for segment in segments.dropLast() {
            guard let entry = try listing(folder).entry(named: String(segment)), entry.isFolder else { return nil }
            folder = entry.tree.id
        }
        return try listing(folder).entry(named: String(segments.last ?? ""))
    }

    /// The tree of a folder; the root for nil.
    ///
    /// - Throws: ``HubFailure`` 404 EntryNotFound.
    func folder(_ path: FilePath?, of commit: CommitRecord, revision: String) throws -> ObjectID {
        guard let path else { return commit.tree }
        guard let entry = try entry(path, in: commit.tree), entry.isFolder else {
            throw HubFailure.entryNotFound(path.value, revision)
        }
        return entry.tree.id
    }

    /// Calls `visit` with every file and its path, in the order of the paths' bytes, until it returns false.
    @discardableResult
    func files(in tree: ObjectID, prefix: String = "", _ visit: (String, TreeListing.Entry) -> Bool) throws -> Bool {
        let listing = try listing(tree)
        for place in listing.tree.entries.indices {
            let entry = listing.entry(at: place)
            let path = prefix + entry.tree.name
            if entry.isFolder {
                guard try files(in: entry.tree.id, prefix: path + "/", visit) else { return false }
            } else if !visit(path, entry) {
                return false
            }
        }
        return true
    }

    // MARK: Blobs

    /// The bytes of a small blob; nil when they lie in the object store.
    func inlineBlob(_ id: ObjectID) throws -> [UInt8]? {
        try cached(caches.blobs, id, cost: { $0.count + 64 }) { try store.object(id)?.data }
    }

    // MARK: Who touched it last

    /// The commit that last changed each path, as seen from `commit`, along first parents.
    func lastCommits(_ paths: [String], from commit: CommitRecord) throws -> [PathBytes: CommitRecord] {
        var found: [PathBytes: CommitRecord] = [:]
        var wanted = Set(paths.map { PathBytes($0) })
        var at: (line: Int64, place: Int64)? = (commit.line, commit.place)
        while let (line, place) = at, !wanted.isEmpty {
            for (path, touched) in try store.lastTouched(wanted.map(\.text), line: line, through: place) {
                found[path] = try self.commit(line: line, place: touched)
                wanted.remove(path)
            }
            at = try store.parent(ofLine: line)
        }
        return found
    }

    private func commit(line: Int64, place: Int64) throws -> CommitRecord? {
        try store.commit(line: line, place: place)
    }
}
