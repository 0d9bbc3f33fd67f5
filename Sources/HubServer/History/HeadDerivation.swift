import GitObjects
import HubAPI
import HubStorage
import RepoCards

/// What the head of the default branch says about its repo, worked out once, in the commit's own transaction.
struct HeadDerivation {
    let db: any SQLConnection
    let repo: Repo
    let reader: HistoryReader

    /// - Parameters:
    ///   - parent: The head before, whose facts still hold if neither its card nor its file names changed.
    ///   - card: The text of a `README.md` that the commit brings; otherwise it is read from the tree.
    func record(_ commit: CommitRecord, after parent: CommitRecord? = nil, card: [UInt8]? = nil) throws {
        let facts = try changesFacts(commit, parent) ? try derive(commit, card) : nil
        try ReposStore(db).setHead(
            commit.id.bytes, modified: commit.committedAt, usedStorage: try reader.store.usedStorage(), facts: facts,
            of: repo.id)
    }

    private func changesFacts(_ commit: CommitRecord, _ parent: CommitRecord?) throws -> Bool {
        guard let parent else { return true }
        var changes = false
        try TreeDiff.forEachChange(
            from: parent.tree, to: commit.tree, load: { try reader.listing($0).tree }
        ) { change in
            changes = change.kind != .modified || change.path == "README.md"
            return !changes
        }
        return changes
    }

    private func derive(_ commit: CommitRecord, _ card: [UInt8]?) throws -> HeadFacts {
        var names: [String] = []
        var cardEntry: TreeListing.Entry?
        try reader.files(in: commit.tree) { path, entry in
            names.append(path)
            if path == "README.md" { cardEntry = entry }
            return true
        }
        let bytes = try cardEntry.flatMap { entry -> [UInt8]? in
            if let card, ObjectID.hash(.blob, card) == entry.tree.id { return card }
            return try reader.inlineBlob(entry.tree.id)
        }
        // A card that can't be read leaves the repo without metadata; it never fails the commit.
        let parsed = bytes.flatMap { try? RepoCard.parse(String(decoding: $0, as: UTF8.self)) }
        let facts = CardFacts.derive(card: parsed, files: names, repoType: repo.type)
        return HeadFacts(
            tags: facts.tags.filter { Self.isStorable($0) }, pipelineTag: facts.pipelineTag.flatMap(Self.storable),
            libraryName: facts.libraryName.flatMap(Self.storable), cardData: facts.cardData?.text,
            sdk: facts.sdk.flatMap(Self.storable))
    }

    /// Cards are strangers' text: what no index can hold is left out.
    private static func isStorable(_ text: String) -> Bool { text.utf8.count <= 512 && !text.utf8.contains(0) }
    private static func storable(_ text: String) -> String? { isStorable(text) ? text : nil }
}
