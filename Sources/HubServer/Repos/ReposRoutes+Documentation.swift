import HTTPTypes
import HubAPI

extension ReposRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .post, "/api/repos/create", name: "createRepo", area: .repos, "Create a repo", credential: .token,
            body: .json(
                .object(
                    .must("name", .string.like("my-model"), "The name, or `namespace/name`."),
                    .may("type", type),
                    .may("organization", JSONSchema.string.orNull, "The owner, if it is not the caller."),
                    .may("visibility", visibility, "Else what the owner has chosen for new repos."),
                    .may("private", JSONSchema.boolean.orNull, "The older word for `visibility`."),
                    .may(
                        "sdk", JSONSchema.oneOf(["gradio", "streamlit", "docker", "static"]).orNull,
                        "For Spaces, which need it."))),
            answers: [
                .json(.named(.repoUrl), "The repo, with a first commit."),
                .refusal(409, "There is one of that name; `url` says where."), .notImplemented,
            ]),
        RouteDocumentation(
            .delete, "/api/repos/delete", name: "deleteRepo", area: .repos, "Delete a repo and all it holds",
            credential: .token,
            body: .json(
                .object(
                    .must("name", .string, "The name, or `namespace/name`."), .may("type", type),
                    .may("organization", JSONSchema.string.orNull, "The owner, if it is not the caller."))),
            answers: [.empty("It is gone."), missing]),
        RouteDocumentation(
            .post, "/api/repos/move", name: "moveRepo", area: .repos, "Rename a repo or give it to another owner",
            details: "The old id leads to the new one until another repo takes it.", credential: .token,
            body: .json(
                .object(
                    .must("fromRepo", .string, "`namespace/name`"), .must("toRepo", .string, "`namespace/name`"),
                    .may("type", type))),
            answers: [
                .json(.named(.repoUrl), "The repo under its new id."),
                .refusal(409, "There is one of that name; `url` says where."), missing,
            ]),
        settings("/api/{type}/{repo}/settings", name: "updateSettings"),
        settings("/api/repos/{type}/{repo}/settings", name: "updateSettingsOlder", isOlder: true),
        RouteDocumentation(
            .get, "/api/{type}/{repo}/auth-check", name: "mayRead", area: .repos,
            "Tell whether the caller may read the files of a repo",
            answers: [.json(.named(.success), "Yes.")]),
        RouteDocumentation(
            .get, "/api/{type}/{repo}/auth-check/write", name: "mayWrite", area: .repos,
            "Tell whether the caller may commit to a repo", credential: .token,
            answers: [.json(.named(.success), "Yes.")]),
    ]

    private static func settings(_ template: String, name: String, isOlder: Bool = false) -> RouteDocumentation {
        RouteDocumentation(
            .put, template, name: name, area: .repos, "Change a repo's settings",
            details: isOlder ? "An older address of the same." : nil, credential: .token,
            body: .json(
                .object(
                    .may("visibility", visibility),
                    .may("private", JSONSchema.boolean.orNull, "The older word for `visibility`."),
                    .may("gated", JSONSchema.anyOf(.constant(false), .oneOf(["auto", "manual", "false"]), .null)),
                    .may("xetEnabled", .anything, "Taken and ignored: Xet is always there.")), isRequired: false),
            answers: [.json(.named(.repoSettings), "The settings now."), .notImplemented], isDeprecated: isOlder)
    }

    private static let type = JSONSchema.anyOf(.oneOf(RepoType.allCases.map(\.rawValue)), .null)
        .described("`model` if it is missing.")
    private static let visibility = JSONSchema.oneOf(["public", "private"]).orNull
    private static let missing = RouteDocumentation.Answer.refusal(404, "There is no such repo.")
}
