import HubAPI

/// Shapes that many routes share.
enum HubSchemas {
    static let error = JSONSchema.object(
        .must("error", .string, "What went wrong, in a sentence."),
        .may("message", .string, "The same, where git-lfs looks for it."),
        .may("url", .string, "The repo that has the name already.")
    ).described("Every refusal looks like this. `X-Error-Code` has the reason as one word.")

    static let success = JSONSchema.object(.must("success", .constant(true)))

    static let tag = JSONSchema.object(
        .must("id", .string, "As repos carry it: `license:mit`."),
        .must("label", .string, "For people."),
        .must("type", .string, "The kind of tag."),
        .may("subType", .string, "A group within the kind."))
}
