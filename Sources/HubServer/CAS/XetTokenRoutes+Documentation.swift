import HTTPTypes
import HubAPI

extension XetTokenRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/{type}/{repo}/xet-read-token/{revision}", name: "xetReadToken", area: .xet,
            "Get a token for downloads by Xet", answers: answers),
        RouteDocumentation(
            .get, "/api/{type}/{repo}/xet-write-token/{revision}", name: "xetWriteToken", area: .xet,
            "Get a token for uploads by Xet", credential: .token, parameters: parameters, answers: answers),
        RouteDocumentation(
            .get, "/api/{type}/{repo}/xet-write-token", name: "xetWriteTokenOfRepo", area: .xet,
            "Get a token for uploads by Xet before there is a revision", credential: .token,
            parameters: parameters, answers: answers),
    ]

    private static let parameters: [RouteDocumentation.Parameter] = [
        .flag("create_pr", "The upload is for a pull request.")
    ]

    private static let answers: [RouteDocumentation.Answer] = [
        .json(
            .named(.xetToken), "The token, how long it holds, and where the store is.",
            headers: [
                .init(name: "X-Xet-Access-Token", description: "`accessToken`"),
                .init(name: "X-Xet-Token-Expiration", description: "`exp`"),
                .init(name: "X-Xet-Cas-Url", description: "`casUrl`"),
            ])
    ]
}
