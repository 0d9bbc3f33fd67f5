import HTTPTypes
import HubAPI
import HubStorage
import Xet

/// A request to give large files of one repo to another one, without moving a byte.
struct LFSDuplicateRequest: Decodable, Sendable {
    struct Target: Decodable, Sendable {
        let type: String
        let name: String
    }

    struct File: Decodable, Sendable {
        let xetHash: String?
        let sha256: String
        let filename: String?

        /// As the answer lists what could not be copied.
        var json: JSONValue {
            var members = [JSONMember("sha256", .string(sha256))]
            if let xetHash { members.append(JSONMember("xetHash", .string(xetHash))) }
            if let filename { members.append(JSONMember("filename", .string(filename))) }
            return .object(members)
        }
    }

    let target: Target
    let files: [File]
}

extension LFSService {
    /// Checks that the caller may have the content, before the request's body is read.
    func admitDuplication(from reference: RepoReference, for caller: Caller) async throws {
        _ = try await database.read { db in try Self.requireContent(reference, caller, db) }
    }

    /// Lets the target repo serve contents of the source. Returns those that the source does not have, or that the
    /// hub has not proven to be what they are called: these stay with those who sent them.
    func duplicate(
        _ request: LFSDuplicateRequest, from source: RepoReference, for caller: Caller
    ) async throws -> [LFSDuplicateRequest.File] {
        guard request.files.count <= Self.maximumObjectsInBatch else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge,
                "At most \(Self.maximumObjectsInBatch) files are copied at once, not \(request.files.count)")
        }
        guard let type = RepoType(rawValue: request.target.type) else {
            throw HubFailure.badRequest("There is no repo type \"\(request.target.type.prefix(40))\"")
        }
        guard let id = RepoID(request.target.name) else {
            throw HubFailure.badRequest("\"\(request.target.name.prefix(100))\" is not a repo's name")
        }
        let shas = try request.files.map { file in
            guard let sha256 = LFSDigest.parse(file.sha256) else {
                throw HubFailure.badRequest("\"\(file.sha256.prefix(80))\" is not a SHA-256")
            }
            return sha256
        }
        return try await database.write { db in
            let repo = try Self.requireContent(source, caller, db)
            let target = try RepoLookup.require(.write, RepoReference(type: type, id: id), caller, db)
            let places = try LFSStore(db).places(repo.id, shas)
            let copied = places.filter { sha256, content in
                content.isProven
                    && zip(shas, request.files).allSatisfy {
                        $0 != sha256 || $1.xetHash == nil || content.xetHash?.description == $1.xetHash
                    }
            }
            try LFSStore(db).copyBinding(
                from: repo.id, to: target.id, shas: Array(copied.keys), uploader: caller.user?.account.id)
            try LFSStore(db).recordStorage(of: target.id)
            try RestoredContents(copied.mapValues(\.size), in: target.id, db).describe(db)
            return zip(shas, request.files).filter { copied[$0.0] == nil }.map(\.1)
        }
    }
}
