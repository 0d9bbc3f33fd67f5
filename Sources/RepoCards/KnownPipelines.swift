/// The tasks of the Hub: the values of `pipeline_tag` and `task_categories`.
enum KnownPipelines {
    static func isKnown(_ tag: String) -> Bool { all.contains(tag) }

    private static let all: Set<String> = [
        "text-classification", "token-classification", "table-question-answering", "question-answering",
        "zero-shot-classification", "translation", "summarization", "feature-extraction", "text-generation",
        "text2text-generation", "fill-mask", "sentence-similarity", "text-ranking", "text-retrieval",
        "text-to-speech", "text-to-audio", "automatic-speech-recognition", "audio-to-audio",
        "audio-classification", "audio-text-to-text", "voice-activity-detection", "depth-estimation",
        "image-classification", "object-detection", "image-segmentation", "text-to-image", "image-to-text",
        "image-to-image", "image-to-video", "unconditional-image-generation", "video-classification",
        "video-text-to-text", "video-to-video", "reinforcement-learning", "robotics",
        "tabular-classification", "tabular-regression", "tabular-to-text", "table-to-text",
        "multiple-choice", "time-series-forecasting", "text-to-video", "image-text-to-text",
        "image-text-to-image", "image-text-to-video", "visual-question-answering",
        "document-question-answering", "visual-document-retrieval", "zero-shot-image-classification",
        "graph-ml", "mask-generation", "zero-shot-object-detection", "text-to-3d", "image-to-3d",
        "image-feature-extraction", "keypoint-detection", "any-to-any", "other",
    ]

    /// Tasks a model may have by way of a plain tag: all but the catch-all.
    static func isModelTask(_ tag: String) -> Bool { tag != "other" && isKnown(tag) }
}
