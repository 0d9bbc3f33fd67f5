import HTTPTypes
import HubAPI

extension CommitRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .post, "/api/{type}/{repo}/commit/{revision}", name: "commit", area: .history,
            "Commit changes to a branch",
            details: "The body is one JSON object a line: a `header`, then the changes. All or nothing is stored. "
                + "Large files are uploaded before, by git-lfs or by Xet, and named here.",
            credential: .token,
            parameters: [.createPR, .flag("hot_reload", "Not supported: `true` answers 501.")],
            body: .of("application/x-ndjson", .named(.commitLine)),
            answers: [
                .json(.named(.commitInfo), "The new commit, or the head if nothing changed."),
                .refusal(412, "The branch is not at `parentCommit`, or it moved meanwhile."),
                .refusal(415, "The body is neither `application/x-ndjson` nor `application/json`."),
                .notImplemented,
            ]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/preupload/{revision}", name: "preupload", area: .history,
            "Ask how files are to be uploaded", credential: .token, parameters: [.createPR],
            body: .json(
                .object(
                    .must(
                        "files",
                        .array(
                            .object(
                                .must("path", .string), .must("size", .size),
                                .may("sample", JSONSchema.string.orNull, "The first 512 bytes, in base64."))
                        ).counting(upTo: 1000)),
                    .may("gitAttributes", JSONSchema.string.orNull, "A `.gitattributes` that comes along."),
                    .may("gitIgnore", JSONSchema.string.orNull, "A `.gitignore` that comes along."))),
            answers: [
                .json(
                    .object(.must("commitOid", .sha1, "The branch's head."), .must("files", .array(decision))),
                    "An answer for each file, in the same order."),
                .notImplemented,
            ]),
    ]

    private static let decision = JSONSchema.object(
        .must("path", .string),
        .must("uploadMode", .oneOf(["regular", "lfs"]), "In the commit itself, or as a large file."),
        .must("shouldIgnore", .boolean, "Whether `.gitignore` names it."),
        .may("oid", .string, "What is there now: the git id, or the SHA-256 of a large file."))
}
