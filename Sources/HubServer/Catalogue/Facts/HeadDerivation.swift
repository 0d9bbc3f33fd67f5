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
        let store = ContentFactsStore(db)
        let contents = try CommitContents(of: commit, type: repo.type, reader, card: card) { wanted in
            try store.keepOnly(Set(wanted), of: repo.id)
            return try store.find(wanted, of: repo.id)
        }
        let version = contents.unread.isEmpty || isLast ? RepoFacts.version : 0
        try RepoFactsStore(db).replace(contents.derive(), version: version, of: repo)
        return contents.unread
    }
}
