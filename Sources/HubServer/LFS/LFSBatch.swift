import HTTPTypes
import HubAPI
import HubStorage

/// The batch request: for each object the client names, what it has to do.
extension LFSService {
    /// Who asks, and how answers reach them.
    struct Asker: Sendable {
        let caller: Caller
        /// This hub's address as the client knows it.
        let baseURL: String
        /// git-lfs hands all objects of an answer to the one agent that knows the chosen transfer, so that
        /// all must have its form. The Python client looks at each object by itself.
        let isGit: Bool
    }

    /// Checks what any batch needs, before its body is read: what the body may cost is for those alone who may
    /// have the content.
    func admitBatch(on reference: RepoReference, for caller: Caller) async throws {
        _ = try await database.read { db in try Self.requireContent(reference, caller, db) }
    }

    static func requireContent(
        _ reference: RepoReference, _ caller: Caller, _ db: any SQLConnection
    ) throws -> Repo {
        let repo = try RepoLookup.require(.read, reference, caller, db)
        try Access.requirePassage(repo, caller)
        return repo
    }

    func batch(
        _ request: LFSBatchRequest, on reference: RepoReference, for asker: Asker
    ) async throws -> LFSBatchAnswer {
        guard request.objects.count <= Self.maximumObjectsInBatch else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge,
                "A batch names at most \(Self.maximumObjectsInBatch) objects, not \(request.objects.count)")
        }
        if let algorithm = request.hashAlgorithm, algorithm != "sha256" {
            throw HubFailure(
                .conflict, .badRequest, "Objects are named by their sha256 here, not by \"\(algorithm)\"")
        }
        switch request.operation {
        case "upload": return try await uploads(request, reference, asker)
        case "download": return try await downloads(request, reference, asker)
        default:
            throw HubFailure.badRequest(
                "\"operation\" must be \"upload\" or \"download\", not \"\(request.operation)\"")
        }
    }

    // MARK: Download

    private func downloads(
        _ request: LFSBatchRequest, _ reference: RepoReference, _ asker: Asker
    ) async throws -> LFSBatchAnswer {
        let (repo, bound) = try await database.read { db in
            let repo = try Self.requireContent(reference, asker.caller, db)
            return (
                repo, try LFSStore(db).bound(repo.id, request.objects.compactMap { LFSDigest.parse($0.oid) })
            )
        }
        let answers = request.objects.map { asked in
            answer(asked, bound) { object, found in
                guard found else {
                    return .error(code: 404, message: "\(repo.fullName) has no content with this oid")
                }
                let href = href(
                    .download, object, of: repo, for: asker.caller, at: asker.baseURL,
                    lifetime: Self.downloadLifetime)
                return .actions([LFSAction(name: .download, href: href, lifetime: Self.downloadLifetime)])
            }
        }
        return LFSBatchAnswer(transfer: .basic, objects: answers)
    }

    // MARK: Upload

    private func uploads(
        _ request: LFSBatchRequest, _ reference: RepoReference, _ asker: Asker
    ) async throws -> LFSBatchAnswer {
        // Before the repo is looked up: strangers are asked who they are whether or not it exists.
        guard let user = asker.caller.user else {
            throw HubFailure.unauthorized("Sign in with a token that may write to \(reference.id)")
        }
        let offersXet = request.transfers?.contains("xet") == true
        let (repo, bound, grant) = try await database.read { db in
            let repo = try RepoLookup.require(.write, reference, asker.caller, db)
            let places = try LFSStore(db).places(repo.id, request.objects.compactMap { LFSDigest.parse($0.oid) })
            let grant =
                offersXet
                ? try xetTokens.grant(
                    .write, repo, domain: repo.ownerID, request.ref?.name ?? "main", asker.caller, db) : nil
            // What is not proven may be another content: whoever has the true one can still send it.
            return (repo, places.filter(\.value.isProven).mapValues(\.size), grant)
        }
        if let grant {
            let action = xetAction(grant, repo, asker)
            let answers = request.objects.map { asked in
                answer(asked, bound) { _, found in found ? .nothingToDo : .actions([action]) }
            }
            return LFSBatchAnswer(transfer: .xet, objects: answers)
        }
        let pending = Set(
            request.objects.compactMap { try? Self.check($0).get() }.filter { bound[$0.sha256] == nil })
        var inParts: [LFSObject] = []
        if request.transfers?.contains("multipart") == true,
            pending.contains(where: { $0.size > multipartThreshold })
        {
            inParts = pending.filter { asker.isGit || $0.size > multipartThreshold }
        }
        let opened = try await open(inParts, repo, user: user.account.id, asker.caller)
        let answers = request.objects.map { asked in
            answer(asked, bound) { object, found in
                if found { return .nothingToDo }
                return .actions(uploadActions(object, opened[object], repo, asker))
            }
        }
        return LFSBatchAnswer(transfer: opened.isEmpty ? .basic : .multipart, objects: answers)
    }

    /// Sends the client to the CAS, where all objects go the same way.
    private func xetAction(_ grant: XetTokenService.Grant, _ repo: Repo, _ asker: Asker) -> LFSAction {
        let revision = PercentCoding.encode(segment: grant.token.revision)
        let header = grant.headers(at: asker.baseURL).map { JSONMember($0.name.rawName, .string($0.value)) }
        return LFSAction(
            name: .upload,
            href: "\(asker.baseURL)/api/\(repo.type.plural)/\(repo.fullName)/xet-write-token/\(revision)",
            header: header + [
                JSONMember(HTTPField.Name.xetSessionID.rawName, .string(LFSDigest.randomName()))
            ],
            lifetime: XetTokenService.lifetime)
    }

    /// Makes the rows of uploads in parts.
    private func open(
        _ inParts: [LFSObject], _ repo: Repo, user: Int64, _ caller: Caller
    ) async throws -> [LFSObject: LFSUpload] {
        guard !inParts.isEmpty else { return [:] }
        let wanted = inParts.map { object in
            LFSUpload(
                id: LFSDigest.randomName(), repoID: repo.id, userID: user, sha256: object.sha256,
                size: object.size,
                partSize: LFSPartPlan.partSize(for: object.size, configured: partSize, uploads: inParts.count)
            )
        }
        return try await database.write { db in
            _ = try RepoLookup.require(.write, repo.reference, caller, db)
            return try wanted.reduce(into: [:]) { opened, upload in
                let id = try LFSStore(db).openUpload(upload)
                opened[LFSObject(sha256: upload.sha256, size: upload.size)] = upload.with(id: id)
            }
        }
    }

    private func uploadActions(
        _ object: LFSObject, _ upload: LFSUpload?, _ repo: Repo, _ asker: Asker
    ) -> [LFSAction] {
        func address(_ purpose: Ticket.Purpose, _ lifetime: Duration, part: Int64 = 0) -> String {
            href(
                purpose, object, of: repo, for: asker.caller, at: asker.baseURL, lifetime: lifetime,
                uploadID: upload?.id ?? "", part: part)
        }
        let verify = LFSAction(
            name: .verify, href: address(.verify, Self.followUpLifetime), lifetime: Self.followUpLifetime)
        guard let upload else {
            let lifetime = Self.uploadLifetime
            return [LFSAction(name: .upload, href: address(.upload, lifetime), lifetime: lifetime), verify]
        }
        let lifetime = Self.followUpLifetime
        var header = [JSONMember("chunk_size", .string(String(upload.partSize)))]
        for part in 0..<upload.partCount {
            // Padded, because git-lfs sorts the keys as text before it hands them on.
            let digits = String(part + 1)
            let key = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            header.append(JSONMember(key, .string(address(.uploadPart, lifetime, part: part + 1))))
        }
        let complete = address(.completeUpload, lifetime)
        return [LFSAction(name: .upload, href: complete, header: header, lifetime: lifetime), verify]
    }

    // MARK: One object

    private func answer(
        _ asked: LFSBatchRequest.Object, _ bound: [[UInt8]: Int64],
        _ decide: (LFSObject, _ found: Bool) -> LFSBatchAnswer.Object.Outcome
    ) -> LFSBatchAnswer.Object {
        let outcome: LFSBatchAnswer.Object.Outcome
        switch Self.check(asked) {
        case .failure(let refusal): outcome = .error(code: 422, message: refusal.message)
        case .success(let object):
            if let size = bound[object.sha256], size != object.size {
                outcome = .error(code: 422, message: "This content has \(size) bytes, not \(object.size)")
            } else {
                outcome = decide(object, bound[object.sha256] != nil)
            }
        }
        return LFSBatchAnswer.Object(oid: asked.oid, size: asked.size, outcome: outcome)
    }

    struct Refusal: Error {
        let message: String
    }

    static func check(_ asked: LFSBatchRequest.Object) -> Result<LFSObject, Refusal> {
        guard let sha256 = LFSDigest.parse(asked.oid) else {
            return .failure(Refusal(message: "An oid is a SHA-256 in 64 lower-case hexadecimal digits"))
        }
        guard asked.size >= 0 else { return .failure(Refusal(message: "A size can't be negative")) }
        guard asked.size <= maximumSize else {
            return .failure(Refusal(message: "A file has at most \(maximumSize) bytes here"))
        }
        return .success(LFSObject(sha256: sha256, size: asked.size))
    }
}

extension LFSUpload {
    fileprivate func with(id: String) -> LFSUpload {
        LFSUpload(id: id, repoID: repoID, userID: userID, sha256: sha256, size: size, partSize: partSize)
    }
}
