import GitObjects
import HubAPI
import HubStorage

/// Writes commits of one repo inside a transaction: the objects, the commit's row, its place in history and the
/// paths it touched. Which ref then points to it is the caller's business.
struct CommitWriter {
    let reader: HistoryReader
    private var store: HistoryStore { reader.store }

    struct NewCommit {
        var tree: ObjectID
        var parents: [CommitRecord]
        var author: Account
        var title: String
        var message: String
        var time: Timestamp
    }

    /// - Parameter objects: What the commit brings along: blobs and the trees that changed, with their listings.
    func write(_ new: NewCommit, objects: [HistoryStore.NewObject]) throws -> CommitRecord {
        let signature = Signature(
            name: new.author.name, email: "\(new.author.name)@users.noreply.roost",
            time: new.time.milliseconds / 1000)
        let text = new.title + (new.message.isEmpty ? "" : "\n\n" + new.message)
        let commit = Commit(
            tree: new.tree, parents: new.parents.map(\.id), author: signature, committer: signature,
            message: text)
        return try store(
            commit, new.parents, author: (new.author.name, new.author.id), time: new.time, title: new.title,
            message: new.message, objects)
    }

    /// The same commit with another tree and other parents.
    func rewrite(
        _ old: CommitRecord, tree: ObjectID, parents: [CommitRecord], objects: [HistoryStore.NewObject]
    ) throws -> CommitRecord {
        guard let data = try store.object(old.id)?.data else {
            throw DatabaseError(.unexpectedValue, "commit \(old.id) of repo \(store.repoID) is missing")
        }
        var commit = try Commit(parsing: data)
        commit.tree = tree
        commit.parents = parents.map(\.id)
        return try store(
            commit, parents, author: (old.authorName, old.authorID), time: old.committedAt, title: old.title,
            message: old.message, objects)
    }

    private func store(
        _ commit: Commit, _ parents: [CommitRecord], author: (name: String, id: Int64?), time: Timestamp,
        title: String, message: String, _ objects: [HistoryStore.NewObject]
    ) throws -> CommitRecord {
        let bytes = commit.serialized()
        let id = ObjectID.hash(.commit, bytes)
        // The same tree, parents, author, message and second give the same commit, which is there already.
        if let existing = try reader.commit(id) { return existing }
        try store.insert(
            objects + [.init(id: id, kind: .commit, size: Int64(bytes.count), data: bytes)])

        let (line, place) = try takePlace(after: parents.first)
        let record = CommitRecord(
            id: id, tree: commit.tree, parents: commit.parents, line: line, place: place,
            authorName: author.name, authorID: author.id, committedAt: time, title: title, message: message)
        try store.insert(record)
        try store.insertTouched(
            try touched(from: parents.first?.tree, to: commit.tree).map(\.text), line: line, place: place)
        return record
    }

    /// The next place on the first parent's line if that is free, else the first of a new line.
    private func takePlace(after parent: CommitRecord?) throws -> (line: Int64, place: Int64) {
        if let parent, try store.extendLine(parent.line, after: parent.place) {
            return (parent.line, parent.place + 1)
        }
        let line = Identifier.make()
        try store.startLine(line, parent: parent.map { ($0.line, $0.place) })
        return (line, 1)
    }

    /// The files that differ and all folders above them.
    private func touched(from old: ObjectID?, to new: ObjectID) throws -> Set<PathBytes> {
        var paths: Set<PathBytes> = []
        try TreeDiff.forEachChange(from: old, to: new, load: { try reader.listing($0).tree }) { change in
            var path = change.path.utf8[...]
            while paths.insert(PathBytes(Substring(path))).inserted, let slash = path.lastIndex(of: UInt8(ascii: "/")) {
                path = path[..<slash]
            }
            return true
        }
        return paths
    }
}
