/// The tasks of the Hub: the values of `pipeline_tag` and `task_categories` (huggingface.js, `pipelines.ts`).
public enum KnownPipelines {
    /// What kind of things a task is about: how pages group tasks.
    public enum Group: String, Sendable, Hashable, CaseIterable {
        case multimodal, cv, nlp, audio, tabular, rl, other

        public var label: String {
            switch self {
            case .multimodal: "Multimodal"
            case .cv: "Computer Vision"
            case .nlp: "Natural Language Processing"
            case .audio: "Audio"
            case .tabular: "Tabular"
            case .rl: "Reinforcement Learning"
            case .other: "Other"
            }
        }
    }

    public struct Pipeline: Sendable, Hashable {
        public let key: String
        public let label: String
        public let group: Group
    }

    /// All 57, group by group.
    public static let all: [Pipeline] = entries.flatMap { group, names in
        names.map { Pipeline(key: $0.0, label: $0.1, group: group) }
    }

    /// Tasks that the Hub has given up, but that models of old are tagged with.
    public static let retired = [
        Pipeline(key: "text2text-generation", label: "Text2Text Generation", group: .nlp)
    ]

    /// How a task is written: the key itself for an unknown one.
    public static func label(of key: String) -> String { byKey[key]?.label ?? key }

    public static func pipeline(_ key: String) -> Pipeline? { byKey[key] }

    static func isKnown(_ key: String) -> Bool { byKey[key] != nil }

    /// Tasks a model may have by way of a plain tag: all but the catch-all.
    static func isModelTask(_ key: String) -> Bool { key != "other" && isKnown(key) }

    private static let byKey = Dictionary((all + retired).map { ($0.key, $0) }) { first, _ in first }

    private static let entries: [(Group, [(String, String)])] = [
        (
            .multimodal,
            [
                ("audio-text-to-text", "Audio-Text-to-Text"),
                ("image-text-to-text", "Image-Text-to-Text"),
                ("image-text-to-image", "Image-Text-to-Image"),
                ("image-text-to-video", "Image-Text-to-Video"),
                ("visual-question-answering", "Visual Question Answering"),
                ("document-question-answering", "Document Question Answering"),
                ("video-text-to-text", "Video-Text-to-Text"),
                ("visual-document-retrieval", "Visual Document Retrieval"),
                ("any-to-any", "Any-to-Any"),
            ]
        ),
        (
            .cv,
            [
                ("depth-estimation", "Depth Estimation"),
                ("image-classification", "Image Classification"),
                ("object-detection", "Object Detection"),
                ("image-segmentation", "Image Segmentation"),
                ("text-to-image", "Text-to-Image"),
                ("image-to-text", "Image-to-Text"),
                ("image-to-image", "Image-to-Image"),
                ("image-to-video", "Image-to-Video"),
                ("unconditional-image-generation", "Unconditional Image Generation"),
                ("video-classification", "Video Classification"),
                ("text-to-video", "Text-to-Video"),
                ("zero-shot-image-classification", "Zero-Shot Image Classification"),
                ("mask-generation", "Mask Generation"),
                ("zero-shot-object-detection", "Zero-Shot Object Detection"),
                ("text-to-3d", "Text-to-3D"),
                ("image-to-3d", "Image-to-3D"),
                ("image-feature-extraction", "Image Feature Extraction"),
                ("keypoint-detection", "Keypoint Detection"),
                ("video-to-video", "Video-to-Video"),
            ]
        ),
        (
            .nlp,
            [
                ("text-classification", "Text Classification"),
                ("token-classification", "Token Classification"),
                ("table-question-answering", "Table Question Answering"),
                ("question-answering", "Question Answering"),
                ("zero-shot-classification", "Zero-Shot Classification"),
                ("translation", "Translation"),
                ("summarization", "Summarization"),
                ("feature-extraction", "Feature Extraction"),
                ("text-generation", "Text Generation"),
                ("fill-mask", "Fill-Mask"),
                ("sentence-similarity", "Sentence Similarity"),
                ("table-to-text", "Table to Text"),
                ("multiple-choice", "Multiple Choice"),
                ("text-ranking", "Text Ranking"),
                ("text-retrieval", "Text Retrieval"),
            ]
        ),
        (
            .audio,
            [
                ("text-to-speech", "Text-to-Speech"),
                ("text-to-audio", "Text-to-Audio"),
                ("automatic-speech-recognition", "Automatic Speech Recognition"),
                ("audio-to-audio", "Audio-to-Audio"),
                ("audio-classification", "Audio Classification"),
                ("voice-activity-detection", "Voice Activity Detection"),
            ]
        ),
        (
            .tabular,
            [
                ("tabular-classification", "Tabular Classification"),
                ("tabular-regression", "Tabular Regression"),
                ("tabular-to-text", "Tabular to Text"),
                ("time-series-forecasting", "Time Series Forecasting"),
            ]
        ),
        (
            .rl,
            [
                ("reinforcement-learning", "Reinforcement Learning"),
                ("robotics", "Robotics"),
            ]
        ),
        (.other, [("graph-ml", "Graph Machine Learning"), ("other", "Other")]),
    ]
}
