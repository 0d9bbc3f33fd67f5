import HTTPTypes
import HubAPI

extension CommitLogRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/{type}/{repo}/commits/{revision}", name: "listCommits", area: .history,
            "List commits, latest first",
            parameters: [
                .list("expand", .oneOf(["formatted"]), "`formatted` adds title and message as HTML."),
                .limit(50), .cursor,
            ],
            answers: [.page(.named(.commitEntry), "One page of the history.")]),
        RouteDocumentation(
            .get, "/api/{type}/{repo}/compare/{range}", name: "compare", area: .history,
            "Show what differs between two revisions",
            answers: [
                .of("text/plain", .string, "A diff as git writes it."),
                .refusal(413, "The difference is too large to show."),
            ]),
    ]
}
