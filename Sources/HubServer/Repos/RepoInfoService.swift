import GitObjects
import HubAPI
import HubStorage
import NIOCore

/// A repo's information, at its head or at a revision.
struct RepoInfoService: Sendable {
    let database: any Database
    let caches: HistoryCaches
    /// Whole answers. A repo's row changes its version with every change, and a commit never changes, so what was
    /// written once stays right.
    private let answers = BoundedCache<AnswerKey, ByteBuffer>(limit: 16 << 20)

    init(database: any Database, caches: HistoryCaches) {
        self.database = database
        self.caches = caches
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

    /// The answer's JSON.
    func info(
        _ reference: RepoReference, revision: String, options: Options, caller: Caller
    ) async throws -> ByteBuffer {
        let caches = caches
        return try await database.read { [answers] db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: revision)
            let member = Access.isMember(of: repo, caller)
            let names = options.expand.isEmpty ? Self.defaults(repo.type, member: member) : options.expand
            let live = try RepoFactsStore(db).live(RepoProperties.live.intersection(names), of: [repo])[repo.id] ?? [:]
            let key = AnswerKey(
                repoID: repo.id, version: repo.version, commit: commit.id, options: options, member: member,
                live: live)
            if let known = answers.find(key) { return known }
            let body = ByteBuffer(bytes: try Self.write(repo, commit, reader, names, key, db).utf8)
            answers.insert(key, body, cost: body.readableBytes + 200)
            return body
        }
    }

    private static func write(
        _ repo: Repo, _ commit: CommitRecord, _ reader: HistoryReader, _ names: [String], _ key: AnswerKey,
        _ db: any SQLConnection
    ) throws -> JSONValue {
        let tags = try ReposStore(db).tags(of: repo.id)
        let wanted = RepoProperties.stored.intersection(names)
        let stored = (try RepoFactsStore(db).properties(wanted, of: [repo.id])[repo.id] ?? [:])
            .merging(key.live) { $1 }
        var members = RepoProperties.identity(repo)
        for name in names {
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
        return .object(members)
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
