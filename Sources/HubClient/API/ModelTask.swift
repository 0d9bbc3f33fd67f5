/// What a model is for: the Hub's `pipeline_tag`. Tasks that this version doesn't know can be given as strings.
public struct ModelTask: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    /// The word in a query.
    public let rawValue: String

    /// By a word that the hub knows, in this version or not.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// By a word that the hub knows, in this version or not.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    // Text.
    /// `text-generation`.
    public static let textGeneration: Self = "text-generation"
    /// `text-classification`.
    public static let textClassification: Self = "text-classification"
    /// `token-classification`.
    public static let tokenClassification: Self = "token-classification"
    /// `question-answering`.
    public static let questionAnswering: Self = "question-answering"
    /// `table-question-answering`.
    public static let tableQuestionAnswering: Self = "table-question-answering"
    /// `zero-shot-classification`.
    public static let zeroShotClassification: Self = "zero-shot-classification"
    /// `translation`.
    public static let translation: Self = "translation"
    /// `summarization`.
    public static let summarization: Self = "summarization"
    /// `feature-extraction`.
    public static let featureExtraction: Self = "feature-extraction"
    /// `text2text-generation`.
    public static let text2textGeneration: Self = "text2text-generation"
    /// `fill-mask`.
    public static let fillMask: Self = "fill-mask"
    /// `sentence-similarity`.
    public static let sentenceSimilarity: Self = "sentence-similarity"
    /// `text-ranking`.
    public static let textRanking: Self = "text-ranking"
    // Sound.
    /// `text-to-speech`.
    public static let textToSpeech: Self = "text-to-speech"
    /// `text-to-audio`.
    public static let textToAudio: Self = "text-to-audio"
    /// `automatic-speech-recognition`.
    public static let automaticSpeechRecognition: Self = "automatic-speech-recognition"
    /// `audio-to-audio`.
    public static let audioToAudio: Self = "audio-to-audio"
    /// `audio-classification`.
    public static let audioClassification: Self = "audio-classification"
    /// `voice-activity-detection`.
    public static let voiceActivityDetection: Self = "voice-activity-detection"
    // Images and video.
    /// `image-classification`.
    public static let imageClassification: Self = "image-classification"
    /// `object-detection`.
    public static let objectDetection: Self = "object-detection"
    /// `image-segmentation`.
    public static let imageSegmentation: Self = "image-segmentation"
    /// `text-to-image`.
    public static let textToImage: Self = "text-to-image"
    /// `image-to-text`.
    public static let imageToText: Self = "image-to-text"
    /// `image-to-image`.
    public static let imageToImage: Self = "image-to-image"
    /// `image-to-video`.
    public static let imageToVideo: Self = "image-to-video"
    /// `image-to-3d`.
    public static let imageTo3D: Self = "image-to-3d"
    /// `image-feature-extraction`.
    public static let imageFeatureExtraction: Self = "image-feature-extraction"
    /// `unconditional-image-generation`.
    public static let unconditionalImageGeneration: Self = "unconditional-image-generation"
    /// `video-classification`.
    public static let videoClassification: Self = "video-classification"
    /// `text-to-video`.
    public static let textToVideo: Self = "text-to-video"
    /// `text-to-3d`.
    public static let textTo3D: Self = "text-to-3d"
    /// `depth-estimation`.
    public static let depthEstimation: Self = "depth-estimation"
    /// `keypoint-detection`.
    public static let keypointDetection: Self = "keypoint-detection"
    /// `mask-generation`.
    public static let maskGeneration: Self = "mask-generation"
    /// `zero-shot-image-classification`.
    public static let zeroShotImageClassification: Self = "zero-shot-image-classification"
    /// `zero-shot-object-detection`.
    public static let zeroShotObjectDetection: Self = "zero-shot-object-detection"
    // Several at once.
    /// `image-text-to-text`.
    public static let imageTextToText: Self = "image-text-to-text"
    /// `audio-text-to-text`.
    public static let audioTextToText: Self = "audio-text-to-text"
    /// `video-text-to-text`.
    public static let videoTextToText: Self = "video-text-to-text"
    /// `visual-question-answering`.
    public static let visualQuestionAnswering: Self = "visual-question-answering"
    /// `document-question-answering`.
    public static let documentQuestionAnswering: Self = "document-question-answering"
    /// `visual-document-retrieval`.
    public static let visualDocumentRetrieval: Self = "visual-document-retrieval"
    /// `any-to-any`.
    public static let anyToAny: Self = "any-to-any"
    // Others.
    /// `tabular-classification`.
    public static let tabularClassification: Self = "tabular-classification"
    /// `tabular-regression`.
    public static let tabularRegression: Self = "tabular-regression"
    /// `time-series-forecasting`.
    public static let timeSeriesForecasting: Self = "time-series-forecasting"
    /// `reinforcement-learning`.
    public static let reinforcementLearning: Self = "reinforcement-learning"
    /// `robotics`.
    public static let robotics: Self = "robotics"
    /// `graph-ml`.
    public static let graphMachineLearning: Self = "graph-ml"
}
