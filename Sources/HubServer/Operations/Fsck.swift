import GitObjects
import HubAPI
import HubStorage
import NIOCore

/// What a check of the stored data found.
package struct FsckSummary: Sendable, CustomStringConvertible {
    package internal(set) var problems = 0
    package internal(set) var repos = 0
    package internal(set) var commits = 0
    package internal(set) var objects = 0
    package internal(set) var largeFiles = 0
    package internal(set) var xetFiles = 0
    package internal(set) var xorbs = 0

    package var description: String {
        "\(repos) repos, \(commits) commits, \(objects) git objects, \(largeFiles) large files, \(xetFiles) Xet files, "
            + "\(xorbs) xorbs"
    }
}

extension Server {
    /// Checks that everything refers to something: refs to commits, commits to trees, trees to blobs, pointers to
    /// large files, those to Xet files, and those to xorbs; that each git object's bytes give its id, and a Xet file's
    /// chunks its hash; and that stored content is there at its length.
    /// Nothing is changed; what nothing refers to is not a problem.
    ///
    /// - Parameters:
    ///   - deep: Also hash the content in the object store.
    ///   - report: Called with a sentence for each problem.
    package func fsck(
        deep: Bool = false, report: @escaping @Sendable (String) -> Void
    ) async throws -> FsckSummary {
        var check = Fsck(database: database, objects: objects, xorbs: xorbs, deep: deep, report: report)
        return try await check.run()
    }
}

struct Fsck {
    let database: any Database
    let objects: any ObjectStore
    let xorbs: XorbObjects
    let deep: Bool
    let report: @Sendable (String) -> Void
    var summary = FsckSummary()

    mutating func run() async throws -> FsckSummary {
        let repos = try await database.read { db in try db.rows("SELECT * FROM repos").map(Repo.init(row:)) }
        for repo in repos { try await check(repo) }
        try await checkLargeFiles()
        try await checkXet()
        return summary
    }

    mutating func problem(_ text: String) {
        summary.problems += 1
        report(text)
    }

    // MARK: One repo

    /// What a walk through one repo's history found, in one transaction so that it sees one state.
    private struct Findings: Sendable {
        var problems: [String] = []
        var commits = 0
        /// Blobs that lie in the object store, with their sizes.
        var external: [ObjectID: Int64] = [:]
        var objects = 0
    }

    private mutating func check(_ repo: Repo) async throws {
        let findings = try await database.read { db in
            var walk = RepoWalk(repo: repo, store: HistoryStore(db, repoID: repo.id), db: db)
            try walk.run()
            return walk.findings
        }
        summary.repos += 1
        summary.commits += findings.commits
        summary.objects += findings.objects
        for text in findings.problems { problem("\(repo.type.rawValue) \(repo.fullName): \(text)") }
        for (id, size) in findings.external {
            let key = try GitBlobKey.key(repo.id, id)
            let text = try await contentProblem(key, size) {
                ObjectHasher(kind: .blob, size: size)
            } matches: {
                $0.finalize() == id
            } isNeeded: {
                // Unless the blob went, with the repo or alone, since it was listed.
                try await database.read { db in try HistoryStore(db, repoID: repo.id).object(id) != nil }
            }
            if let text { problem("\(repo.type.rawValue) \(repo.fullName): the content of blob \(id) \(text)") }
        }
    }

    private struct RepoWalk {
        let repo: Repo
        let store: HistoryStore
        let db: any SQLConnection
        var findings = Findings()
        var seen: Set<ObjectID> = []

        mutating func run() throws {
            let refs = try store.refs()
            if !refs.contains(where: { $0.name == CommitService.mainBranch }) {
                findings.problems.append("it has no main branch")
            }
            for (name, id) in refs { try visit(id, .commit, "ref \(name)", orTag: true) }
            // Commits of no ref can still be named by their ids, so they must be whole as well.
            for row in try db.rows("SELECT oid FROM repo_commits WHERE repo_id = ?", .integer(repo.id)) {
                guard let id = ObjectID(bytes: try row.blob("oid")) else { continue }
                try visit(id, .commit, "the list of commits")
            }
        }

        private mutating func visit(_ id: ObjectID, _ kind: ObjectKind, _ from: String, orTag: Bool = false) throws {
            var pending = [(id, kind, from)]
            while let (id, kind, from) = pending.popLast() {
                guard id != .emptyTree, seen.insert(id).inserted else { continue }
                guard let row = try store.object(id) else {
                    findings.problems.append("\(kind.rawValue) \(id), which \(from) refers to, is missing")
                    continue
                }
                findings.objects += 1
                guard row.kind == kind || (orTag && row.kind == .tag) else {
                    findings.problems.append("\(id) is a \(row.kind.rawValue), but \(from) says \(kind.rawValue)")
                    continue
                }
                guard let data = row.data else {
                    findings.external[id] = row.size
                    continue
                }
                if Int64(data.count) != row.size || ObjectID.hash(row.kind, data) != id {
                    findings.problems.append("the bytes of \(row.kind.rawValue) \(id) are damaged")
                    continue
                }
                try follow(id, row.kind, data, row.listing, &pending)
            }
        }

        private mutating func follow(
            _ id: ObjectID, _ kind: ObjectKind, _ data: [UInt8], _ listing: [UInt8]?,
            _ pending: inout [(ObjectID, ObjectKind, String)]
        ) throws {
            switch kind {
            case .blob: break
            case .tag: pending.append((try Tag(parsing: data).object, .commit, "tag \(id)"))
            case .commit:
                findings.commits += 1
                let commit = try Commit(parsing: data)
                pending.append((commit.tree, .tree, "commit \(id)"))
                pending += commit.parents.map { ($0, .commit, "commit \(id)") }
                if try store.commit(id)?.tree != commit.tree {
                    findings.problems.append("commit \(id) is not in the list of commits, or with another tree")
                }
            case .tree:
                let tree = try Tree(parsing: data)
                guard let listing = try? TreeListing(tree: tree, encodedDetails: listing ?? []) else {
                    findings.problems.append("the listing of tree \(id) is damaged")
                    return
                }
                for (entry, detail) in zip(tree.entries, listing.details) where entry.mode != .submodule {
                    pending.append((entry.id, entry.mode == .directory ? .tree : .blob, "tree \(id)"))
                    if let large = detail.large { try checkBinding(large, entry.name) }
                }
            }
        }

        /// A file whose large content was removed on purpose has no binding; one that is bound must agree.
        private mutating func checkBinding(_ large: TreeListing.LargeFile, _ name: String) throws {
            guard let size = try LFSStore(db).bound(repo.id, [large.sha256])[large.sha256] else { return }
            if size != large.size {
                findings.problems.append(
                    "\(name) has \(large.size) bytes by its pointer, but \(size) by its large file")
            }
        }
    }

    // MARK: Large files

    private mutating func checkLargeFiles() async throws {
        let rows = try await database.read { db in
            try db.rows("SELECT * FROM lfs_objects").map(LFSContentState.init(row:))
        }
        for content in rows {
            summary.largeFiles += 1
            // Others are read from their chunks, or are on their way out.
            guard content.isStored, !content.isDeleting else { continue }
            let text = try await contentProblem(try LFSKeys.content(content.sha256), content.size) {
                ContentHasher()
            } matches: {
                $0.sha256 == content.sha256
            } isNeeded: {
                // Unless it was removed since its row was read.
                let row = try await database.read { db in try LFSStore(db).content(content.sha256) }
                return row.map { $0.isStored && !$0.isDeleting } ?? false
            }
            if let text { problem("the content of large file \(LFSDigest.hex(content.sha256)) \(text)") }
        }
    }

    /// Looks once more before it speaks: the server may be at work on what is looked at, and remove it or store it
    /// anew in between.
    private func contentProblem<Hasher: ByteHashing>(
        _ key: ObjectKey, _ size: Int64, hasher: () -> Hasher, matches: (Hasher) -> Bool,
        isNeeded: () async throws -> Bool
    ) async throws -> String? {
        guard try await contentProblem(key, size, hasher: hasher, matches: matches) != nil else { return nil }
        guard try await isNeeded() else { return nil }
        guard let text = try await contentProblem(key, size, hasher: hasher, matches: matches) else { return nil }
        return try await isNeeded() ? text : nil
    }

    private func contentProblem<Hasher: ByteHashing>(
        _ key: ObjectKey, _ size: Int64, hasher: () -> Hasher, matches: (Hasher) -> Bool
    ) async throws -> String? {
        do {
            guard let length = try await objects.length(of: key) else { return "is missing" }
            guard length == size else { return "has \(length) bytes instead of \(size)" }
            guard deep else { return nil }
            var hash = hasher()
            for try await piece in try await objects.read(key, range: nil) {
                piece.withUnsafeReadableBytes { hash.update($0) }
            }
            return matches(hash) ? nil : "is damaged"
        } catch let error as ObjectStoreError where error.code == .notFound {
            return "is missing"
        }
    }
}
