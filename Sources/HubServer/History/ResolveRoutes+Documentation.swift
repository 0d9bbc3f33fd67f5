import HTTPTypes
import HubAPI

extension ResolveRoutes {
    static let documentation: [RouteDocumentation] =
        RepoType.allCases.flatMap { type in
            [
                file(
                    "/\(type.pathPrefix){repo}/resolve/{revision}/{path...}", "\(type.rawValue)Download",
                    "Download a file of a \(type.rawValue)"),
                file(
                    "/\(type.pathPrefix){repo}/raw/{revision}/{path...}", "\(type.rawValue)Raw",
                    "Read a file of a \(type.rawValue) as git has it", details: asGitHasIt),
            ]
        } + [
            file("/api/{type}/{repo}/resolve/{revision}/{path...}", "apiDownload", "Download a file"),
            file(
                "/api/{type}/{repo}/raw/{revision}/{path...}", "apiRaw", "Read a file as git has it",
                details: asGitHasIt),
            file(
                "/api/resolve-cache/{type}/{repo}/{revision}/{path...}", "downloadCached",
                "Download a file of a commit"),
        ]

    private static let asGitHasIt = "Of large files this is the pointer."

    private static func file(
        _ template: String, _ name: String, _ summary: String, details: String? = nil
    ) -> RouteDocumentation {
        RouteDocumentation(
            .get, template, name: name, area: .files, summary,
            details: details ?? "HEAD answers with the same headers and reads no content.",
            parameters: [
                .flag("download", "Have browsers save the file instead of showing it."), .range, .ifNoneMatch,
            ],
            answers: [
                .of("*/*", .bytes, "The content.", headers: headers),
                .of("*/*", .bytes, "The part that `Range` asks for.", status: 206, headers: headers),
                .empty("The caller has this content already.", status: 304, headers: [.eTag]),
                .refusal(416, "The range lies outside the file."),
            ])
    }

    private static let headers: [RouteDocumentation.Answer.Header] = [
        .repoCommit, .eTag,
        .init(name: "X-Linked-Etag", description: "The SHA-256 of a large file."),
        .init(name: "X-Linked-Size", description: "The bytes of a large file."),
        .init(name: "X-Xet-Hash", description: "The hash of a file that Xet has."),
        .init(name: "Link", description: "Where to get a token for Xet, and the file's reconstruction."),
    ]
}
