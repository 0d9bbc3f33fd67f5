import HTTPTypes
import HubAPI

extension TreeRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/{type}/{repo}/tree/{revision}/{path...?}", name: "listFiles", area: .files,
            "List the files of a repo or of a folder",
            parameters: [
                .flag("recursive", "Folders within folders too."),
                .flag("expand", "Each entry's last commit too. Pages are shorter then."),
                .limit(1000), .cursor,
            ],
            answers: [
                .json(
                    .array(.named(.treeEntry)), "Folders first, then files.", headers: [.repoCommit, .nextPage])
            ]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/paths-info/{revision}", name: "describePaths", area: .files,
            "Describe files and folders by their paths",
            body: RouteDocumentation.Body(
                contents: [
                    (
                        "application/x-www-form-urlencoded",
                        .object(
                            .may("paths", .anyOf(.string, paths)),
                            .may(
                                "expand", .oneOf(["true", "false", "1", "0", ""]), "Each entry's last commit too."))
                    ),
                    (
                        "application/json",
                        .object(
                            .must("paths", paths),
                            .may("expand", JSONSchema.boolean.orNull, "Each entry's last commit too."))
                    ),
                ], isRequired: false),
            answers: [.json(.array(.named(.treeEntry)), "What is there; paths where nothing is are left out.")]),
    ]

    private static let paths = JSONSchema.array(.string).counting(upTo: 1000)
}
