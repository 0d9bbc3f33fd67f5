import GitObjects
import HubAPI
import HubStorage
import Logging
import RepoCards

/// Facts of what is not the head of the default branch: other branches, tags, older commits. They are derived when
/// somebody asks for them, and remembered: a tree never changes, so its facts don't.
final class RevisionFacts: Sendable {
    struct Facts: Sendable {
        let tags: [String]
        let pipelineTag: String?
        let libraryName: String?
        let sdk: String?
        /// JSON texts by name.
        let properties: [String: String]
        /// Whether all contents could be read that facts come from. Otherwise they may be there the next time.
        let areComplete: Bool

        fileprivate var cost: Int {
            tags.reduce(300) { $0 + $1.utf8.count + 32 } + properties.reduce(0) { $0 + $1.value.utf8.count + 100 }
        }
    }

    private struct TreeKey: Hashable, Sendable {
        let repoID: Int64
        let tree: ObjectID
    }

    private struct ContentKey: Hashable, Sendable {
        let repoID: Int64
        let content: ContentFactsStore.Key
    }

    /// How many revisions are read for at the same time: headers take memory.
    private static let width = 4

    private let database: any Database
    private let caches: HistoryCaches
    private let contents: ContentFactsReader
    private let logger: Logger
    private let known = BoundedCache<TreeKey, Facts>(limit: 16 << 20)
    /// What was read, because most contents are in many revisions.
    private let read = BoundedCache<ContentKey, String?>(limit: 16 << 20)
    private let work = SharedWork<TreeKey, Facts>()
    private let turns = Turns(width)

    init(database: any Database, caches: HistoryCaches, contents: ContentFactsReader, logger: Logger) {
        self.database = database
        self.caches = caches
        self.contents = contents
        self.logger = logger
    }

    func facts(of commit: CommitRecord, in repo: Repo) async throws -> Facts {
        let key = TreeKey(repoID: repo.id, tree: commit.tree)
        if let facts = known.find(key) { return facts }
        return try await work.value(key) { [self] in
            let facts = try await derive(commit, repo)
            if facts.areComplete { known.insert(key, facts, cost: facts.cost) }
            return facts
        }
    }

    private func derive(_ commit: CommitRecord, _ repo: Repo) async throws -> Facts {
        let (caches, read) = (caches, read)
        let (known, unread) = try await database.read { db in
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let known = try CommitContents(of: commit, type: repo.type, reader) { wanted in
                let remembered = wanted.reduce(into: [ContentFactsStore.Key: String?]()) { found, key in
                    if let facts = read.find(ContentKey(repoID: repo.id, content: key)) { found[key] = .some(facts) }
                }
                // What the head of the default branch has was read when that was described.
                let others = wanted.filter { remembered[$0] == nil }
                return try ContentFactsStore(db).find(others, of: repo.id).merging(remembered) { $1 }
            }
            return (known, try UnreadContents(known.unread, of: repo.id, db))
        }
        var contents = known
        if !known.unread.isEmpty { contents.add(try await readNow(unread)) }
        return Facts(contents.derive(), areComplete: contents.unread.isEmpty)
    }

    private func readNow(_ unread: UnreadContents) async throws -> [ContentFactsStore.Key: String?] {
        let (facts, failure) = try await turns.run { [self] in try await unread.read(contents, logger) }
        if let failure {
            // What a repo is must be known even while some of its content can't be read.
            logger.warning(
                "a revision is described in part", metadata: ["repo": "\(unread.repoID)", "error": "\(failure)"])
        }
        for (key, text) in facts {
            read.insert(ContentKey(repoID: unread.repoID, content: key), text, cost: 200 + (text?.utf8.count ?? 0))
        }
        return facts
    }
}

extension RevisionFacts.Facts {
    fileprivate init(_ facts: StorableFacts, areComplete: Bool) {
        tags = facts.tags
        pipelineTag = facts.pipelineTag
        libraryName = facts.libraryName
        sdk = facts.sdk
        properties = Dictionary(facts.properties.map { ($0.name, $0.json) }) { first, _ in first }
        self.areComplete = areComplete
    }
}
