import GitObjects
import HubAPI
import HubStorage

/// The rows of one repo's git history: objects, refs, commits. SQL and nothing else.
struct HistoryStore {
    let db: any SQLConnection
    let repoID: Int64
    private var repo: SQLValue { .integer(repoID) }

    init(_ db: any SQLConnection, repoID: Int64) {
        self.db = db
        self.repoID = repoID
    }

    // MARK: Objects

    /// An object's row: its bytes, or nil in their place when they lie in the object store.
    struct ObjectRow: Sendable {
        let kind: ObjectKind
        let size: Int64
        let data: [UInt8]?
        let listing: [UInt8]?
    }

    func object(_ id: ObjectID) throws -> ObjectRow? {
        guard
            let row = try db.row(
                "SELECT kind, size, data, listing FROM git_objects WHERE repo_id = ? AND oid = ?",
                repo, .blob(id.bytes)),
            let kind = ObjectKind(rawValue: try row.text("kind"))
        else { return nil }
        return ObjectRow(
            kind: kind, size: try row.integer("size"), data: try row.blobOrNil("data"),
            listing: try row.blobOrNil("listing"))
    }

    struct NewObject: Sendable {
        let id: ObjectID
        let kind: ObjectKind
        let size: Int64
        /// Nil when the bytes were put into the object store.
        let data: [UInt8]?
        var listing: [UInt8]?
    }

    /// Adds the objects that are not there yet, and counts the bytes of new content towards the repo's storage.
    func insert(_ objects: [NewObject]) throws {
        guard !objects.isEmpty else { return }
        let present = try self.present(objects.map(\.id))
        try db.execute(
            """
            INSERT INTO git_objects (repo_id, oid, kind, size, data, listing) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (repo_id, oid) DO UPDATE SET data = excluded.data
            WHERE git_objects.data IS NULL AND excluded.data IS NOT NULL
            """,
            batches: objects.map {
                [
                    repo, .blob($0.id.bytes), .text($0.kind.rawValue), .integer($0.size), .optional($0.data),
                    .optional($0.listing),
                ]
            })
        var new: [ObjectID: Int64] = [:]
        for object in objects where object.kind == .blob && !present.contains(object.id) {
            new[object.id] = object.size
        }
        let bytes = new.values.reduce(0, +)
        guard bytes > 0 else { return }
        try db.execute("UPDATE repos SET git_bytes = git_bytes + ? WHERE id = ?", .integer(bytes), repo)
    }

    /// Those of the objects that are stored.
    func present(_ ids: [ObjectID]) throws -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        // One statement text for all lengths: the last batch is filled up with its own first id.
        for start in stride(from: 0, to: ids.count, by: 100) {
            let batch = Array(ids[start..<min(start + 100, ids.count)])
            let filled = batch + Array(repeating: batch[0], count: 100 - batch.count)
            let rows = try db.rows(
                "SELECT oid FROM git_objects WHERE repo_id = ? AND oid IN (\(Self.marks(100)))",
                [repo] + filled.map { .blob($0.bytes) })
            for row in rows { if let id = ObjectID(bytes: try row.blob("oid")) { found.insert(id) } }
        }
        return found
    }

    static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    // MARK: Refs

    func ref(_ name: String, locked: Bool = false) throws -> ObjectID? {
        try db.row(
            "SELECT oid FROM refs WHERE repo_id = ? AND name = ?" + (locked ? db.dialect.forUpdate : ""),
            repo, .text(name)
        ).flatMap { ObjectID(bytes: try $0.blob("oid")) }
    }

    func refs() throws -> [(name: String, id: ObjectID)] {
        try db.rows("SELECT name, oid FROM refs WHERE repo_id = ? ORDER BY name", repo).compactMap { row in
            let id = ObjectID(bytes: try row.blob("oid"))
            let name = try row.text("name")
            return id.map { (name, $0) }
        }
    }

    /// Makes a ref; false when there is one of this name.
    func createRef(_ name: String, _ id: ObjectID, at time: Timestamp) throws -> Bool {
        try db.execute(
            "INSERT INTO refs (repo_id, name, oid, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            repo, .text(name), .blob(id.bytes), .integer(time.milliseconds)) == 1
    }

    /// Moves a ref if it still points where the caller saw it; false when somebody was faster.
    func moveRef(_ name: String, from old: ObjectID, to new: ObjectID, at time: Timestamp) throws -> Bool {
        try db.execute(
            "UPDATE refs SET oid = ?, updated_at = ? WHERE repo_id = ? AND name = ? AND oid = ?",
            .blob(new.bytes), .integer(time.milliseconds), repo, .text(name), .blob(old.bytes)) == 1
    }

    func deleteRef(_ name: String) throws -> Bool {
        try db.execute("DELETE FROM refs WHERE repo_id = ? AND name = ?", repo, .text(name)) == 1
    }

    // MARK: Commits

    func commit(_ id: ObjectID) throws -> CommitRecord? {
        try db.row("SELECT * FROM repo_commits WHERE repo_id = ? AND oid = ?", repo, .blob(id.bytes))
            .map(CommitRecord.init(row:))
    }

    func commit(line: Int64, place: Int64) throws -> CommitRecord? {
        try db.row(
            "SELECT * FROM repo_commits WHERE repo_id = ? AND line = ? AND place = ?",
            repo, .integer(line), .integer(place)
        ).map(CommitRecord.init(row:))
    }

    /// The commits whose id lies between two ids, at most two: enough to tell a short id from an ambiguous one.
    func commits(from low: ObjectID, through high: ObjectID) throws -> [CommitRecord] {
        try db.rows(
            "SELECT * FROM repo_commits WHERE repo_id = ? AND oid >= ? AND oid <= ? ORDER BY oid LIMIT 2",
            repo, .blob(low.bytes), .blob(high.bytes)
        ).map(CommitRecord.init(row:))
    }

    /// A run of one line, newest first, from a place downwards.
    func commits(line: Int64, through place: Int64, limit: Int) throws -> [CommitRecord] {
        try db.rows(
            """
            SELECT * FROM repo_commits WHERE repo_id = ? AND line = ? AND place <= ? ORDER BY place DESC LIMIT ?
            """, repo, .integer(line), .integer(place), .integer(limit)
        ).map(CommitRecord.init(row:))
    }

    func insert(_ commit: CommitRecord) throws {
        try db.execute(
            """
            INSERT INTO repo_commits (repo_id, oid, tree, parents, line, place, author_name, author_id,
                committed_at, title, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (repo_id, oid) DO NOTHING
            """,
            repo, .blob(commit.id.bytes), .blob(commit.tree.bytes), .blob(commit.parents.flatMap(\.bytes)),
            .integer(commit.line), .integer(commit.place), .text(commit.authorName),
            .optional(commit.authorID), .integer(commit.committedAt.milliseconds), .text(commit.title),
            .text(commit.message))
    }

    // MARK: Lines and touched paths

    /// Takes the place after `place` on a line; false when another commit has it, so that a new line must begin.
    func extendLine(_ line: Int64, after place: Int64) throws -> Bool {
        try db.execute(
            "UPDATE commit_lines SET tip_place = ? WHERE repo_id = ? AND line = ? AND tip_place = ?",
            .integer(place + 1), repo, .integer(line), .integer(place)) == 1
    }

    func startLine(_ line: Int64, parent: (line: Int64, place: Int64)?) throws {
        try db.execute(
            """
            INSERT INTO commit_lines (repo_id, line, parent_line, parent_place, tip_place) VALUES (?, ?, ?, ?, 1)
            """, repo, .integer(line), .optional(parent?.line), .optional(parent?.place))
    }

    /// Where a line forked off, or nil if it begins with a root commit.
    func parent(ofLine line: Int64) throws -> (line: Int64, place: Int64)? {
        guard
            let row = try db.row(
                "SELECT parent_line, parent_place FROM commit_lines WHERE repo_id = ? AND line = ?",
                repo, .integer(line)),
            let parent = try row.integerOrNil("parent_line"), let place = try row.integerOrNil("parent_place")
        else { return nil }
        return (parent, place)
    }

    func insertTouched(_ paths: some Sequence<String>, line: Int64, place: Int64) throws {
        try db.execute(
            "INSERT INTO commit_paths (repo_id, path, line, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            batches: paths.map { [repo, .text($0), .integer(line), .integer(place)] })
    }

    /// For each path that a commit of the line at or before `place` touched: the latest such place.
    func lastTouched(_ paths: [String], line: Int64, through place: Int64) throws -> [PathBytes: Int64] {
        var found: [PathBytes: Int64] = [:]
        // Statements of a few lengths only, so that they stay prepared: the last batch repeats its first path.
        for start in stride(from: 0, to: paths.count, by: 100) {
            let batch = Array(paths[start..<min(start + 100, paths.count)])
            let length = batch.count == 1 ? 1 : 100
            let filled = batch + Array(repeating: batch[0], count: length - batch.count)
            let rows = try db.rows(
                """
                SELECT path, MAX(place) AS place FROM commit_paths
                WHERE repo_id = ? AND line = ? AND place <= ? AND path IN (\(Self.marks(length))) GROUP BY path
                """, [repo, .integer(line), .integer(place)] + filled.map(SQLValue.text))
            for row in rows { found[PathBytes(try row.text("path"))] = try row.integer("place") }
        }
        return found
    }

    /// Bytes of git content and of bound large files.
    func usedStorage() throws -> Int64 {
        try db.row(
            """
            SELECT git_bytes + COALESCE((SELECT SUM(size) FROM repo_lfs WHERE repo_id = repos.id), 0) AS used
            FROM repos WHERE id = ?
            """, repo
        ).map { Int64(try $0.real("used")) } ?? 0
    }
}

/// A commit as the hub keeps it beside git's own bytes.
struct CommitRecord: Sendable {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    let line: Int64
    let place: Int64
    let authorName: String
    let authorID: Int64?
    let committedAt: Timestamp
    let title: String
    /// What follows the title.
    let message: String
}

extension CommitRecord {
    init(row: SQLRow) throws {
        let parents = try row.blob("parents")
        guard let id = ObjectID(bytes: try row.blob("oid")), let tree = ObjectID(bytes: try row.blob("tree")) else {
            throw DatabaseError(.unexpectedValue, "a commit's row has a damaged id")
        }
        self.init(
            id: id, tree: tree,
            parents: stride(from: 0, to: parents.count, by: ObjectID.byteCount).compactMap {
                ObjectID(bytes: parents[$0..<min($0 + ObjectID.byteCount, parents.count)])
            },
            line: try row.integer("line"), place: try row.integer("place"),
            authorName: try row.text("author_name"), authorID: try row.integerOrNil("author_id"),
            committedAt: Timestamp(milliseconds: try row.integer("committed_at")),
            title: try row.text("title"), message: try row.text("message"))
    }
}
