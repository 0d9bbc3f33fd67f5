/// What the classes of transformers are for: most by how their names end, the others one by one.
///
/// After the model mappings of transformers 5.23 (`models/auto/modeling_auto.py`), taken in the order in which its
/// own upload of this table takes them; where a class is in several, the last one wins.
enum TransformersTable {
    struct Entry: Sendable, Hashable {
        /// Nil for what is no task of the Hub.
        let task: String?
        let autoModel: String
    }

    static func entry(for name: String) -> Entry? {
        if let entry = ArchitectureExceptions.entries[name] { return entry }
        return suffixes.first { name.utf8.count > $0.suffix.utf8.count && name.hasSuffix($0.suffix) }?.entry
    }

    /// The task of a class that is only known by the auto class it is loaded with.
    static func task(of autoModel: String) -> String? {
        tasks[autoModel] ?? nil
    }

    /// Longer endings stand before the shorter ones they end in.
    private static let suffixes: [(suffix: String, entry: Entry)] = [
        ("ForCausalLM", entry("text-generation", "CausalLM")),
        ("LMHeadModel", entry("text-generation", "CausalLM")),
        ("ForConditionalGeneration", entry("image-text-to-text", "ImageTextToText")),
        ("ForMaskedLM", entry("fill-mask", "MaskedLM")),
        ("ForSequenceClassification", entry("text-classification", "SequenceClassification")),
        ("ForTokenClassification", entry("token-classification", "TokenClassification")),
        ("ForQuestionAnswering", entry("question-answering", "QuestionAnswering")),
        ("ForQuestionAnsweringSimple", entry("question-answering", "QuestionAnswering")),
        ("ForMultipleChoice", entry("multiple-choice", "MultipleChoice")),
        ("ForNextSentencePrediction", entry(nil, "NextSentencePrediction")),
        ("ForImageClassification", entry("image-classification", "ImageClassification")),
        ("ForImageClassificationWithTeacher", entry("image-classification", "ImageClassification")),
        ("ForObjectDetection", entry("object-detection", "ObjectDetection")),
        ("ForSemanticSegmentation", entry("image-segmentation", "SemanticSegmentation")),
        ("ForUniversalSegmentation", entry("image-segmentation", "UniversalSegmentation")),
        ("ForInstanceSegmentation", entry("image-segmentation", "InstanceSegmentation")),
        ("ForDepthEstimation", entry("depth-estimation", "DepthEstimation")),
        ("ForVideoClassification", entry("video-classification", "VideoClassification")),
        ("ForAudioClassification", entry("audio-classification", "AudioClassification")),
        ("ForAudioFrameClassification", entry(nil, "AudioFrameClassification")),
        ("ForXVector", entry(nil, "AudioXVector")),
        ("ForCTC", entry("automatic-speech-recognition", "CTC")),
        ("ForRNNT", entry("automatic-speech-recognition", "RNNT")),
        ("ForTDT", entry("automatic-speech-recognition", "TDT")),
        ("ForSpeechToText", entry("automatic-speech-recognition", "SpeechSeq2Seq")),
        ("ForTextToText", entry("text2text-generation", "Seq2SeqLM")),
        ("ForTextToSpeech", entry("text-to-audio", "TextToWaveform")),
        ("ForKeypointDetection", entry("keypoint-detection", "KeypointDetection")),
        ("ForImageSuperResolution", entry("image-to-image", "ImageToImage")),
        ("ForPrediction", entry("time-series-forecasting", "TimeSeriesPrediction")),
        ("ForPreTraining", entry(nil, "PreTraining")),
        ("Model", Entry(task: "feature-extraction", autoModel: "AutoModel")),
    ]

    static func entry(_ task: String?, _ auto: String) -> Entry {
        Entry(task: task, autoModel: "AutoModelFor" + auto)
    }

    private static let tasks: [String: String?] = {
        var tasks: [String: String?] = [
            "AutoModel": "feature-extraction",
            "AutoModelForSeq2SeqLM": "text2text-generation",
            "AutoModelForVision2Seq": "image-text-to-text",
            "AutoModelForTextToSpectrogram": "text-to-audio",
            "AutoModelForTextToWaveform": "text-to-audio",
            "AutoModelForMaskGeneration": "mask-generation",
            "AutoModelForZeroShotImageClassification": "zero-shot-image-classification",
            "AutoModelForZeroShotObjectDetection": "zero-shot-object-detection",
            "AutoModelForImageSegmentation": "image-segmentation",
            "AutoModelForVisualQuestionAnswering": "visual-question-answering",
            "AutoModelForDocumentQuestionAnswering": "document-question-answering",
            "AutoModelForTableQuestionAnswering": "table-question-answering",
        ]
        for (_, entry) in suffixes where tasks[entry.autoModel] == nil { tasks[entry.autoModel] = entry.task }
        return tasks
    }()
}
