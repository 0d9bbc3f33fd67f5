import GitObjects
import HubAPI
import HubStorage
import RepoCards

/// What the head of the default branch says about its repo, worked out once, in the commit's own transaction.
///
/// Contents that don't lie in the database (headers of weights, long documents) can't be read in a transaction: what
/// was read of them before counts; for the rest a job is asked for, which reads them and derives again.
struct HeadDerivation {
    let db: any SQLConnection
    let repo: Repo
    let reader: HistoryReader

    /// - Parameters:
    ///   - parent: The head before, whose facts still hold if the commit changed nothing that facts come from.
    ///   - card: The text of a `README.md` that the commit brings; otherwise it is read from the tree.
    /// - Returns: Whether contents are left to be read (``DescriptionService``).
    @discardableResult
    func record(_ commit: CommitRecord, after parent: CommitRecord? = nil, card: [UInt8]? = nil) throws -> Bool {
        try ReposStore(db).setHead(
            commit.id.bytes, modified: commit.committedAt, usedStorage: try reader.store.usedStorage(), of: repo.id)
        guard try changesFacts(commit, parent), try !derive(commit, card: card).isEmpty else { return false }
        try JobStore(db).enqueue(.describe, String(repo.id), at: .now.adding(DescriptionService.delay))
        return true
    }

    private func changesFacts(_ commit: CommitRecord, _ parent: CommitRecord?) throws -> Bool {
        // Of a dataset the sizes of all files count.
        guard let parent, repo.factsVersion == RepoFacts.version, repo.type != .dataset else {
            return parent?.tree != commit.tree
        }
        var changes = false
        try TreeDiff.forEachChange(
            from: parent.tree, to: commit.tree, load: { try reader.listing($0).tree }
        ) { change in
            changes =
                change.kind != .modified || change.path == "README.md"
                || !RepoContents.wanted(type: repo.type, files: [RepoFile(path: change.path, size: 1)]).isEmpty
            return !changes
        }
        return changes
    }

    /// Derives the facts of a commit from what is known of its contents, and records them.
    ///
    /// - Parameter isLast: What was not read by now never will be, because the repo has lost it.
    /// - Returns: The contents that have to be read to know more.
    @discardableResult
    func derive(_ commit: CommitRecord, card: [UInt8]? = nil, isLast: Bool = false) throws -> [UnreadContent] {
        var files: [RepoFile] = []
        var cardEntry: TreeListing.Entry?
        try reader.files(in: commit.tree) { path, entry in
            files.append(RepoFile(path: path, size: entry.contentSize))
            if path == "README.md" { cardEntry = entry }
            return true
        }
        var contents = RepoContents(type: repo.type, files: files)
        if let bytes = try cardBytes(cardEntry, card) {
            do {
                contents.card = try RepoCard.parse(String(decoding: bytes, as: UTF8.self))
            } catch {
                // Such a card leaves the repo without metadata; it never fails the commit.
                contents.cardProblem = "\(error)"
            }
        }
        let unread = try addKnown(to: &contents, commit)
        let facts = StorableFacts(
            RepoFacts.derive(contents), type: repo.type, files: files, cardText: contents.card?.body ?? "")
        let version = unread.isEmpty || isLast ? RepoFacts.version : 0
        try RepoFactsStore(db).replace(facts, version: version, of: repo)
        return unread
    }

    private func cardBytes(_ entry: TreeListing.Entry?, _ card: [UInt8]?) throws -> [UInt8]? {
        // The text of a large file is not here, only the pointer to it.
        guard let entry, entry.detail.large == nil else { return nil }
        if let card, ObjectID.hash(.blob, card) == entry.tree.id { return card }
        return try reader.inlineBlob(entry.tree.id)
    }

    /// Adds what is known of the wanted contents. Returns the others.
    private func addKnown(to contents: inout RepoContents, _ commit: CommitRecord) throws -> [UnreadContent] {
        var wanted: [UnreadContent] = []
        for content in RepoContents.wanted(type: repo.type, files: contents.files) {
            guard let path = try? FilePath(content.path), let entry = try reader.entry(path, in: commit.tree) else {
                continue
            }
            wanted.append(UnreadContent(wanted: content, entry: entry))
        }
        let store = ContentFactsStore(db)
        try store.keepOnly(Set(wanted.map(\.key)), of: repo.id)
        let known = try store.find(wanted.map(\.key), of: repo.id)
        var unread: [UnreadContent] = []
        for content in wanted {
            if let facts = known[content.key] {
                if let facts { contents.add(facts, of: content.wanted) }
            } else if content.large == nil, let bytes = try reader.inlineBlob(content.blob) {
                // A file that can't be read says nothing about the repo.
                if let facts = try? ContentFacts.read(content.wanted.kind, bytes) {
                    contents.add(facts, of: content.wanted)
                }
            } else {
                unread.append(content)
            }
        }
        return unread
    }
}

/// A content that facts come from and that was not read yet.
struct UnreadContent: Sendable {
    let wanted: WantedContent
    let blob: ObjectID
    /// Set for content that lies outside git.
    let large: TreeListing.LargeFile?
    /// Bytes of the content.
    let size: Int64

    init(wanted: WantedContent, entry: TreeListing.Entry) {
        self.wanted = wanted
        self.blob = entry.tree.id
        self.large = entry.detail.large
        self.size = entry.contentSize
    }

    var key: ContentFactsStore.Key {
        ContentFactsStore.Key(content: large?.sha256 ?? blob.bytes, kind: wanted.kind)
    }
}
