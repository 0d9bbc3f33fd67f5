import GitObjects
import HTTPTypes
import HubAPI
import HubStorage

/// Branches and tags.
struct RefsService: Sendable {
    let database: any Database
    let caches: HistoryCaches

    struct Ref: Sendable {
        let name: String
        let target: ObjectID
    }

    /// All refs with the commits they lead to.
    func list(_ reference: RepoReference, caller: Caller) async throws -> [Ref] {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            return try reader.store.refs().compactMap { name, id in
                try reader.commit(peeling: id).map { Ref(name: name, target: $0.id) }
            }
        }
    }

    /// - Parameter start: A revision; nil for the head of main.
    func createBranch(
        _ reference: RepoReference, _ branch: String, from start: String?, caller: Caller
    ) async throws {
        guard RefName.isValidBranch(branch), Self.isUsable(branch) else {
            throw HubFailure.badRequest("\"\(branch.prefix(200))\" is not a valid branch name")
        }
        try await change(reference, caller, "branch.create", "refs/heads/" + branch) { _, reader, _ in
            let commit = try reader.commit(atRevision: start ?? "main")
            try Self.create("refs/heads/" + branch, commit.id, reader)
        }
    }

    func deleteBranch(_ reference: RepoReference, _ branch: String, caller: Caller) async throws {
        try await change(reference, caller, "branch.delete", "refs/heads/" + branch) { _, reader, _ in
            guard branch != "main" else {
                throw HubFailure(.forbidden, .forbidden, "Cannot delete refs/heads/main")
            }
            guard try reader.store.deleteRef("refs/heads/" + branch) else {
                throw HubFailure.revisionNotFound(branch)
            }
        }
    }

    /// A tag with a message is an annotated one, an object of its own, as in git.
    func createTag(
        _ reference: RepoReference, _ tag: String, at revision: String, message: String?, caller: Caller
    ) async throws {
        guard RefName.isValidTag(tag), Self.isUsable(tag) else {
            throw HubFailure.badRequest("\"\(tag.prefix(200))\" is not a valid tag name")
        }
        try await change(reference, caller, "tag.create", "refs/tags/" + tag) { _, reader, user in
            let commit = try reader.commit(atRevision: revision)
            var target = commit.id
            if let message, !message.isEmpty {
                let object = Tag(
                    object: commit.id, kind: .commit, name: tag,
                    tagger: Signature(
                        name: user.name, email: "\(user.name)@users.noreply.roost",
                        time: Timestamp.now.milliseconds / 1000),
                    message: message.hasSuffix("\n") ? message : message + "\n")
                let bytes = object.serialized()
                target = ObjectID.hash(.tag, bytes)
                try reader.store.insert([
                    .init(id: target, kind: .tag, size: Int64(bytes.count), data: bytes)
                ])
            }
            try Self.create("refs/tags/" + tag, target, reader)
        }
    }

    func deleteTag(_ reference: RepoReference, _ tag: String, caller: Caller) async throws {
        try await change(reference, caller, "tag.delete", "refs/tags/" + tag) { _, reader, _ in
            guard try reader.store.deleteRef("refs/tags/" + tag) else { throw HubFailure.revisionNotFound(tag) }
        }
    }

    /// Replaces a branch's history by one commit with the same files.
    func squash(_ reference: RepoReference, _ branch: String, message: String, caller: Caller) async throws {
        let ref = try CommitService.refName(branch)
        let caches = caches
        try await database.write { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            let reader = HistoryReader(writing: db, repoID: repo.id, caches: caches)
            guard let user = caller.user?.account else { throw HubFailure.unauthorized("Sign in to squash") }
            guard let headID = try reader.store.ref(ref, locked: true), let head = try reader.commit(headID) else {
                throw HubFailure.revisionNotFound(branch)
            }
            let lines = message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let commit = try CommitWriter(reader: reader).write(
                .init(
                    tree: head.tree, parents: [], author: user,
                    title: lines.first.map(String.init) ?? "Super-squash branch '\(branch)'",
                    message: lines.count > 1 ? String(lines[1].drop(while: \.isNewline)) : "", time: .now), objects: [])
            guard try reader.store.moveRef(ref, from: headID, to: commit.id, at: .now) else {
                throw HubFailure(.preconditionFailed, .commitConflict, "The branch was updated meanwhile: try again")
            }
            if ref == CommitService.mainBranch {
                try HeadDerivation(db: db, repo: repo, reader: reader).record(commit)
            }
            try EventsStore(db).append(
                "branch.squash", repoID: repo.id, actorID: user.id,
                detail: ["ref": .string(ref), "old": .string(headID.hex), "new": .string(commit.id.hex)])
        }
    }

    /// Short enough for every index, and not to be mistaken for a commit's id or a full ref.
    private static func isUsable(_ name: String) -> Bool {
        name.utf8.count <= 255 && ObjectID(hex: name) == nil && !name.hasPrefix("refs/")
    }

    private static func create(_ ref: String, _ id: ObjectID, _ reader: HistoryReader) throws {
        // Git keeps refs as files: `a` and `a/b` can't both be.
        let names = try reader.store.refs().map(\.name)
        if let other = names.first(where: { $0.hasPrefix(ref + "/") || ref.hasPrefix($0 + "/") }) {
            throw HubFailure(.conflict, .conflict, "Reference \(ref) can't be beside \(other)")
        }
        guard try reader.store.createRef(ref, id, at: .now) else {
            throw HubFailure(.conflict, .conflict, "Reference \(ref) already exists")
        }
    }

    private func change(
        _ reference: RepoReference, _ caller: Caller, _ event: String, _ ref: String,
        _ body: @escaping @Sendable (Repo, HistoryReader, Account) throws -> Void
    ) async throws {
        let caches = caches
        try await database.write { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            guard let user = caller.user?.account else { throw HubFailure.unauthorized("Sign in first") }
            let reader = HistoryReader(writing: db, repoID: repo.id, caches: caches)
            let old = try reader.store.ref(ref)
            try body(repo, reader, user)
            var detail = [JSONMember("ref", .string(ref))]
            if let old { detail.append(JSONMember("old", .string(old.hex))) }
            try EventsStore(db).append(event, repoID: repo.id, actorID: user.id, detail: .object(detail))
        }
    }
}
