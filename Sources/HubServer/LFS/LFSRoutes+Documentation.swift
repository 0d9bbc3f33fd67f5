import HTTPTypes
import HubAPI

extension LFSRoutes {
    static let documentation: [RouteDocumentation] = RepoType.allCases.flatMap(git) + transfers + files

    private static let media = "application/vnd.git-lfs+json"

    // MARK: git-lfs

    private static func git(_ type: RepoType) -> [RouteDocumentation] {
        let base = "/\(type.pathPrefix){repo}.git/info/lfs"
        func locks(
            _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String
        ) -> RouteDocumentation {
            RouteDocumentation(
                method, base + path, name: type.rawValue + name, area: .largeFiles, summary + ": not supported",
                details: "git-lfs goes on when it hears so.", credential: .git, answers: [.notImplemented])
        }
        return [
            RouteDocumentation(
                .post, base + "/objects/batch", name: type.rawValue + "LFSBatch", area: .largeFiles,
                "Ask how large files of a \(type.rawValue) are uploaded or downloaded", credential: .git,
                body: RouteDocumentation.Body(contents: [(media, request), ("application/json", request)]),
                answers: [
                    .of(
                        media,
                        .object(
                            .must("transfer", .oneOf(["basic", "multipart", "xet"])),
                            .must("objects", .array(.named(.lfsObject))), .must("hash_algo", .constant("sha256"))),
                        "What to do for each object."),
                    .refusal(409, "Objects are named by SHA-256 only."), .refusal(422, "A value makes no sense."),
                ]),
            locks(.post, "/locks/verify", "LFSVerifyLocks", "List locks before a push"),
            locks(.get, "/locks", "LFSListLocks", "List locks"),
            locks(.post, "/locks", "LFSLock", "Lock a file"),
            locks(.post, "/locks/{id}/unlock", "LFSUnlock", "Unlock a file"),
        ]
    }

    private static let request = JSONSchema.object(
        .must("operation", .oneOf(["upload", "download"])),
        .must("objects", .array(.object(.must("oid", .sha256), .must("size", .size)))),
        .may("transfers", .array(.string), "The ways the client knows; else `basic`."),
        .may("hash_algo", .constant("sha256")),
        .may("ref", .object(.may("name", JSONSchema.string.orNull))))

    // MARK: Transfers

    private static func transfer(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String,
        body: RouteDocumentation.Body? = nil, _ answers: [RouteDocumentation.Answer]
    ) -> RouteDocumentation {
        RouteDocumentation(
            method, "/lfs/" + path + "/{ticket}", name: name, area: .largeFiles, summary, credential: .address,
            body: body, answers: answers)
    }

    private static let over = RouteDocumentation.Answer.refusal(404, "The upload is over, or nothing has arrived.")

    private static let transfers = [
        transfer(
            .put, "upload", "lfsUpload", "Upload a large file in one piece", body: .of("application/octet-stream"),
            [.empty("It is stored.")]),
        transfer(
            .put, "upload-part", "lfsUploadPart", "Upload a part of a large file",
            body: .of("application/octet-stream"), [.empty("It is stored.", headers: [.eTag]), over]),
        transfer(
            .post, "complete", "lfsComplete", "End an upload in parts",
            body: .json(
                .object(
                    .must("oid", .sha256),
                    .must("parts", .array(.object(.must("partNumber", .integer), .must("etag", .string)))))),
            [
                .of(media, .object(.must("completed", .constant(true))), "The file is put together."), over,
                .conflict,
            ]),
        transfer(
            .post, "verify", "lfsVerify", "Check that an upload has arrived",
            body: .json(.object(.must("oid", .sha256), .must("size", .size))),
            [.of(media, .map, "It has."), over]),
        transfer(
            .get, "download", "lfsDownload", "Download a large file",
            [
                .of("application/octet-stream", .bytes, "The content.", headers: [.eTag]),
                .of("application/octet-stream", .bytes, "The part that `Range` asks for.", status: 206),
                .empty("The caller has this content already.", status: 304),
                .refusal(404, "The repo no longer has it."), .refusal(416, "The range lies outside the file."),
            ]),
    ]

    // MARK: A repo's large files

    private static let files = [
        RouteDocumentation(
            .get, "/api/{type}/{repo}/lfs-files", name: "listLargeFiles", area: .largeFiles,
            "List the large files of a repo", credential: .token, parameters: [.limit(1000), .cursor],
            answers: [.page(.named(.largeFile), "One page of them.")]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/lfs-files/batch", name: "deleteLargeFiles", area: .largeFiles,
            "Take large files from a repo for good", credential: .token,
            body: .json(
                .object(
                    .must(
                        "deletions",
                        .object(
                            .must("sha", .array(.sha256), "Which."),
                            .may(
                                "rewriteHistory", JSONSchema.boolean.orNull,
                                "Make the history as if they had never been there."))))),
            answers: [.json(.named(.success), "They are gone."), .conflict]),
        RouteDocumentation(
            .post, "/api/{type}/{repo}/lfs-files/duplicate", name: "duplicateLargeFiles", area: .largeFiles,
            "Let another repo use large files of this one", credential: .token,
            body: .json(
                .object(
                    .must(
                        "target",
                        .object(
                            .must("type", .oneOf(RepoType.allCases.map(\.rawValue))), .must("name", .string))),
                    .must("files", .array(duplicate)))),
            answers: [.json(.object(.must("failed", .array(duplicate))), "Those that could not be shared.")]),
        RouteDocumentation(
            .delete, "/api/{type}/{repo}/lfs-files/{sha}", name: "deleteLargeFile", area: .largeFiles,
            "Take a large file from a repo for good", credential: .token,
            parameters: [.flag("rewriteHistory", "Make the history as if it had never been there.")],
            answers: [.json(.named(.success), "It is gone."), .conflict]),
    ]

    private static let duplicate = JSONSchema.object(
        .must("sha256", .sha256), .may("xetHash", JSONSchema.string.orNull), .may("filename", JSONSchema.string.orNull))
}
