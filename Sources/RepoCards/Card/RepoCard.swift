public import HubAPI

/// A README: its metadata and its text.
public struct RepoCard: Sendable, Hashable {
    /// The front matter: always an object, empty if there is none; keys in the order they were written.
    public let data: JSONValue
    /// The Markdown after the front matter.
    public let body: String

    public init(data: JSONValue, body: String) {
        self.data = data
        self.body = body
    }

    /// Whether there is any metadata at all.
    public var hasMetadata: Bool {
        if case .object(let members) = data { !members.isEmpty } else { false }
    }

    /// Reads a README; one without front matter is a card without metadata.
    ///
    /// The text may come from anyone: size, depth, number of nodes and the expansion of aliases are bounded.
    public static func parse(_ text: String) throws(CardError) -> RepoCard {
        switch FrontMatter.locate(in: text) {
        case .absent:
            return RepoCard(data: .object([]), body: text)
        case .tooLong:
            throw CardError("the YAML block is longer than \(FrontMatter.maximumLength) bytes", line: 1)
        case .block(let yaml, let body):
            let before = text.utf8[..<yaml.startIndex].count { $0 == UInt8(ascii: "\n") }
            let data = try YAMLReader.read(String(yaml), linesBefore: before)
            return RepoCard(data: data, body: String(body))
        }
    }
}
