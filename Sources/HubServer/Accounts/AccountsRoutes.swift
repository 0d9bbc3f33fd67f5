import HTTPTypes
import HubAPI
import Hummingbird

/// Who am I, and who are the others.
struct AccountsRoutes: Sendable {
    let service: AccountsService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/whoami-v2", whoAmI)
        table.on(.get, "/api/users/{name}/overview") { request in
            let overview = try await service.userOverview(request.parameter("name"), for: request.caller)
            return .json(AccountAnswers.overview(overview, baseURL: request.baseURL))
        }
        table.on(.get, "/api/organizations/{name}/overview") { request in
            let overview = try await service.orgOverview(request.parameter("name"), for: request.caller)
            return .json(AccountAnswers.overview(overview, baseURL: request.baseURL))
        }
        table.on(.get, "/api/organizations/{name}/members", members)
    }

    @Sendable
    private func whoAmI(_ request: HubRequest) async throws -> Response {
        guard let user = request.caller.user else {
            throw AccountsService.invalid("Sign in to see who you are: the request has no token")
        }
        return .json(AccountAnswers.whoAmI(user, baseURL: request.baseURL))
    }

    @Sendable
    private func members(_ request: HubRequest) async throws -> Response {
        let limit = try request.query.integer("limit", in: 1...1000) ?? 100
        let after = try request.query.first("cursor").map(Self.readCursor) ?? 0
        let name = request.parameter("name")
        let page = try await service.members(of: name, after: after, limit: limit, for: request.caller)
        var response = Response.json(
            .array(
                page.members.map { member in
                    AccountAnswers.member(
                        member.account, role: page.showsRoles ? member.role : nil, baseURL: request.baseURL)
                }))
        if let next = page.next {
            let path = "/api/organizations/\(PercentCoding.encode(segment: name))/members"
            response.headers[.link] =
                "<\(request.baseURL)\(path)?limit=\(limit)&cursor=\(Self.cursor(next))>; rel=\"next\""
        }
        return response
    }

    private static func cursor(_ id: Int64) -> String { String(id, radix: 36) }

    private static func readCursor(_ text: String) throws -> Int64 {
        guard let id = Int64(text, radix: 36), id >= 0 else {
            throw HubFailure.badRequest("\"cursor\" must be one that an earlier answer gave")
        }
        return id
    }
}
