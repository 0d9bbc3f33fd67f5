import HubAPI

/// What the ways of transfer, git-lfs and Xet, send and answer.
enum TransferSchemas {
    // MARK: git-lfs

    static let largeFile = JSONSchema.object(
        .must("fileOid", .string, "Names it in `lfs-files` requests."), .must("oid", .sha256),
        .must("size", .size), .must("filename", .string, "Where it lies, or empty."), .must("pushedAt", .time),
        .may("pusher", .object(.must("name", .string))))

    private static let action = JSONSchema.object(
        .must("href", .url), .may("header", .dictionary(.string)), .must("expires_in", .size, "Seconds."))

    static let lfsObject = JSONSchema.object(
        .must("oid", .string), .must("size", .integer), .may("authenticated", .boolean),
        .may(
            "actions", .object(.may("upload", action), .may("verify", action), .may("download", action)),
            "What to do; missing when the repo has the content."),
        .may("error", .object(.must("code", .integer), .must("message", .string))))

    static let lfsError = JSONSchema.object(.must("message", .string), .must("error", .string))

    // MARK: Xet

    static let xetToken = JSONSchema.object(
        .must("accessToken", .string), .must("exp", .integer, "When it ends, in seconds since 1970."),
        .must("casUrl", .url, "Where the store is; also in headers beside the token."))

    static let xetRange = JSONSchema.object(.must("start", .size), .must("end", .size))

    static let xetTerm = JSONSchema.object(
        .must("hash", .sha256, "The xorb."), .must("unpacked_length", .size),
        .must("range", .named(.xetRange), "Chunks of the xorb, the end excluded."))

    private static let plan: [JSONSchema.Member] = [
        .must("offset_into_first_range", .size, "Bytes to leave out of the first term."),
        .must("terms", .array(.named(.xetTerm))),
    ]

    static let fetches = JSONSchema.dictionary(
        .array(
            .object(
                .must("range", .named(.xetRange), "Chunks, the end excluded."), .must("url", .url),
                .must("url_range", .named(.xetRange), "Bytes, the end included."))))

    static let firstPlan = JSONSchema.object(plan + [.must("fetch_info", fetches)])

    static let secondPlan = JSONSchema.object(
        plan + [
            .must(
                "xorbs",
                .dictionary(
                    .array(
                        .object(
                            .must("url", .url),
                            .must(
                                "ranges",
                                .array(
                                    .object(
                                        .must("chunks", .named(.xetRange)), .must("bytes", .named(.xetRange)))))))))
        ])

    static let manyPlans = JSONSchema.object(
        .must("files", .dictionary(.array(.named(.xetTerm)))), .must("fetch_info", fetches))
}
