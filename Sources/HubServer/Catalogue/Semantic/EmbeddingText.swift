import Crypto

/// What a repo is embedded by: its name, its tags and the beginning of its card.
struct EmbeddingText: Sendable, Hashable {
    /// Unicode scalars of the card that count; the databases call them characters.
    static let bodyLimit = 1_000
    private static let nameLimit = 200
    private static let tagsLimit = 400

    let value: String
    /// Which text it is, so that what is unchanged isn't embedded again.
    let hash: [UInt8]

    init(name: String, tags: String, body: String) {
        let parts = [(name, Self.nameLimit), (tags, Self.tagsLimit), (body, Self.bodyLimit)].map { text, limit in
            Substring(text.unicodeScalars.prefix(limit)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        value = parts.filter { !$0.isEmpty }.joined(separator: ". ")
        hash = Array(SHA256.hash(data: Array(value.utf8)))
    }

    /// For models that refuse long texts: half of it, then a quarter, then an eighth.
    static func shortened(_ text: String) -> [String] {
        [2, 4, 8].map { String(text.prefix(text.count / $0)) }.filter { !$0.isEmpty }
    }
}
