import HTTPTypes
import HubAPI
import HubStorage

/// The large files of a repo, for the members who look after its storage.
extension LFSService {
    struct FilesPage: Sendable {
        let files: [LFSFile]
        /// Where the next page begins; nil on the last one.
        let next: String?
    }

    static let maximumDeletions = 1_000

    func files(
        of reference: RepoReference, for caller: Caller, after cursor: String?, limit: Int
    ) async throws -> FilesPage {
        guard let start = cursor.map({ LFSDigest.parse($0) }) ?? [] else {
            throw HubFailure.badRequest("\"cursor\" is not one that the hub gave")
        }
        let found = try await database.read { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            return try LFSStore(db).files(of: repo.id, after: start, limit: limit + 1)
        }
        let page = Array(found.prefix(limit))
        return FilesPage(
            files: page, next: found.count > limit ? page.last.map { LFSDigest.hex($0.sha256) } : nil)
    }

    /// Checks that the caller may delete, before the request's body is read.
    func admitDeletion(from reference: RepoReference, for caller: Caller) async throws {
        _ = try await database.read { db in try RepoLookup.require(.write, reference, caller, db) }
    }

    /// Takes contents from a repo for good. Files that point to them can no longer be fetched; with a rewrite
    /// of the history there are no such files any more.
    ///
    /// Returns how many of the contents the repo had.
    @discardableResult
    func delete(
        _ oids: [String], from reference: RepoReference, rewritingHistory rewrites: Bool, for caller: Caller
    ) async throws -> Int {
        guard oids.count <= Self.maximumDeletions else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge,
                "At most \(Self.maximumDeletions) files are deleted at once, not \(oids.count)")
        }
        let shas = try Set(oids.map(Self.digest))
        return try await database.write { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            let store = LFSStore(db)
            // Held, so that no commit names them from here on.
            let bound = Set(try store.bound(repo.id, Array(shas), locking: true).keys)
            guard !bound.isEmpty else { return 0 }
            if rewrites {
                guard let rewriteHistory else {
                    throw HubFailure(
                        .notImplemented, .notImplemented, "Rewriting the history is not supported yet")
                }
                try rewriteHistory(repo, bound, db)
            }
            let count = try store.unbind(repo.id, Array(bound))
            try store.recordStorage(of: repo.id)
            try EventsStore(db).append(
                "lfs.delete", repoID: repo.id, actorID: caller.user?.account.id,
                detail: [
                    "oids": .array(bound.map { LFSDigest.hex($0) }.sorted().map(JSONValue.string)),
                    "rewritesHistory": .bool(rewrites),
                ])
            return count
        }
    }

    private static func digest(_ oid: String) throws -> [UInt8] {
        guard let sha256 = LFSDigest.parse(oid) else {
            throw HubFailure.badRequest(
                "\"\(oid.prefix(80))\" is not a SHA-256 in 64 lower-case hexadecimal digits")
        }
        return sha256
    }
}

extension LFSFile {
    var json: JSONValue {
        let oid = JSONValue.string(LFSDigest.hex(sha256))
        var members = [
            // The Hub has an id of its own beside the digest; here the digest is the id.
            JSONMember("fileOid", oid), JSONMember("oid", oid), JSONMember("size", .integer(size)),
            // Clients want text here even when no commit has named the content yet.
            JSONMember("filename", .string(filename ?? "")),
            JSONMember("pushedAt", .string(pushedAt.iso8601)),
        ]
        if let pusher { members.append(JSONMember("pusher", ["name": .string(pusher)])) }
        return .object(members)
    }
}
