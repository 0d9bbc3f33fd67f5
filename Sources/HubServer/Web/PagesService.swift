import GitObjects
import HubAPI
import HubStorage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Gathers what a page shows, with the caller's rights.
struct PagesService: Sendable {
    /// Text files up to this size are shown in the page.
    private static let shownText: Int64 = 256 << 10

    private static let shownRelations = 200

    private let database: any Database
    private let caches: HistoryCaches
    private let cards: CardRenderer
    private let publicCounts = PublicCounts()

    init(database: any Database, caches: HistoryCaches, cards: CardRenderer = CardRenderer()) {
        self.database = database
        self.caches = caches
        self.cards = cards
    }

    /// How many repos of each type the caller may see.
    func counts(_ caller: Caller) async throws -> [RepoType: Int64] {
        guard caller.user == nil else { return try await count(caller) }
        return try await publicCounts.counts { try await count(caller) }
    }

    private func count(_ caller: Caller) async throws -> [RepoType: Int64] {
        try await database.read { db in
            try RepoType.allCases.reduce(into: [:]) { $0[$1] = try RepoListStore.count($1, caller, db) }
        }
    }

    /// An account's page without its repos; nil if there is none of that name.
    func account(_ name: String) async throws -> AccountPage? {
        try await database.read { db in
            let store = AccountsStore(db)
            guard let account = try store.find(name) else { return nil }
            let isOrganization = account.kind == .org
            let related =
                isOrganization
                ? try store.members(of: account.id, after: 0, limit: Self.shownRelations).map(\.account.name)
                : try store.memberships(of: account.id).prefix(Self.shownRelations).map(\.orgName)
            return AccountPage(
                name: account.name, fullName: account.fullName == account.name ? nil : account.fullName,
                isOrganization: isOrganization, related: related)
        }
    }

    /// The model that a bare name leads to.
    func followAlias(_ name: String, caller: Caller) async throws -> Repo? {
        guard let id = RepoID(name) else { return nil }
        return try await database.read { db in
            try ReposStore(db).findMoved(RepoReference(type: .model, id: id))
                .flatMap { Access.canRead($0, caller) ? $0 : nil }
        }
    }

    func repo(_ reference: RepoReference, caller: Caller) async throws -> RepoPage {
        struct Readme: Sendable {
            let id: ObjectID
            let bytes: [UInt8]
        }
        let (found, readme, repoID) = try await read(reference, "main", caller) { repo, reader, commit, header in
            let readme = try reader.listing(commit.tree).entry(named: "README.md").flatMap { entry in
                entry.isFolder ? nil : try reader.inlineBlob(entry.tree.id).map { Readme(id: entry.tree.id, bytes: $0) }
            }
            let page = RepoPage(
                repo: header, cardProblem: try Self.cardProblem(of: repo, reader), lastCommit: CommitSummary(commit),
                // What a repo takes with all its history is its members' business.
                storage: Access.isMember(of: repo, caller) ? repo.usedStorage : nil)
            return (page, readme, repo.id)
        }
        guard let readme else { return found }
        var page = found
        page.card = try await cards.card(
            readme.bytes, blob: readme.id, repoID: repoID, linkBase: RepoPage.linkBase(page.repo))
        return page
    }

    private static func cardProblem(of repo: Repo, _ reader: HistoryReader) throws -> String? {
        let name = "cardProblem"
        let json = try RepoFactsStore(reader.store.db).properties([name], of: [repo.id])[repo.id]?[name]
        return try json.map { try JSONDecoder().decode(String.self, from: Data($0.utf8)) }
    }

    func tree(
        _ reference: RepoReference, revision: String, path: FilePath?, caller: Caller
    ) async throws -> TreePage {
        try await read(reference, revision, caller) { _, reader, commit, header in
            let folder = try reader.folder(path, of: commit, revision: revision)
            let prefix = path.map { $0.value + "/" } ?? ""
            let entries = Array(try reader.listing(folder).entries)
            // The page stays readable and quick in folders of any size; the API lists all.
            let shown = entries.prefix(TreeService.pageLimit)
            let last = try reader.lastCommits(shown.map { prefix + $0.tree.name }, from: commit)
            return TreePage(
                repo: header, path: path?.value ?? "",
                entries: shown.map { entry in
                    TreePage.Entry(
                        name: entry.tree.name, isFolder: entry.isFolder, size: entry.contentSize,
                        isLFS: entry.detail.large != nil,
                        lastCommit: last[PathBytes(prefix + entry.tree.name)].map(CommitSummary.init))
                }, isCut: entries.count > shown.count)
        }
    }

    func blob(
        _ reference: RepoReference, revision: String, path: FilePath, caller: Caller
    ) async throws -> BlobPage {
        try await read(reference, revision, caller) { repo, reader, commit, header in
            try Access.requirePassage(repo, caller)
            guard let entry = try reader.entry(path, in: commit.tree), !entry.isFolder else {
                throw HubFailure.entryNotFound(path.value, revision)
            }
            let last = try reader.lastCommits([path.value], from: commit)[PathBytes(path.value)]
            return BlobPage(
                repo: header, path: path.value, size: entry.contentSize,
                content: try Self.content(entry, path, reader), lastCommit: last.map(CommitSummary.init))
        }
    }

    private static func content(
        _ entry: TreeListing.Entry, _ path: FilePath, _ reader: HistoryReader
    ) throws -> BlobPage.Content {
        if ContentType.guess(path.value).hasPrefix("image/") { return .image }
        if let large = entry.detail.large { return .pointer(sha256: LFSDigest.hex(large.sha256)) }
        guard entry.detail.size <= shownText, let bytes = try reader.inlineBlob(entry.tree.id),
            !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
        else { return .opaque }
        return .text(text)
    }

    func commits(_ reference: RepoReference, revision: String, caller: Caller) async throws -> CommitsPage {
        try await read(reference, revision, caller) { _, reader, commit, header in
            let commits = try reader.log(from: commit, limit: 100)
            return CommitsPage(repo: header, commits: commits.map(CommitSummary.init), total: nil)
        }
    }

    private func read<Value: Sendable>(
        _ reference: RepoReference, _ revision: String, _ caller: Caller,
        _ body: @escaping @Sendable (Repo, HistoryReader, CommitRecord, RepoHeader) throws -> Value
    ) async throws -> Value {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let header = RepoHeader(
                type: repo.type, id: repo.fullName, isPrivate: repo.visibility == .private,
                tags: try ReposStore(db).tags(of: repo.id), likes: repo.likes, downloads: repo.downloads,
                revision: revision)
            return try body(repo, reader, try reader.commit(atRevision: revision), header)
        }
    }
}

extension CommitSummary {
    init(_ commit: CommitRecord) {
        self.init(
            id: commit.id.hex, title: commit.title, date: commit.committedAt.iso8601, author: commit.authorName)
    }
}
