import HTTPTypes
import HubAPI

extension RefsRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/{type}/{repo}/refs", name: "listRefs", area: .history, "List branches and tags",
            parameters: [.flag("include_prs", "Pull requests too.")],
            answers: [.json(.named(.refs), "All refs of the repo.")]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/branch/{branch}", name: "createBranch", area: .history, "Create a branch",
            credential: .token,
            body: .json(
                .object(.may("startingPoint", JSONSchema.string.orNull, "A revision; else `main`.")),
                isRequired: false),
            answers: [.json(.named(.success), "It is there."), .conflict]),
        RouteDocumentation(
            .delete, "/api/{type}/{repo}/branch/{branch}", name: "deleteBranch", area: .history,
            "Delete a branch", details: "`main` can't be deleted.", credential: .token,
            answers: [.json(.named(.success), "It is gone.")]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/tag/{revision}", name: "createTag", area: .history, "Tag a revision",
            credential: .token,
            body: .json(
                .object(
                    .must("tag", .string, "The tag's name."),
                    .may("message", JSONSchema.string.orNull, "Makes an annotated tag."))),
            answers: [.json(.named(.success), "It is there."), .conflict]),
        RouteDocumentation(
            .delete, "/api/{type}/{repo}/tag/{revision}", name: "deleteTag", area: .history, "Delete a tag",
            details: "The last segment is the tag's name.", credential: .token,
            answers: [.json(.named(.success), "It is gone.")]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/super-squash/{branch}", name: "squash", area: .history,
            "Make one commit of a branch's whole history", details: "This can't be undone.", credential: .token,
            body: .json(.object(.may("message", JSONSchema.string.orNull)), isRequired: false),
            answers: [
                .json(.named(.success), "The branch has one commit."),
                .refusal(412, "The branch was updated meanwhile."),
            ]),
    ]
}
