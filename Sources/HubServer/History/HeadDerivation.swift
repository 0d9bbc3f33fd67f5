import GitObjects
import HubAPI
import HubStorage
import RepoCards

/// What the head of the default branch says about its repo, worked out once, in the commit's own transaction.
struct HeadDerivation {
    let db: any SQLConnection
    let repo: Repo
    let reader: HistoryReader

    /// - Parameter card: The text of a `README.md` that the commit brings; otherwise it is read from the tree.
    func record(_ commit: CommitRecord, card: [UInt8]? = nil) throws {
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
        try ReposStore(db).setHead(
            commit.id.bytes, modified: commit.committedAt, usedStorage: try reader.store.usedStorage(),
            facts: HeadFacts(
                tags: facts.tags, pipelineTag: facts.pipelineTag, libraryName: facts.libraryName,
                cardData: facts.cardData?.text, sdk: facts.sdk),
            of: repo.id)
    }
}
