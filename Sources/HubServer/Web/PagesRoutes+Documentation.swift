import HTTPTypes
import HubAPI

extension PagesRoutes {
    /// The pages are for people; these are what they are made with.
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/-/assets/roost.css", name: "stylesheet", area: .hub, "The style of the pages", credential: .none,
            answers: [.of("text/css", .string, "CSS.")]),
        RouteDocumentation(
            .get, "/-/assets/avatar.svg", name: "avatar", area: .hub, "The picture of every account",
            credential: .none, answers: [.of("image/svg+xml", .string, "A picture.")]),
    ]
}
