import GitObjects
import HTTPTypes
package import HubAPI
import HubStorage

/// Creating, deleting, moving repos and changing their settings.
package struct ReposService: Sendable {
    let database: any Database
    let caches: HistoryCaches
    /// Words that follow a repo id in some route, which therefore can't be a repo's name.
    let reservedNames: Set<String>

    struct Creation: Sendable {
        var type: RepoType
        /// `name`, or `namespace/name`.
        var name: String
        var organization: String?
        var visibility: Visibility?
        var sdk: String?
    }

    /// Makes the repo with its first commit.
    ///
    /// - Throws: ``RepoExists`` when the name is taken.
    func create(_ wanted: Creation, caller: Caller) async throws -> Repo {
        guard let user = caller.user else { throw HubFailure.unauthorized("Sign in to create a repo") }
        let id = try target(wanted.name, organization: wanted.organization, user)
        let sdk = try Self.checkedSDK(wanted.sdk, wanted.type)
        let caches = caches
        return try await refusingTakenName(wanted.type, id) { db in
            let owner = try Self.owner(id.namespace ?? "", caller, db)
            guard Access.canCreate(id.name, under: owner, caller) else {
                throw HubFailure.forbidden(
                    "You don't have the rights to create a \(wanted.type.rawValue) under the namespace "
                        + "\"\(owner.name)\" with this token")
            }
            let store = ReposStore(db)
            let reference = RepoReference(type: wanted.type, id: RepoID(namespace: owner.name, name: id.name))
            if let existing = try store.find(reference) { throw RepoExists(repo: existing) }
            try store.deleteRedirect(reference)
            let now = Timestamp.now
            let repo = Repo(
                id: Identifier.make(), type: wanted.type, ownerID: owner.id, creatorID: user.account.id,
                namespace: owner.name, name: id.name, visibility: wanted.visibility ?? owner.defaultVisibility,
                gated: "false", disabled: false, sdk: sdk, version: 1, createdAt: now, head: nil, lastModified: now,
                downloads: 0, downloadsAllTime: 0, likes: 0, trendingScore: 0, usedStorage: 0, pipelineTag: nil,
                libraryName: nil, parameters: nil, factsVersion: 0)
            try store.insert(repo)
            try Self.writeFirstCommit(
                repo, user.account, HistoryReader(writing: db, repoID: repo.id, caches: caches), db)
            try EventsStore(db).append(
                "repo.create", repoID: repo.id, actorID: user.account.id,
                detail: ["type": .string(repo.type.rawValue), "name": .string(repo.fullName)])
            return repo
        }
    }

    /// `initial commit`, holding `.gitattributes`, and for a Space the card that says how it runs.
    private static func writeFirstCommit(
        _ repo: Repo, _ author: Account, _ reader: HistoryReader, _ db: any SQLConnection
    ) throws {
        var files = [(".gitattributes", DefaultAttributes.text(for: repo.type))]
        if let sdk = repo.sdk { files.append(("README.md", SpaceCard.text(for: repo, sdk: sdk))) }
        var tree = try TreeChangeset(base: nil, reader: reader)
        var blobs: [HistoryStore.NewObject] = []
        for (path, text) in files {
            let bytes = Array(text.utf8)
            let blob = HistoryStore.NewObject(
                id: ObjectID.hash(.blob, bytes), kind: .blob, size: Int64(bytes.count), data: bytes)
            blobs.append(blob)
            try tree.set(try FilePath(path), blob.id, .init(size: blob.size, large: nil))
        }
        let (root, trees) = try tree.finish()
        let commit = try CommitWriter(reader: reader).write(
            .init(
                tree: root, parents: [], author: author, title: "initial commit", message: "",
                time: repo.createdAt), objects: blobs + trees)
        _ = try reader.store.createRef(CommitService.mainBranch, commit.id, at: repo.createdAt)
        try HeadDerivation(db: db, repo: repo, reader: reader).record(commit)
    }

    func delete(_ reference: RepoReference, caller: Caller) async throws {
        try await database.write { db in
            let repo = try RepoLookup.require(.administer, reference, caller, db)
            let store = ReposStore(db)
            try store.abandon(prefix: GitBlobKey.prefix(repo.id))
            try store.delete(id: repo.id)
            try EventsStore(db).append(
                "repo.delete", repoID: repo.id, actorID: caller.user?.account.id,
                detail: ["type": .string(repo.type.rawValue), "name": .string(repo.fullName)])
        }
    }

    /// Gives the repo another id; the old one keeps leading here until a new repo takes it.
    func move(_ reference: RepoReference, to destination: RepoID, caller: Caller) async throws -> Repo {
        try checkName(destination.name)
        return try await refusingTakenName(reference.type, destination) { db in
            let repo = try RepoLookup.require(.administer, reference, caller, db)
            let owner = try Self.owner(destination.namespace ?? repo.namespace, caller, db)
            let target = RepoReference(
                type: repo.type, id: RepoID(namespace: owner.name, name: destination.name))
            guard Access.canCreate(destination.name, under: owner, caller) else {
                throw HubFailure.forbidden("You don't have the rights to move a repo to \"\(owner.name)\"")
            }
            let store = ReposStore(db)
            if let existing = try store.find(target), existing.id != repo.id { throw RepoExists(repo: existing) }
            try store.deleteRedirect(target)
            try store.rename(repo, to: target.id, owner: owner.id)
            try RepoTextsStore(db).rename(
                RepoID(namespace: owner.name, name: target.id.name).description, of: repo.id)
            if target.id.key != repo.reference.id.key { try store.putRedirect(repo.reference, to: repo.id) }
            try EventsStore(db).append(
                "repo.move", repoID: repo.id, actorID: caller.user?.account.id,
                detail: ["from": .string(repo.fullName), "to": .string(target.id.description)])
            guard let moved = try store.find(id: repo.id) else { throw HubFailure.repoNotFound(caller) }
            return moved
        }
    }

    struct Settings: Sendable {
        var visibility: Visibility?
        /// `false`, `auto` or `manual`.
        var gated: String?
    }

    func update(_ reference: RepoReference, _ settings: Settings, caller: Caller) async throws -> Repo {
        try await database.write { db in
            let repo = try RepoLookup.require(.administer, reference, caller, db)
            let store = ReposStore(db)
            if let visibility = settings.visibility { try store.setVisibility(visibility, of: repo.id) }
            if let gated = settings.gated { try store.setGated(gated, of: repo.id) }
            try EventsStore(db).append(
                "repo.settings", repoID: repo.id, actorID: caller.user?.account.id,
                detail: [
                    "visibility": settings.visibility.map { .string($0.rawValue) } ?? nil,
                    "gated": settings.gated.map { .string($0) } ?? nil,
                ])
            return try store.find(id: repo.id) ?? repo
        }
    }

    /// Lets another id, such as a bare `gpt2`, lead to a repo.
    package func createAlias(_ alias: String, to repo: String, type: RepoType) async throws {
        guard let aliasID = RepoID(alias), let repoID = RepoID(repo) else {
            throw HubFailure.badRequest("\"\(alias)\" or \"\(repo)\" is not a repo id")
        }
        try await database.write { db in
            let store = ReposStore(db)
            guard let repo = try store.find(RepoReference(type: type, id: repoID)) else {
                throw HubFailure(.notFound, .repoNotFound, "There is no \(type.rawValue) \(repoID)")
            }
            let reference = RepoReference(type: type, id: aliasID)
            if let existing = try store.find(reference) { throw RepoExists(repo: existing) }
            try store.putRedirect(reference, to: repo.id)
        }
    }

    // MARK: Checks

    /// Two who take one name at the same moment pass the same checks; the index lets one of them through, and the
    /// other learns who it was.
    private func refusingTakenName(
        _ type: RepoType, _ id: RepoID, _ body: @escaping @Sendable (any SQLConnection) throws -> Repo
    ) async throws -> Repo {
        do {
            return try await database.write(body)
        } catch let error as DatabaseError where error.code == .uniqueViolation {
            let winner = try await database.read { db in
                try ReposStore(db).find(RepoReference(type: type, id: id))
            }
            guard let winner else { throw error }
            throw RepoExists(repo: winner)
        }
    }

    private func target(_ name: String, organization: String?, _ user: SignedInUser) throws -> RepoID {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count) else {
            throw HubFailure.badRequest("\"\(name.prefix(200))\" is not a repo name")
        }
        let namespace = parts.count == 2 ? parts[0] : organization ?? user.account.name
        if parts.count == 2, let organization, organization.lowercased() != parts[0].lowercased() {
            throw HubFailure.badRequest("The name \"\(name)\" and the organization \"\(organization)\" disagree")
        }
        try checkName(parts[parts.count - 1])
        return RepoID(namespace: namespace, name: parts[parts.count - 1])
    }

    private func checkName(_ name: String) throws {
        guard RepoID.isValidName(name) else {
            throw HubFailure.badRequest(
                "\"\(name.prefix(200))\" is not a valid repo name: use 1 to 96 letters, digits, -, _ and ., beginning and "
                    + "ending with a letter, digit or _, without -- or .., not ending in .git")
        }
        guard !reservedNames.contains(name.lowercased()) else {
            throw HubFailure.badRequest("\"\(name)\" is a reserved word and can't be a repo's name")
        }
    }

    private static func checkedSDK(_ sdk: String?, _ type: RepoType) throws -> String? {
        let known = ["gradio", "streamlit", "docker", "static"]
        guard type == .space || sdk != nil else { return nil }
        guard let sdk, known.contains(sdk) else {
            throw HubFailure.badRequest("A Space needs \"sdk\", one of \(known.joined(separator: ", "))")
        }
        return type == .space ? sdk : nil
    }

    /// The account of a namespace. A missing one looks like one the caller may not create under.
    private static func owner(_ name: String, _ caller: Caller, _ db: any SQLConnection) throws -> Account {
        guard let account = try AccountsStore(db).find(name) else {
            throw HubFailure.forbidden(
                "You don't have the rights to create a repo under the namespace \"\(name.prefix(100))\"")
        }
        return account
    }
}

/// The name is taken; the answer tells the address of the repo that has it.
struct RepoExists: Error {
    let repo: Repo
}
