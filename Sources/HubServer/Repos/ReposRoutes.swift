import HTTPTypes
import HubAPI
import Hummingbird

/// `POST /api/repos/create`, `DELETE /api/repos/delete`, `POST /api/repos/move`, `PUT …/settings`, `auth-check`.
struct ReposRoutes {
    let repos: ReposService
    let info: RepoInfoService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.post, "/api/repos/create", create)
        table.on(.delete, "/api/repos/delete", delete)
        table.on(.post, "/api/repos/move", move)
        table.on(.put, "/api/{type}/{repo}/settings", settings)
        // As older documents of the Hub have it.
        table.on(.put, "/api/repos/{type}/{repo}/settings", settings)
        table.on(.get, "/api/{type}/{repo}/auth-check", { try await authCheck($0, .read) })
        table.on(.get, "/api/{type}/{repo}/auth-check/write", { try await authCheck($0, .write) })
    }

    @Sendable private func create(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "create a repo")
        let body = try await request.json(JSONValue.self)
        for key in [
            "template", "hardware", "sleepTimeSeconds", "secrets", "variables", "volumes", "resourceGroupId",
            "region", "storageTier", "files",
        ]
        where ![nil, .null, .array([])].contains(body[key]) {
            throw HubFailure(.notImplemented, .notImplemented, "\"\(key)\" is not supported when creating a repo")
        }
        guard let name = try Self.text("name", body) else { throw HubFailure.badRequest("\"name\" is missing") }
        let wanted = ReposService.Creation(
            type: try Self.type(body["type"]), name: name, organization: try Self.text("organization", body),
            visibility: try Self.visibility(body), sdk: try Self.text("sdk", body))
        do {
            let repo = try await repos.create(wanted, caller: request.caller)
            return .json(Self.address(repo, request))
        } catch let taken as RepoExists {
            throw Self.conflict(taken, request, "You already created this \(taken.repo.type.rawValue) repo")
        }
    }

    @Sendable private func delete(_ request: HubRequest) async throws -> Response {
        guard let user = request.caller.user else { throw HubFailure.unauthorized("Sign in to delete a repo") }
        let body = try await request.json(JSONValue.self)
        guard let name = try Self.text("name", body) else { throw HubFailure.badRequest("\"name\" is missing") }
        let owner = try Self.text("organization", body) ?? user.account.name
        let full = name.contains("/") ? name : owner + "/" + name
        try await repos.delete(try Self.reference(full, try Self.type(body["type"])), caller: request.caller)
        return .empty()
    }

    @Sendable private func move(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "move a repo")
        let body = try await request.json(JSONValue.self)
        guard let from = try Self.text("fromRepo", body), let to = try Self.text("toRepo", body) else {
            throw HubFailure.badRequest("\"fromRepo\" and \"toRepo\" are needed")
        }
        let type = try Self.type(body["type"])
        let target = try Self.reference(to, type)
        do {
            let moved = try await repos.move(try Self.reference(from, type), to: target.id, caller: request.caller)
            return .json(Self.address(moved, request))
        } catch let taken as RepoExists {
            throw Self.conflict(
                taken, request, "A \(type.rawValue) repository called \(taken.repo.fullName) already exists")
        }
    }

    @Sendable private func settings(_ request: HubRequest) async throws -> Response {
        let reference = try request.repo()
        try await info.require(.administer, reference, request.caller)
        let body = try await request.json(JSONValue.self)
        guard case .object(let members) = body else { throw HubFailure.badRequest("The body must be an object") }
        // What older clients send and what holds here anyway.
        let known: Set<String> = ["private", "visibility", "gated", "xetEnabled"]
        if let other = members.first(where: { !known.contains($0.key) && $0.value != .null }) {
            throw HubFailure(.notImplemented, .notImplemented, "The setting \"\(other.key)\" is not supported")
        }
        let repo = try await repos.update(
            reference, .init(visibility: try Self.visibility(body), gated: try Self.gated(body["gated"])),
            caller: request.caller)
        return .json([
            "private": .bool(repo.visibility == .private), "visibility": .string(repo.visibility.rawValue),
            "gated": repo.gated == "false" ? false : .string(repo.gated),
        ])
    }

    private func authCheck(_ request: HubRequest, _ need: RepoLookup.Need) async throws -> Response {
        let repo = try await info.require(need, try request.repo(), request.caller)
        try Access.requirePassage(repo, request.caller)
        return .json(["success": true])
    }

    // MARK: Reading bodies

    /// A text that may be missing, but nothing else may stand in its place.
    private static func text(_ key: String, _ body: JSONValue) throws -> String? {
        switch body[key] {
        case .string(let text): return text
        case nil, .null: return nil
        default: throw HubFailure.badRequest("\"\(key)\" must be a string")
        }
    }

    private static func type(_ value: JSONValue?) throws -> RepoType {
        switch value {
        case nil, .null: return .model
        case .string(let text):
            guard let type = RepoType(rawValue: text) else {
                throw HubFailure.badRequest("\"type\" must be model, dataset or space, not \"\(text.prefix(60))\"")
            }
            return type
        default: throw HubFailure.badRequest("\"type\" must be a string")
        }
    }

    /// From `visibility`, or from `private` as older clients send it.
    private static func visibility(_ body: JSONValue) throws -> Visibility? {
        switch body["visibility"] {
        case .string(let text):
            guard let visibility = Visibility(rawValue: text) else {
                throw HubFailure.badRequest("\"visibility\" must be public or private, not \"\(text.prefix(60))\"")
            }
            return visibility
        case nil, .null: break
        default: throw HubFailure.badRequest("\"visibility\" must be a string")
        }
        switch body["private"] {
        case .bool(let isPrivate): return isPrivate ? .private : .public
        case nil, .null: return nil
        default: throw HubFailure.badRequest("\"private\" must be true or false")
        }
    }

    private static func gated(_ value: JSONValue?) throws -> String? {
        switch value {
        case nil, .null: return nil
        case .bool(false), .string("false"): return "false"
        case .string("auto"), .string("manual"): return value?.string
        default: throw HubFailure.badRequest("\"gated\" must be auto, manual or false")
        }
    }

    private static func reference(_ text: String, _ type: RepoType) throws -> RepoReference {
        guard let id = RepoID(text) else {
            throw HubFailure.badRequest("\"\(text.prefix(200))\" is not a valid repo id")
        }
        return RepoReference(type: type, id: id)
    }

    private static func address(_ repo: Repo, _ request: HubRequest) -> JSONValue {
        [
            "url": .string(request.baseURL + repo.webPath), "name": .string(repo.fullName),
            "id": .string(repo.publicID),
        ]
    }

    private static func conflict(_ taken: RepoExists, _ request: HubRequest, _ message: String) -> HubFailure {
        var failure = HubFailure(.conflict, .repoAlreadyExists, message)
        failure.details = [JSONMember("url", .string(request.baseURL + taken.repo.webPath))]
        return failure
    }
}
