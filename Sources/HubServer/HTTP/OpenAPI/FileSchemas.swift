import HubAPI

/// Files, commits and refs as the API describes them.
enum FileSchemas {
    static let treeEntry = JSONSchema.object(
        .must("type", .oneOf(["file", "directory"])),
        .must("oid", .sha1, "The git id."),
        .must("size", .size, "Bytes of a download; 0 for folders."),
        .must("path", .string, "From the root of the repo."),
        .may(
            "lfs", .object(.must("oid", .sha256), .must("size", .size), .must("pointerSize", .size)),
            "For large files."),
        .may("xetHash", .sha256, "For files that Xet has."),
        .may(
            "lastCommit", .object(.must("id", .sha1), .must("title", .string), .must("date", .time)),
            "The last commit that touched it; with `expand`."),
        .may("securityFileStatus", .map, "With `expand`; this hub scans nothing."))

    static let commitInfo = JSONSchema.object(
        .must("success", .constant(true)), .must("commitOid", .sha1), .must("commitUrl", .url),
        .must("pullRequestUrl", JSONSchema.url.orNull), .must("hookOutput", .string))

    static let commitEntry = JSONSchema.object(
        .must("id", .sha1), .must("title", .string, "The first line."), .must("message", .string, "The rest."),
        .must(
            "authors", .array(.object(.must("user", .string), .must("avatar", .url)))),
        .must("date", .time), .must("parents", .array(.sha1)),
        .may(
            "formatted", .object(.must("title", .string), .must("message", .string)),
            "The words as HTML; with `expand=formatted`."))

    static let gitRef = JSONSchema.object(
        .must("name", .string, "`main`"), .must("ref", .string, "`refs/heads/main`"),
        .must("targetCommit", .sha1))

    static let refs = JSONSchema.object(
        .must("branches", .array(.named(.gitRef))), .must("converts", .array(.named(.gitRef))),
        .must("tags", .array(.named(.gitRef))),
        .may("pullRequests", .array(.named(.gitRef)), "With `include_prs`."))

    /// One line of a commit.
    static let commitLine = JSONSchema.anyOf(
        line(
            "header", .must("summary", .string, "The title."), .may("description", .string),
            .may("parentCommit", .string, "Refuse the commit (412) unless the branch is there.")),
        line(
            "file", .must("path", .string), .must("content", .string),
            .may("encoding", JSONSchema.oneOf(["base64", "utf-8"]).defaulting(to: "utf-8"))),
        line(
            "lfsFile", .must("path", .string), .must("oid", .sha256, "Of content that was uploaded before."),
            .may("size", .size), .may("algo", .constant("sha256"))),
        line("deletedFile", .must("path", .string)),
        line("deletedFolder", .must("path", .string)),
        line(
            "copyFile", .must("path", .string), .must("srcPath", .string),
            .may("srcRevision", JSONSchema.string.orNull)))

    private static func line(_ key: String, _ members: JSONSchema.Member...) -> JSONSchema {
        .object(.must("key", .constant(.string(key))), .must("value", .object(members)))
    }
}
