import HTTPTypes
import HubAPI

extension AccountsRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/whoami-v2", name: "whoAmI", area: .accounts, "Tell who the token belongs to",
            credential: .token,
            answers: [.json(.named(.whoAmI), "The user, their organizations, and what the token may do.")]),
        RouteDocumentation(
            .get, "/api/users/{name}/overview", name: "userOverview", area: .accounts, "Describe a user",
            answers: [.json(.named(.user), "The user."), missing]),
        RouteDocumentation(
            .get, "/api/organizations/{name}/overview", name: "organizationOverview", area: .accounts,
            "Describe an organization",
            answers: [.json(.named(.organization), "The organization."), missing]),
        RouteDocumentation(
            .get, "/api/organizations/{name}/members", name: "listMembers", area: .accounts,
            "List the members of an organization", parameters: [.limit(100), .cursor],
            answers: [.page(.named(.member), "The members; their roles are for members only."), missing]),
    ]

    private static let missing = RouteDocumentation.Answer.refusal(404, "There is no such account.")
}
