import HTTPTypes
import HubAPI

extension CASRoutes {
    /// The present addresses, and beside each the older ones that clients still call.
    static let documentation: [RouteDocumentation] = chunks + xorbs + shards + reconstructions + rest

    private static func route(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String,
        credential: RouteDocumentation.Credential = .xet, parameters: [RouteDocumentation.Parameter] = [],
        body: RouteDocumentation.Body? = nil, answers: [RouteDocumentation.Answer], isDeprecated: Bool = false
    ) -> RouteDocumentation {
        RouteDocumentation(
            method, "/cas/{domain}/{epoch}" + path, name: name, area: .xet, summary, credential: credential,
            parameters: parameters, body: body, answers: answers, isDeprecated: isDeprecated)
    }

    /// One documentation for each of several addresses; all but the first are of older clients.
    private static func each(
        _ paths: [String], _ make: (_ path: String, _ suffix: String, _ isOld: Bool) -> [RouteDocumentation]
    ) -> [RouteDocumentation] {
        paths.enumerated().flatMap { make($1, $0 == 0 ? "" : "Older\($0)", $0 > 0) }
    }

    private static let missing = RouteDocumentation.Answer.refusal(404, "The store has no such thing for this token.")

    private static let chunks = each(["/v1/chunks", "/chunks", "/chunk"]) { path, suffix, isOld in
        [
            route(
                .get, path + "/{prefix}/{hash}", "xetChunk" + suffix, "Find chunks that need not be uploaded again",
                answers: [.of("application/octet-stream", .bytes, "A shard with keyed hashes."), missing],
                isDeprecated: isOld)
        ]
    }

    private static let xorbs = each(["/v1/xorbs", "/xorbs", "/xorb"]) { path, suffix, isOld in
        [
            route(
                .post, path + "/{prefix}/{hash}", "xetPutXorb" + suffix, "Upload a xorb",
                body: .of("application/octet-stream"),
                answers: [
                    .json(.object(.must("was_inserted", .boolean, "False if it was there.")), "It is stored."),
                    .refusal(503, "The store can't take it now: try again."),
                ], isDeprecated: isOld),
            route(
                .head, path + "/{prefix}/{hash}", "xetHasXorb" + suffix, "Tell whether a xorb is there",
                answers: [.empty("It is; `Content-Length` has its bytes."), .empty("It is not.", status: 404)],
                isDeprecated: isOld),
        ]
    }

    private static let shards =
        each(["/v1/shards", "/shards", "/shard/{prefix}/{hash}"]) { path, suffix, isOld in
            [
                route(
                    .post, path, "xetPutShard" + suffix, "Register files", body: .of("application/octet-stream"),
                    answers: [.json(.object(.must("result", .integer(0...1))), "They are registered.")],
                    isDeprecated: isOld)
            ]
        } + [
            route(
                .post, "/v2/shards", "xetPutShardReporting", "Register files, and hear how far it is",
                body: .of("application/octet-stream"),
                answers: [
                    .of(
                        "application/x-ndjson", .string,
                        "Events, one a line; the last is of type `result` or `error`.")
                ])
        ]

    private static let reconstructions =
        each(["/v1/reconstructions", "/reconstructions", "/reconstruction"]) { path, suffix, isOld in
            [
                route(
                    .get, path + "/{hash}", "xetPlan" + suffix, "Tell how a file is put together",
                    parameters: [.range], answers: plan(TransferSchemas.firstPlan), isDeprecated: isOld)
            ]
        } + [
            route(
                .get, "/v2/reconstructions/{hash}", "xetPlanSecond",
                "Tell how a file is put together, with several ranges an address", parameters: [.range],
                answers: plan(TransferSchemas.secondPlan)),
            route(
                .get, "/v1/reconstructions", "xetPlans", "Tell how several files are put together",
                parameters: [.list("file_id", .sha256, "The files' hashes.").required],
                answers: plan(TransferSchemas.manyPlans)),
            route(
                .post, "/v1/reconstructions", "xetPlansOfList", "Tell how the files of a list are put together",
                body: .json(.array(.object(.must("hash", .sha256))).counting(1, upTo: 1000)),
                answers: plan(TransferSchemas.manyPlans)),
        ]

    private static func plan(_ schema: JSONSchema) -> [RouteDocumentation.Answer] {
        [
            .json(schema, "What to fetch, and how to join it."), missing,
            .refusal(409, "What is stored of the file is damaged."),
            .refusal(416, "The range lies outside the file."),
        ]
    }

    private static let rest = files + telemetry + absent

    private static let files = [
        route(
            .head, "/v1/files/{hash}", "xetFileSize", "Tell the size of a file",
            answers: [.empty("`Content-Length` has its bytes."), .empty("There is no such file.", status: 404)]),
        route(
            .get, "/data/{ticket}", "xetData", "Fetch stored bytes", credential: .address,
            parameters: [
                RouteDocumentation.Parameter.header(
                    "Range", .string, "The bytes that the address is for, or some of them, with both ends."
                ).required
            ],
            answers: [.of("application/octet-stream", .bytes, "The bytes.", status: 206)]),
    ]

    private static let telemetry = each(["/v1/telemetry", "/v2/telemetry"]) { path, suffix, _ in
        [
            route(
                .post, path, "xetTelemetry" + suffix, "Take what clients tell of their transfers, and forget it",
                body: .json(.anything, isRequired: false), answers: [.json(.map, "Thank you.")])
        ]
    }

    private static let absent = [
        route(
            .post, "/v1/xorb-grants/{prefix}/{hash}", "xetGrant", "Upload to the object store itself: not offered",
            answers: [missing]),
        route(
            .post, "/v1/xorb-commits/{prefix}/{hash}/grant/{id}", "xetCommitGrant",
            "End an upload to the object store itself: not offered", answers: [missing]),
        route(
            .get, "/v2/file-chunk-hashes/{hash}", "xetChunkHashes", "List the chunks of a file: not offered",
            answers: [missing]),
    ]
}
