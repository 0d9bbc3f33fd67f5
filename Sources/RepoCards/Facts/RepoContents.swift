public import HubAPI
public import ModelFormats

/// What is known of a repo's default branch when its facts are derived: names and sizes of all files, the card, and
/// as many of the wanted contents as could be read. Whatever is missing only makes the facts fewer.
public struct RepoContents: Sendable {
    public var type: RepoType
    /// All files of the default branch.
    public var files: [RepoFile]
    /// `README.md`, if it can be read.
    public var card: RepoCard?
    /// Why it can't be.
    public var cardProblem: String?
    /// Parsed JSON files by path.
    public var documents: [String: JSONValue] = [:]
    /// Other texts by path.
    public var texts: [String: String] = [:]
    public var safetensors: [String: SafetensorsSummary] = [:]
    public var gguf: [String: GGUFSummary] = [:]
    public var parquet: [String: ParquetSummary] = [:]

    public init(type: RepoType, files: [RepoFile]) {
        self.type = type
        self.files = files
    }

    /// Takes the text of `README.md`: sets the card, or the problem with its place.
    public mutating func read(card text: String) {
        do {
            card = try RepoCard.parse(text)
            cardProblem = nil
        } catch {
            card = nil
            cardProblem = error.description
        }
    }
}
