import HubStorage
import Logging

/// The vectors of what people search for. What was asked lately is remembered.
struct QueryVectors: Sendable {
    let client: EmbeddingClient
    let logger: Logger
    private let known = BoundedCache<String, VectorCode>(limit: 4 << 20)

    init(client: EmbeddingClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    /// The vector of a query; nil when the endpoint can't make one now.
    ///
    /// - Throws: `CancellationError` only.
    func vector(_ text: String) async throws -> VectorCode? {
        if let vector = known.find(text) { return vector }
        do {
            guard let vector = try await client.embed(query: text) else { return nil }
            known.insert(text, vector, cost: text.utf8.count + vector.dimensions + 200)
            return vector
        } catch let error as EmbeddingError {
            // Of each outage the first failure is told, not that of every search.
            if error != .resting {
                logger.warning("searching by words alone", metadata: ["error": "\(error)"])
            }
            return nil
        }
    }

    /// Whether a query is more than one word. Scripts that don't part words by spaces count by their characters.
    static func hasSeveralWords(_ text: String) -> Bool {
        if text.split(whereSeparator: \.isWhitespace).count > 1 { return true }
        return text.unicodeScalars.lazy.filter(isUnparted).prefix(4).count == 4
    }

    /// Chinese, Japanese, Thai, Lao, Khmer and Burmese.
    private static func isUnparted(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isIdeographic { return true }
        return switch scalar.value {
        case 0x3040...0x30FF, 0x0E00...0x0EFF, 0x1780...0x17FF, 0x1000...0x109F: true
        default: false
        }
    }
}
