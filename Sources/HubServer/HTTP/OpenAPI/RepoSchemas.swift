import HubAPI

/// Repos as the API describes them.
enum RepoSchemas {
    static let gated = JSONSchema.anyOf(.constant(false), .oneOf(["auto", "manual"]))
        .described("Whether readers have to ask for access, and whether asking is enough.")

    static let sibling = JSONSchema.object(
        .must("rfilename", .string, "The path in the repo."),
        .may("size", .size, "Bytes; with `blobs`."),
        .may("blobId", .sha1, "The git id; with `blobs`."),
        .may(
            "lfs",
            .object(
                .must("sha256", .sha256), .must("size", .size),
                .must("pointerSize", .size, "Bytes of the pointer in git.")),
            "For large files; with `blobs`."))

    static let url = JSONSchema.object(
        .must("url", .url, "The repo's page."), .must("name", .string, "The full id, `namespace/name`."),
        .must("id", .string, "An id that stays when the repo moves."))

    static let settings = JSONSchema.object(
        .must("private", .boolean), .must("visibility", .oneOf(["public", "private"])),
        .must("gated", .named(.gated)))

    static let owned = JSONSchema.object(
        .must("id", .string, "The full id."), .must("type", .oneOf(RepoType.allCases.map(\.rawValue))),
        .must("updatedAt", .time), .must("visibility", .oneOf(["public", "private"])),
        .must("storage", JSONSchema.size.orNull, "Bytes stored, for members."))

    /// One repo, in lists and by itself. Which members are there depends on `full`, `expand` and the like.
    static func info(_ type: RepoType) -> JSONSchema {
        .object(
            [
                .must("_id", .string, "An id that stays when the repo moves."),
                .must("id", .string, "The full id, `namespace/name`."),
            ] + common + own(type))
    }

    private static let common: [JSONSchema.Member] = [
        .may("author", .string, "The user or organization that owns it."),
        .may("sha", .sha1, "The commit that this describes."),
        .may("lastModified", .time), .may("createdAt", .time),
        .may("private", .boolean),
        .may("disabled", .boolean),
        .may("tags", .array(.string), "From the card and from the files."),
        .may("likes", .size),
        .may("trendingScore", .number),
        .may("cardData", .map, "The card's front matter."),
        .may("siblings", .array(.named(.sibling)), "All files."),
        .may("usedStorage", .size, "Bytes stored."),
        .may("xetEnabled", .boolean),
        .may("resourceGroup", .anything),
    ]

    private static func own(_ type: RepoType) -> [JSONSchema.Member] {
        switch type {
        case .model: files + model
        case .dataset: files + dataset
        case .space: space
        }
    }

    private static let files: [JSONSchema.Member] = [
        .may("gated", .named(.gated)),
        .may("downloads", .size, "In the last 30 days."),
        .may("downloadsAllTime", .size),
    ]

    private static let model: [JSONSchema.Member] = [
        .may("modelId", .string, "The same as `id`."),
        .may("pipeline_tag", .string, "The task: `text-generation`."),
        .may("library_name", .string, "The library that loads it: `transformers`."),
        .may("config", .map, "What matters of `config.json` and of the tokenizer's."),
        .may(
            "safetensors",
            .object(
                .must("parameters", .dictionary(.size), "Numbers of parameters by data type."),
                .must("total", .size))),
        .may("gguf", .map, "What the head of a GGUF file says."),
        .may("transformersInfo", .map, "The class that loads it with transformers."),
        .may("mask_token", JSONSchema.string.orNull),
        .may("widgetData", .anything),
        .may("model-index", .anything, "Evaluation results of the card."),
        .may("evalResults", .anything),
        .may("spaces", .array(.string), "Spaces that use it."),
        .may("baseModels", .anything), .may("childrenModelCount", .anything),
        .may("inference", .anything), .may("inferenceProviderMapping", .anything),
        .may("securityRepoStatus", .anything),
    ]

    private static let dataset: [JSONSchema.Member] = [
        .may("description", JSONSchema.string.orNull), .may("citation", JSONSchema.string.orNull),
        .may("paperswithcode_id", JSONSchema.string.orNull), .may("mainSize", .anything),
    ]

    private static let space: [JSONSchema.Member] = [
        .may("sdk", .string, "`gradio`, `streamlit`, `docker` or `static`."),
        .may("subdomain", .string), .may("host", .string), .may("runtime", .map), .may("region", .anything),
        .may("models", .array(.string), "Models it uses."),
        .may("datasets", .array(.string), "Datasets it uses."),
    ]
}
