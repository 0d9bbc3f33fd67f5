import HubAPI

/// The keys of a card that must have a certain shape. Others may be anything.
enum CardSchema {
    static func fields(of repoType: RepoType) -> [Field] {
        switch repoType {
        case .model: common + model
        case .dataset: common + dataset
        case .space: common + space
        }
    }

    private static let strings = Shape.oneOrMore(.string)

    private static let common: [Field] = [
        Field("license", strings),
        Field("license_name", .string),
        Field("license_link", .string),
        Field("tags", .list(.string)),
        Field("thumbnail", .string),
    ]

    private static let model: [Field] = [
        Field("language", strings),
        Field("datasets", strings),
        Field("metrics", strings),
        Field("base_model", strings),
        Field("base_model_relation", .oneOf(BaseModelRelation.allCases.map(\.rawValue))),
        Field("library_name", .string),
        Field("pipeline_tag", .string),
        Field("inference", .any),
        Field("model-index", .list(modelIndex)),
    ]

    private static let modelIndex = Shape.object([
        .required("name", .string),
        .required("results", .list(evaluation)),
    ])

    private static let evaluation = Shape.object([
        .required("task", .object([.required("type", .string), Field("name", .string)])),
        .required("dataset", .object([.required("name", .string), .required("type", .string)])),
        .required("metrics", .list(metric)),
    ])

    private static let metric = Shape.object([
        .required("type", .string),
        .required("value", .any),
        Field("name", .string),
    ])

    private static let dataset: [Field] = [
        Field("language", strings),
        Field("pretty_name", .string),
        Field("annotations_creators", strings),
        Field("language_creators", strings),
        Field("multilinguality", strings),
        Field("size_categories", strings),
        Field("source_datasets", strings),
        Field("task_categories", strings),
        Field("task_ids", strings),
        Field("configs", .list(config)),
        Field(
            "dataset_info", .either("an object or an array of objects", [.object([]), .list(.object([]))])),
        Field("viewer", .boolean),
    ]

    private static let config = Shape.object([
        .required("config_name", .string),
        Field("data_files", dataFiles),
        Field("data_dir", .string),
        Field("default", .boolean),
    ])

    private static let dataFiles = Shape.either(
        "a path, a list of paths or a list of splits with their paths",
        [
            strings,
            .list(.object([.required("split", .string), .required("path", strings)])),
            .object([]),
        ])

    private static let space: [Field] = [
        Field("title", .string),
        Field("emoji", .text("an emoji", isEmoji)),
        Field("colorFrom", .oneOf(palette)),
        Field("colorTo", .oneOf(palette)),
        Field("sdk", .oneOf(sdks)),
        Field("sdk_version", .version),
        Field("python_version", .version),
        Field("app_file", .string),
        Field("app_port", .integer),
        Field("base_path", .string),
        Field("short_description", .string),
        Field("pinned", .boolean),
        Field("fullWidth", .boolean),
        Field("header", .oneOf(["mini", "default"])),
        Field("models", .list(.string)),
        Field("datasets", .list(.string)),
        Field("suggested_hardware", .string),
        Field("suggested_storage", .string),
        Field("hf_oauth", .boolean),
    ]

    static let sdks = ["gradio", "streamlit", "docker", "static"]
    static let palette = ["red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"]

    private static func isEmoji(_ text: String) -> Bool {
        guard text.count == 1 else { return false }
        // Digits and a few signs are emoji to Unicode, too, but only with a selector after them.
        return text.unicodeScalars.contains {
            $0.properties.isEmojiPresentation || ($0.properties.isEmoji && $0.value > 0xA8)
                || $0.value == 0xFE0F
        }
    }
}
