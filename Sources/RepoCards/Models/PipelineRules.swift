import HubAPI

/// What a model is for.
enum PipelineRules {
    /// The card's word, else a tag that names a task, else what the architecture or the library is used for, else
    /// text generation for a GGUF model that writes.
    ///
    /// A library that wraps transformers models (sentence-transformers) says more about the task than the class of
    /// the model inside, so that for those the library comes first.
    static func pipelineTag(
        _ evidence: Evidence, library: String?, info: TransformersInfo?, gguf: GGUFWeights?
    ) -> String? {
        evidence.text("pipeline_tag")
            ?? evidence.cardTags.first(where: KnownPipelines.isModelTask)
            ?? library.flatMap { byLibrary[$0] }
            ?? (library == "diffusers" ? DiffusersRules.task(evidence) : nil)
            ?? info?.task
            ?? (gguf?.isCausal == true ? "text-generation" : nil)
    }

    /// Libraries with one task (or one that most of their models have).
    private static let byLibrary = [
        "allennlp": "question-answering",
        "asteroid": "audio-to-audio",
        "bertopic": "text-classification",
        "flair": "token-classification",
        "gliner": "token-classification",
        "k2": "automatic-speech-recognition",
        "ml-agents": "reinforcement-learning",
        "open_clip": "zero-shot-image-classification",
        "sample-factory": "reinforcement-learning",
        "sentence-transformers": "sentence-similarity",
        "setfit": "text-classification",
        "spacy": "token-classification",
        "span-marker": "token-classification",
        "stable-baselines3": "reinforcement-learning",
        "stanza": "token-classification",
        "timm": "image-classification",
        "ultralytics": "object-detection",
    ]
}
