public import HubAPI

/// A card whose text has the words of a search.
public struct SearchHit: HubValue {
    /// Text, and whether the words that were looked for are in it.
    public struct Piece: Sendable, Hashable {
        /// The text.
        public let text: String
        /// Whether it is what was looked for.
        public let isMatch: Bool

        /// Takes the parts as they are.
        public init(text: String, isMatch: Bool) {
            self.text = text
            self.isMatch = isMatch
        }
    }

    /// The repo's id.
    public let repo: String
    /// The kind of repo.
    public let type: RepoType?
    /// The file with the text, `README.md` most often.
    public let file: String?
    /// Whether only some may see it.
    public let isPrivate: Bool?
    /// Such as `v1.0`.
    public let tags: [String]?
    /// How many accounts like it.
    public let likes: Int64?
    /// In the last 30 days.
    public let downloads: Int64?
    /// When it was changed last.
    public let updatedAt: Timestamp?
    /// The passage of the text that has the words.
    public let excerpt: [Piece]
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        if let id = json.text("repoId") {
            repo = id
        } else if let owner = json.text("repoOwner"), let name = json.text("repoName") {
            repo = "\(owner)/\(name)"
        } else {
            throw .incomplete("a hit without a “repoId”")
        }
        type = json.text("type").flatMap { RepoType(rawValue: $0) ?? RepoType(plural: $0) }
        file = json.text("fileName")
        isPrivate = json.flag("private")
        tags = json.texts("tags")
        likes = json.whole("likes")
        downloads = json.whole("downloads")
        updatedAt = json.time("updatedAt")
        excerpt = (json["formatted"]?["fileContent"]?.array ?? []).compactMap { piece in
            piece.text("text").map { Piece(text: $0, isMatch: piece.text("type") == "highlight") }
        }
        self.json = json
    }
}

extension RepoInfo {
    /// How well a search by meaning found it, at most 1; nil for what comes from elsewhere.
    public var semanticRelevance: Double? { json.number("semanticRelevancyScore") }
}
