import HTTPTypes
import HubAPI

extension RepoInfoRoutes {
    static let documentation: [RouteDocumentation] = RepoType.allCases.flatMap { type in
        [
            RouteDocumentation(
                .get, "/api/{type}/{repo}", for: type, name: "info", area: type.area, "Describe a \(type.rawValue)",
                parameters: parameters(type),
                answers: [.json(.named(.info(type)), "The \(type.rawValue), at the head of `main`.")]),
            RouteDocumentation(
                .get, "/api/{type}/{repo}/revision/{revision}", for: type, name: "infoAtRevision", area: type.area,
                "Describe a \(type.rawValue) at a revision", parameters: parameters(type),
                answers: [
                    .json(.named(.info(type)), "The \(type.rawValue), with the files and the facts of the revision.")
                ]),
        ]
    }

    private static func parameters(_ type: RepoType) -> [RouteDocumentation.Parameter] {
        [
            .list("expand", .oneOf(RepoProperties.vocabulary(type)), "Just these members, beside the id."),
            .flag("blobs", "Sizes and ids of the files."),
            .flag("securityStatus", "Taken and ignored: this hub scans nothing."),
        ]
    }
}
