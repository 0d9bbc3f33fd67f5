import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// `GET /api/models`, `/api/datasets`, `/api/spaces`, and the lists of what one account owns.
struct RepoListRoutes {
    let lists: RepoListService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
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
        var names = expand.isEmpty ? Self.defaults(type, full: full) : expand
        for name in ["cardData", "config"] where try request.query.flag(name) ?? false {
            if RepoProperties.vocabulary(type).contains(name), !names.contains(name) { names.append(name) }
        }
        let withFiles = names.contains("siblings")
        var query = try RepoListQuery(request, type)
        // Whole listings are long, and what other repos say is asked for one by one: such pages are shorter, and lead
        // on by their links.
        if withFiles || !RepoProperties.live.isDisjoint(with: names) { query.limit = min(query.limit, 100) }
        let page = try await lists.page(
            query, properties: RepoProperties.stored.union(RepoProperties.live).intersection(names),
            withFiles: withFiles, caller: request.caller)
        var response = Response.json(.array(page.items.map { .object($0.members(names)) }))
        if let next = page.next { response.headers[.link] = Pages.next(request, cursor: next.text) }
        return response
    }

    private static func defaults(_ type: RepoType, full: Bool) -> [String] {
        var names = [
            "author", "sha", "lastModified", "createdAt", "private", "disabled", "likes", "trendingScore", "tags",
        ]
        switch type {
        case .model: names += ["gated", "downloads", "pipeline_tag", "library_name"]
        case .dataset: names += ["gated", "downloads"]
        case .space: names += ["sdk"]
        }
        // Datasets and Spaces bring their cards along with `full`; models when asked.
        if full, type != .model { names.append("cardData") }
        if full, type == .dataset { names += ["citation", "description", "paperswithcode_id"] }
        return names + (full ? ["siblings"] : [])
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
        query.filters = [.author(owner)]
        query.sort = .lastModified
        query.limit = try request.query.integer("limit", in: 1...RepoListQuery.maximumLimit) ?? 100
        if let cursor, cursor.count > 1 {
            query.after = try RepoListQuery.Place(cursor: cursor.dropFirst().joined(separator: ":"))
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
        if let next = page.next.map({ "\(type.rawValue):\($0.text)" }) ?? following?.rawValue {
            response.headers[.link] = Pages.next(request, cursor: next)
        }
        return response
    }
}
