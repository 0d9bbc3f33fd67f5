import HubAPI

/// People and organizations as the API describes them.
enum AccountSchemas {
    private static let membership = JSONSchema.object(
        .must("id", .string), .must("name", .string), .must("fullname", .string), .must("avatarUrl", .url),
        .may("type", .constant("org")), .may("email", JSONSchema.string.orNull), .may("canPay", .boolean),
        .may("periodEnd", .anything), .may("roleInOrg", .oneOf(["admin", "write", "contributor", "read"])),
        .may("isEnterprise", .boolean))

    static let whoAmI = JSONSchema.object(
        .must("type", .constant("user")), .must("id", .string), .must("name", .string),
        .must("fullname", .string), .must("email", JSONSchema.string.orNull), .must("emailVerified", .boolean),
        .must("canPay", .boolean), .must("isPro", .boolean), .must("periodEnd", .anything),
        .must("avatarUrl", .url), .must("orgs", .array(membership)),
        .must(
            "auth",
            .object(
                .must("type", .string),
                .must(
                    "accessToken",
                    .object(
                        .must("displayName", .string), .must("role", .oneOf(["read", "write", "fineGrained"])),
                        .must("createdAt", .time), .may("fineGrained", .map))))))

    static let user = JSONSchema.object(
        [
            .must("_id", .string), .must("user", .string, "The name."), .must("fullname", .string),
            .must("type", .constant("user")), .must("avatarUrl", .url), .must("details", .string),
            .must("isPro", .boolean), .must("isFollowing", .boolean), .must("createdAt", .time),
            .must("orgs", .array(membership)),
        ]
            + numbers([
                "numModels", "numDatasets", "numSpaces", "numDiscussions", "numPapers", "numUpvotes", "numLikes",
                "numFollowing", "numFollowers",
            ]))

    static let organization = JSONSchema.object(
        [
            .must("_id", .string), .must("name", .string), .must("fullname", .string),
            .must("type", .constant("org")), .must("avatarUrl", .url), .must("details", .string),
            .must("isVerified", .boolean), .must("isFollowing", .boolean), .must("isEnterprise", .boolean),
        ] + numbers(["numUsers", "numModels", "numDatasets", "numSpaces", "numFollowers", "numPapers"]))

    static let member = JSONSchema.object(
        .must("_id", .string), .must("user", .string, "The name."), .must("fullname", .string),
        .must("type", .constant("user")), .must("avatarUrl", .url), .must("isPro", .boolean),
        .may("role", .oneOf(["admin", "write", "contributor", "read"]), "For members only."))

    private static func numbers(_ names: [String]) -> [JSONSchema.Member] { names.map { .must($0, .size) } }
}
