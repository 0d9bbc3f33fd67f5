import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// `GET …/refs`, branches, tags, `super-squash`.
struct RefsRoutes {
    let refs: RefsService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/{repo}/refs", list)
        table.on(.post, "/api/{type}/{repo}/branch/{branch}", createBranch)
        table.on(.delete, "/api/{type}/{repo}/branch/{branch}", deleteBranch)
        table.on(.post, "/api/{type}/{repo}/tag/{revision}", createTag)
        table.on(.delete, "/api/{type}/{repo}/tag/{revision}", deleteTag)
        table.on(.post, "/api/{type}/{repo}/super-squash/{branch}", squash)
    }

    @Sendable private func list(_ request: HubRequest) async throws -> Response {
        let all = try await refs.list(try request.repo(), caller: request.caller)
        func under(_ prefix: String) -> JSONValue {
            .array(
                all.filter { $0.name.hasPrefix(prefix) }.map {
                    [
                        "name": .string(String($0.name.dropFirst(prefix.count))), "ref": .string($0.name),
                        "targetCommit": .string($0.target.hex),
                    ]
                })
        }
        var members = [
            JSONMember("branches", under("refs/heads/")), JSONMember("converts", under("refs/convert/")),
            JSONMember("tags", under("refs/tags/")),
        ]
        if try request.query.flag("include_prs") ?? false {
            members.append(JSONMember("pullRequests", under("refs/pr/")))
        }
        return .json(.object(members))
    }

    @Sendable private func createBranch(_ request: HubRequest) async throws -> Response {
        struct Body: Decodable { var startingPoint: String? }
        try request.requireUser(to: "create a branch")
        let body = try await request.json(Body.self)
        try await refs.createBranch(
            try request.repo(), request.parameter("branch"), from: body.startingPoint, caller: request.caller)
        return .json(["success": true])
    }

    @Sendable private func deleteBranch(_ request: HubRequest) async throws -> Response {
        try await refs.deleteBranch(try request.repo(), request.parameter("branch"), caller: request.caller)
        return .json(["success": true])
    }

    @Sendable private func createTag(_ request: HubRequest) async throws -> Response {
        struct Body: Decodable {
            var tag: String
            var message: String?
        }
        try request.requireUser(to: "tag a revision")
        let body = try await request.json(Body.self)
        try await refs.createTag(
            try request.repo(), body.tag, at: request.parameter("revision"), message: body.message,
            caller: request.caller)
        return .json(["success": true])
    }

    @Sendable private func deleteTag(_ request: HubRequest) async throws -> Response {
        try await refs.deleteTag(try request.repo(), request.parameter("revision"), caller: request.caller)
        return .json(["success": true])
    }

    @Sendable private func squash(_ request: HubRequest) async throws -> Response {
        struct Body: Decodable { var message: String? }
        try request.requireUser(to: "squash a branch")
        let branch = request.parameter("branch")
        let body = try await request.json(Body.self)
        try await refs.squash(
            try request.repo(), branch, message: body.message ?? "Super-squash branch '\(branch)'",
            caller: request.caller)
        return .json(["success": true])
    }
}
