import GitObjects
import HubAPI
import HubStorage
import RepoCards

/// Gathers what a page shows, with the caller's rights.
struct PagesService: Sendable {
    /// Text files up to this size are shown in the page.
    private static let shownText: Int64 = 256 << 10

    let database: any Database
    let caches: HistoryCaches

    struct RepoView: Sendable {
        let repo: Repo
        let header: RepoHeader
        let readme: String?
        let metadata: JSONValue?
        let license: String?
        let lastCommit: CommitSummary?
    }

    func count(_ type: RepoType, caller: Caller) async throws -> Int64 {
        try await database.read { db in try RepoListStore(db).count(type, caller) }
    }

    func account(_ name: String) async throws -> Account? {
        try await database.read { db in try AccountsStore(db).find(name) }
    }

    /// The model that a bare name leads to.
    func followAlias(_ name: String, caller: Caller) async throws -> Repo? {
        guard let id = RepoID(name) else { return nil }
        return try await database.read { db in
            try ReposStore(db).findMoved(RepoReference(type: .model, id: id))
                .flatMap { Access.canRead($0, caller) ? $0 : nil }
        }
    }

    func repo(_ reference: RepoReference, caller: Caller) async throws -> RepoView {
        try await read(reference, "main", caller) { repo, reader, commit, header in
            let card = try reader.listing(commit.tree).entry(named: "README.md").flatMap { entry in
                entry.isFolder ? nil : try reader.inlineBlob(entry.tree.id)
            }
            let text = card.map { String(decoding: $0, as: UTF8.self) }
            let parsed = text.flatMap { try? RepoCard.parse($0) }
            return RepoView(
                repo: repo, header: header,
                readme: parsed?.body ?? text.map { String(FrontMatter.split($0).body) },
                metadata: parsed?.hasMetadata == true ? parsed?.data : nil,
                license: parsed?.data["license"]?.strings.first, lastCommit: CommitSummary(commit))
        }
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
                        lastCommit: last[prefix + entry.tree.name].map(CommitSummary.init))
                })
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
            let last = try reader.lastCommits([path.value], from: commit)[path.value]
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
            var commits = try reader.store.commits(line: commit.line, through: commit.place, limit: 100)
            var line = commit.line
            while commits.count < 100, let parent = try reader.store.parent(ofLine: line) {
                commits += try reader.store.commits(
                    line: parent.line, through: parent.place, limit: 100 - commits.count)
                line = parent.line
            }
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
