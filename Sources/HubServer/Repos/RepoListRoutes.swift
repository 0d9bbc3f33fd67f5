import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// `GET /api/models`, `/api/datasets`, `/api/spaces`, and the lists of what one account owns.
struct RepoListRoutes {
    let lists: RepoListService

    func add(to table: inout RouteTable) {
        table.on(.get, "/api/{type}", list)
        table.on(.get, "/api/settings/repositories", { try await owned($0, by: nil) })
        table.on(.get, "/api/organizations/{name}/settings/repositories") {
            try await owned($0, by: $0.parameter("name"))
        }
        table.on(.get, "/api/users/{name}/repos", { try await owned($0, by: $0.parameter("name")) })
    }

    // MARK: By type

    @Sendable private func list(_ request: HubRequest) async throws -> Response {
        guard let type = RepoType(plural: request.parameter("type")) else {
            throw HubFailure(.notFound, .notFound, "There is no such list")
        }
        let expand = try RepoProperties.expand(request.query, type)
        let full = try request.query.flag("full") ?? false
        let withCard = try request.query.flag("cardData") ?? false
        let withFiles = full || expand.contains("siblings")
        var query = try Self.query(request, type)
        // Whole listings are long: such pages are shorter, and lead on by their links.
        if withFiles { query.limit = min(query.limit, 100) }
        let page = try await lists.page(query, withFiles: withFiles, caller: request.caller)
        let names = expand.isEmpty ? Self.defaults(type, full: full, card: withCard) : expand
        var response = Response.json(.array(page.items.map { Self.json($0, names) }))
        if let next = page.next { response.headers[.link] = Pages.next(request, cursor: next) }
        return response
    }

    static func query(_ request: HubRequest, _ type: RepoType) throws -> RepoListQuery {
        let items = request.query
        for name in [
            "apps", "inference", "inference_provider", "num_parameters", "config", "linked", "models", "datasets",
            "trained_dataset", "emissions_thresholds",
        ]
        where items.first(name).map({ $0 != "false" }) ?? false {
            throw HubFailure.badRequest("\"\(name)\" is not supported by this hub's lists")
        }
        var query = RepoListQuery(type: type)
        query.author = items.first("author")
        query.search = items.all("search").filter { !$0.isEmpty }
        func words(_ name: String) -> [String] {
            items.all(name).flatMap { $0.split(separator: ",").map(String.init) }
        }
        query.tags = words("filter") + words("tags")
        // Models have their languages as they are, datasets with a prefix.
        query.tags += words("language").map { type == .dataset && !$0.hasPrefix("language:") ? "language:" + $0 : $0 }
        guard query.tags.count + query.search.count <= 20 else {
            throw HubFailure.badRequest("At most 20 filters and searches can be combined")
        }
        query.pipelineTag = items.first("pipeline_tag") ?? items.first("task")
        query.libraryName = items.first("library")
        query.gated = try items.flag("gated")
        if let word = items.first("sort") {
            guard let sort = RepoListQuery.Sort(word: word) else {
                throw HubFailure.badRequest(
                    "\"sort\" must be one of [createdAt, downloads, lastModified, likes, trendingScore], not "
                        + "\"\(word.prefix(60))\"")
            }
            query.sort = sort
        }
        switch items.first("direction") {
        case nil, "-1", "desc": query.descending = true
        case "1", "asc": query.descending = false
        case let other?:
            throw HubFailure.badRequest("\"direction\" must be -1, 1, asc or desc, not \"\(other.prefix(60))\"")
        }
        query.limit = try items.integer("limit", in: 1...RepoListQuery.maximumLimit) ?? query.limit
        query.after = try after(request)
        return query
    }

    private static func after(_ request: HubRequest) throws -> (value: Int64, id: Int64)? {
        guard let cursor = try Pages.cursor(request) else { return nil }
        let parts = cursor.split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 2 else { throw HubFailure.badRequest("\"cursor\" is not one that this hub gave out") }
        return (parts[0], parts[1])
    }

    private static func defaults(_ type: RepoType, full: Bool, card: Bool) -> [String] {
        var names = [
            "author", "sha", "lastModified", "createdAt", "private", "disabled", "likes", "trendingScore", "tags",
        ]
        switch type {
        case .model: names += ["gated", "downloads", "pipeline_tag", "library_name"]
        case .dataset: names += ["gated", "downloads"]
        case .space: names += ["sdk"]
        }
        // Datasets and Spaces bring their cards along with `full`; models when asked.
        if card || (full && type != .model) { names.append("cardData") }
        return names + (full ? ["siblings"] : [])
    }

    private static func json(_ item: RepoListService.Item, _ names: [String]) -> JSONValue {
        var members = RepoProperties.identity(item.repo)
        for name in names {
            let value: JSONValue? =
                switch name {
                case "sha": item.head.map { .string($0.hex) }
                case "siblings": item.files.map { .array($0.map { ["rfilename": .string($0)] }) }
                default: RepoProperties.value(name, item.repo, tags: item.tags, member: item.isMember)
                }
            if let value { members.append(JSONMember(name, value)) }
        }
        return .object(members)
    }

    // MARK: By owner

    /// All repos of an account, of every type, latest first: all pages of one type, then the next type.
    private func owned(_ request: HubRequest, by name: String?) async throws -> Response {
        guard let owner = name ?? request.caller.user?.account.name else {
            throw HubFailure.unauthorized("Sign in to list your repos")
        }
        guard try await lists.accountExists(owner) else {
            throw HubFailure(.notFound, .notFound, "There is no account called \(owner.prefix(100))")
        }
        let cursor = try Pages.cursor(request)?.split(separator: ":").map(String.init)
        let type = cursor.flatMap { $0.first }.flatMap(RepoType.init(rawValue:)) ?? .model
        var query = RepoListQuery(type: type)
        query.author = owner
        query.sort = .lastModified
        query.limit = try request.query.integer("limit", in: 1...RepoListQuery.maximumLimit) ?? 100
        if let cursor, cursor.count == 3, let value = Int64(cursor[1]), let id = Int64(cursor[2]) {
            query.after = (value, id)
        }
        let page = try await lists.page(query, caller: request.caller)
        var response = Response.json(
            .array(
                page.items.map { item in
                    [
                        "id": .string(item.repo.fullName), "type": .string(item.repo.type.rawValue),
                        "updatedAt": .string(item.repo.lastModified.iso8601),
                        "visibility": .string(item.repo.visibility.rawValue),
                        "storage": item.isMember ? .integer(item.repo.usedStorage) : nil,
                    ]
                }))
        let following = RepoType.allCases.firstIndex(of: type).flatMap { RepoType.allCases.dropFirst($0 + 1).first }
        if let next = page.next.map({ "\(type.rawValue):\($0)" }) ?? following?.rawValue {
            response.headers[.link] = Pages.next(request, cursor: next)
        }
        return response
    }
}
