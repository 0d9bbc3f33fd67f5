import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird

/// `POST …/commit/{revision}`, `POST …/preupload/{revision}`.
struct CommitRoutes {
    let commits: CommitService
    let preuploads: PreuploadService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.post, "/api/{type}/{repo}/commit/{revision}", commit)
        table.on(.post, "/api/{type}/{repo}/preupload/{revision}", preupload)
    }

    @Sendable private func commit(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "commit")
        if try request.query.flag("create_pr") == true { throw Self.pullRequestsMissing }
        if try request.query.flag("hot_reload") == true {
            throw HubFailure(.notImplemented, .notImplemented, "Hot reload of Spaces is not supported yet")
        }
        if let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased(),
            type != "application/x-ndjson", type != "application/json"
        {
            throw HubFailure(
                .unsupportedMediaType, .badRequest, "A commit's body must be application/x-ndjson, not \(type)")
        }
        let outcome = try await commits.commit(
            try request.repo(), revision: request.parameter("revision"), caller: request.caller,
            body: request.stream)
        let oid = outcome.commit.hex
        return .json([
            "success": true,
            "commitOid": .string(oid),
            "commitUrl": .string("\(request.baseURL)\(outcome.repo.webPath)/commit/\(oid)"),
            "pullRequestUrl": nil,
            "hookOutput": "",
        ])
    }

    @Sendable private func preupload(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "upload files")
        if try request.query.flag("create_pr") == true { throw Self.pullRequestsMissing }
        let reference = try request.repo()
        let revision = request.parameter("revision")
        let snapshot = try await preuploads.snapshot(reference, revision: revision, caller: request.caller)
        let wanted = try await request.json(PreuploadRequest.self, upTo: 8 << 20)
        let answers = try await preuploads.decide(wanted, snapshot)
        return .json([
            "commitOid": .string(snapshot.commit.id.hex),
            "files": .array(answers.map(\.json)),
        ])
    }

    private static let pullRequestsMissing = HubFailure(
        .notImplemented, .notImplemented, "Pull requests are not supported yet: commit to a branch instead")
}
