import GitObjects
import HubAPI
import HubStorage
import NIOCore

/// A repo's information, at its head or at a revision.
struct RepoInfoService: Sendable {
    let database: any Database
    let caches: HistoryCaches
    private let revisions: RevisionFacts
    /// Whole answers. A repo's row changes its version with every change, and a commit never changes, so what was
    /// written once stays right.
    private let answers = BoundedCache<AnswerKey, ByteBuffer>(limit: 16 << 20)

    init(database: any Database, caches: HistoryCaches, revisions: RevisionFacts) {
        self.database = database
        self.caches = caches
        self.revisions = revisions
    }

    struct Options: Sendable, Hashable {
        /// Sizes and ids of files beside their names.
        var blobs = false
        var expand: [String] = []
    }

    private struct AnswerKey: Hashable, Sendable {
        let repoID: Int64
        let version: Int64
        let commit: ObjectID
        let options: Options
        let member: Bool
        /// What changes without the repo.
        let live: [String: String]
    }

    /// The repo if the caller has the right that is needed.
    @discardableResult
    func require(_ need: RepoLookup.Need, _ reference: RepoReference, _ caller: Caller) async throws -> Repo {
        try await database.read { db in try RepoLookup.require(need, reference, caller, db) }
    }

    /// A repo at a commit, and what is to be said of it.
    private struct Question: Sendable {
        let repo: Repo
        let commit: CommitRecord
        let names: [String]
        let key: AnswerKey
    }

    private enum Reply: Sendable {
        case answer(ByteBuffer)
        /// To be derived, because the repo's row has those of another tree.
        case factsWanted(Question)
    }

    /// The answer's JSON.
    func info(
        _ reference: RepoReference, revision: String, options: Options, caller: Caller
    ) async throws -> ByteBuffer {
        let caches = caches
        let reply = try await database.read { [answers] db -> Reply in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: revision)
            let member = Access.isMember(of: repo, caller)
            let names = options.expand.isEmpty ? Self.defaults(repo.type, member: member) : options.expand
            let live = try RepoFactsStore(db).live(RepoProperties.live.intersection(names), of: [repo])[repo.id] ?? [:]
            let question = Question(
                repo: repo, commit: commit, names: names,
                key: AnswerKey(
                    repoID: repo.id, version: repo.version, commit: commit.id, options: options, member: member,
                    live: live))
            if let known = answers.find(question.key) { return .answer(known) }
            if try Self.wantsFacts(question, reader) { return .factsWanted(question) }
            return .answer(try Self.write(question, nil, reader, answers, db))
        }
        switch reply {
        case .answer(let body): return body
        case .factsWanted(let question):
            let facts = try await revisions.facts(of: question.commit, in: question.repo)
            return try await database.read { [answers] db in
                try Self.write(
                    question, facts, HistoryReader(db, repoID: question.repo.id, caches: caches), answers, db)
            }
        }
    }

    /// What a revision's own content says. A Space runs from the default branch, whatever else there is.
    private static let derived: Set<String> = RepoProperties.stored.subtracting(["runtime"])
        .union(["library_name", "pipeline_tag", "sdk", "tags"])

    private static func wantsFacts(_ question: Question, _ reader: HistoryReader) throws -> Bool {
        guard question.repo.head != question.commit.id, !derived.isDisjoint(with: question.names) else { return false }
        return try question.repo.head.flatMap { try reader.commit($0) }?.tree != question.commit.tree
    }

    /// - Parameter facts: Those of the commit; nil takes what is kept of the default branch.
    private static func write(
        _ question: Question, _ facts: RevisionFacts.Facts?, _ reader: HistoryReader,
        _ answers: BoundedCache<AnswerKey, ByteBuffer>, _ db: any SQLConnection
    ) throws -> ByteBuffer {
        let (key, commit) = (question.key, question.commit)
        var repo = question.repo
        let wanted = RepoProperties.stored.intersection(question.names)
        var stored =
            try RepoFactsStore(db).properties(
                facts == nil ? wanted : wanted.subtracting(derived), of: [repo.id])[repo.id] ?? [:]
        if let facts {
            repo.pipelineTag = facts.pipelineTag
            repo.libraryName = facts.libraryName
            repo.sdk = facts.sdk ?? repo.sdk
            stored.merge(facts.properties.filter { derived.contains($0.key) }) { $1 }
        }
        stored.merge(key.live) { $1 }
        let tags = try facts?.tags ?? ReposStore(db).tags(of: repo.id)
        var members = RepoProperties.identity(repo)
        for name in question.names {
            switch name {
            case "sha": members.append(JSONMember("sha", .string(commit.id.hex)))
            case "siblings":
                members.append(JSONMember("siblings", .raw(try siblings(commit, reader, blobs: key.options.blobs))))
            default:
                if let value = RepoProperties.value(name, repo, tags: tags, stored: stored, member: key.member) {
                    members.append(JSONMember(name, value))
                }
            }
        }
        let body = ByteBuffer(bytes: JSONValue.object(members).utf8)
        // What could not be read may be there the next time.
        if facts?.areComplete != false { answers.insert(key, body, cost: body.readableBytes + 200) }
        return body
    }

    private static func defaults(_ type: RepoType, member: Bool) -> [String] {
        var names = ["author", "sha", "lastModified", "createdAt", "private", "disabled", "likes", "tags", "cardData"]
        switch type {
        case .model:
            names += [
                "gated", "downloads", "pipeline_tag", "library_name", "spaces", "mask_token", "widgetData",
                "model-index", "config", "transformersInfo", "safetensors", "gguf",
            ]
        case .dataset: names += ["gated", "downloads", "citation", "description", "paperswithcode_id"]
        case .space: names += ["sdk", "runtime", "models", "datasets", "subdomain"]
        }
        return names + (member ? ["usedStorage"] : []) + ["siblings"]
    }

    /// The list of files, written by hand: it is most of the answer.
    private static func siblings(_ commit: CommitRecord, _ reader: HistoryReader, blobs: Bool) throws -> String {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        try reader.files(in: commit.tree) { path, entry in
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: "{\"rfilename\":".utf8)
            JSONValue.write(string: path, into: &bytes)
            if blobs {
                bytes.append(contentsOf: ",\"size\":\(entry.contentSize),\"blobId\":\"\(entry.tree.id.hex)\"".utf8)
                if let large = entry.detail.large {
                    bytes.append(contentsOf: ",\"lfs\":{\"sha256\":\"\(LFSDigest.hex(large.sha256))\"".utf8)
                    bytes.append(contentsOf: ",\"size\":\(large.size),\"pointerSize\":\(entry.detail.size)}".utf8)
                }
            }
            bytes.append(UInt8(ascii: "}"))
            return true
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }
}
