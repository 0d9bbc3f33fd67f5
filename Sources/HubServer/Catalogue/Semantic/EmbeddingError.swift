/// Why texts have no vectors. What the endpoint wrote is not repeated: it may hold the texts or the key.
enum EmbeddingError: Error, Hashable, CustomStringConvertible {
    /// It failed a moment ago and is left alone for a while.
    case resting
    case unreachable(String)
    case timeout
    /// The answer's status was not 200.
    case status(Int)
    case answerTooLarge
    /// It answered with what is not an embedding for each text.
    case badAnswer(String)

    /// Whether another text might fare better. llama.cpp answers 500 to a text that is too long for it; others answer
    /// nulls or zeros to a text that they can make nothing of.
    var mayBeOfText: Bool {
        switch self {
        case .status(400), .status(413), .status(422), .status(500), .badAnswer: true
        default: false
        }
    }

    var description: String {
        switch self {
        case .resting: "the embeddings endpoint failed a moment ago"
        case .unreachable(let reason): "the embeddings endpoint can't be reached: \(reason)"
        case .timeout: "the embeddings endpoint took too long"
        case .status(let status): "the embeddings endpoint answered with status \(status)"
        case .answerTooLarge: "the embeddings endpoint's answer is too large"
        case .badAnswer(let reason): "the embeddings endpoint's answer is unusable: \(reason)"
        }
    }
}
