import HubAPI

/// What a model is for.
enum PipelineRules {
    /// The card's word, else a tag that names a task, else what the library is always used for.
    static func pipelineTag(_ evidence: Evidence, libraryName: String?) -> String? {
        evidence.text("pipeline_tag")
            ?? evidence.texts("tags").first(where: KnownPipelines.isModelTask)
            ?? libraryName.flatMap { byLibrary[$0] }
    }

    private static let byLibrary = [
        "sentence-transformers": "sentence-similarity",
        "timm": "image-classification",
    ]
}
