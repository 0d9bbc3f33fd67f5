import HTTPTypes
import HubAPI
import Hummingbird

/// The addresses of large files: the batch API of git-lfs, the transfers it leads to, and the Hub's own API
/// for a repo's large files.
struct LFSRoutes: Sendable {
    let service: LFSService
    let contents: ContentAnswer

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        for type in RepoType.allCases { addGit(to: &table, type) }
        addTransfers(to: &table)
        addFiles(to: &table)
    }

    // MARK: git-lfs

    private func addGit(to table: inout RouteTable, _ type: RepoType) {
        let base = "/\(type.pathPrefix){repo}.git/info/lfs"
        table.on(.post, base + "/objects/batch", LFSAnswers.inGitForm { try await batch($0, type) })
        // git-lfs asks this before each push and goes on when it hears that locks are not supported.
        table.on(.post, base + "/locks/verify", LFSAnswers.inGitForm(noLocks))
        table.on(.get, base + "/locks", LFSAnswers.inGitForm(noLocks))
        table.on(.post, base + "/locks", LFSAnswers.inGitForm(noLocks))
        table.on(.post, base + "/locks/{id}/unlock", LFSAnswers.inGitForm(noLocks))
    }

    private func batch(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        let reference = try request.repo(type)
        try await service.admitBatch(on: reference, for: request.caller)
        let answer = try await service.batch(
            try await request.json(LFSBatchRequest.self), on: reference,
            for: LFSService.Asker(
                caller: request.caller, baseURL: request.baseURL,
                isGit: request.headers[.userAgent]?.hasPrefix("git-lfs/") == true))
        return LFSAnswers.git(answer.json)
    }

    @Sendable
    private func noLocks(_ request: HubRequest) async throws -> Response {
        throw HubFailure(.notImplemented, .notImplemented, "This hub does not support file locks")
    }

    // MARK: Transfers

    private func addTransfers(to table: inout RouteTable) {
        table.on(.put, "/lfs/upload/{ticket}", LFSAnswers.inGitForm(upload))
        table.on(.put, "/lfs/upload-part/{ticket}", LFSAnswers.inGitForm(uploadPart))
        table.on(.post, "/lfs/complete/{ticket}", LFSAnswers.inGitForm(complete))
        table.on(.post, "/lfs/verify/{ticket}", LFSAnswers.inGitForm(verify))
        table.on(.get, "/lfs/download/{ticket}", LFSAnswers.inGitForm(download))
    }

    @Sendable
    private func upload(_ request: HubRequest) async throws -> Response {
        let ticket = try await service.admitUpload(
            request.parameter("ticket"), announced: request.contentLength)
        try await service.receive(try await request.stream(), for: ticket)
        return .empty()
    }

    @Sendable
    private func uploadPart(_ request: HubRequest) async throws -> Response {
        let part = try await service.admitPart(request.parameter("ticket"), announced: request.contentLength)
        let tag = try await service.receive(try await request.stream(), for: part)
        var response = Response.empty()
        response.headers[.eTag] = "\"\(tag)\""
        return response
    }

    @Sendable
    private func complete(_ request: HubRequest) async throws -> Response {
        // Here and below, before the body is read.
        let ticket = try service.tickets.verify(request.parameter("ticket"), for: .completeUpload)
        try await service.complete(ticket, try await request.json(LFSCompleteRequest.self))
        return LFSAnswers.git(["completed": true])
    }

    @Sendable
    private func verify(_ request: HubRequest) async throws -> Response {
        let ticket = try service.tickets.verify(request.parameter("ticket"), for: .verify)
        try await service.verify(ticket, try await request.json(LFSVerifyRequest.self))
        return LFSAnswers.git(.object([]))
    }

    @Sendable
    private func download(_ request: HubRequest) async throws -> Response {
        let (object, content) = try await service.admitDownload(request.parameter("ticket"))
        return try await contents.answer(
            request, content, length: object.size, headers: LFSAnswers.contentHeaders(object))
    }

    // MARK: A repo's large files

    private func addFiles(to table: inout RouteTable) {
        table.on(.get, "/api/{type}/{repo}/lfs-files", list)
        table.on(.post, "/api/{type}/{repo}/lfs-files/batch", deleteMany)
        table.on(.post, "/api/{type}/{repo}/lfs-files/duplicate", duplicate)
        table.on(.delete, "/api/{type}/{repo}/lfs-files/{sha}", deleteOne)
    }

    @Sendable
    private func list(_ request: HubRequest) async throws -> Response {
        let limit = try request.query.integer("limit", in: 1...1_000) ?? 1_000
        let reference = try request.repo()
        let page = try await service.files(
            of: reference, for: request.caller, after: request.query.first("cursor"), limit: limit)
        var response = Response.json(.array(page.files.map(\.json)))
        if let next = page.next {
            let path = "/api/\(reference.type.plural)/\(reference.id)/lfs-files"
            response.headers[.link] =
                "<\(request.baseURL)\(path)?limit=\(limit)&cursor=\(next)>; rel=\"next\""
        }
        return response
    }

    @Sendable
    private func duplicate(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "share large files")
        let reference = try request.repo()
        try await service.admitDuplication(from: reference, for: request.caller)
        let asked = try await request.json(LFSDuplicateRequest.self)
        let failed = try await service.duplicate(asked, from: reference, for: request.caller)
        return .json(["failed": .array(failed.map(\.json))])
    }

    @Sendable
    private func deleteMany(_ request: HubRequest) async throws -> Response {
        let reference = try request.repo()
        try await service.admitDeletion(from: reference, for: request.caller)
        let deletions = try await request.json(LFSDeleteRequest.self).deletions
        try await service.delete(
            deletions.sha, from: reference, rewritingHistory: deletions.rewriteHistory ?? false,
            for: request.caller)
        return .json(["success": true])
    }

    @Sendable
    private func deleteOne(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "delete large files")
        let sha = request.parameter("sha")
        let count = try await service.delete(
            [sha], from: try request.repo(),
            rewritingHistory: try request.query.flag("rewriteHistory") ?? false,
            for: request.caller)
        guard count > 0 else {
            throw HubFailure(.notFound, .entryNotFound, "The repository has no large file with this digest")
        }
        return .json(["success": true])
    }
}
