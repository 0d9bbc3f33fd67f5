public import HubAPI

/// What a hub shows and filters by, derived from a repository's README and the names of its files.
public struct CardFacts: Sendable, Hashable {
    /// In the order in which the Hub lists them, each once.
    public var tags: [String] = []
    public var pipelineTag: String?
    public var libraryName: String?
    /// The card's metadata; nil without any.
    public var cardData: JSONValue?
    public var title: String?
    public var emoji: String?
    public var colorFrom: String?
    public var colorTo: String?
    public var sdk: String?
    public var sdkVersion: String?
    public var appFile: String?
    public var appPort: Int?
    /// The repositories a Space says it uses.
    public var models: [String] = []
    public var datasets: [String] = []

    public init() {}

    /// - Parameters:
    ///   - card: the README of the default branch; nil if there is none.
    ///   - files: the paths of all files.
    public static func derive(card: RepoCard?, files: [String], repoType: RepoType) -> CardFacts {
        let evidence = Evidence(card: card, files: files)
        var facts = CardFacts()
        facts.cardData = card.flatMap { $0.hasMetadata ? $0.data : nil }
        facts.title = evidence.text("title") ?? evidence.text("pretty_name")
        if repoType == .model {
            let library = LibraryRules.libraryName(evidence)
            let pipeline = PipelineRules.pipelineTag(evidence, libraryName: library)
            facts.libraryName = library
            facts.pipelineTag = pipeline
        }
        if repoType == .space { facts.readSpace(evidence) }

        var seen: Set<String> = []
        for rule in TagRules.rules(for: repoType) {
            for tag in rule(evidence, facts) where !tag.isEmpty && seen.insert(tag).inserted {
                facts.tags.append(tag)
            }
        }
        return facts
    }

    private mutating func readSpace(_ evidence: Evidence) {
        emoji = evidence.text("emoji")
        colorFrom = evidence.text("colorFrom")
        colorTo = evidence.text("colorTo")
        sdk = evidence.text("sdk")
        sdkVersion = evidence.version("sdk_version")
        appFile = evidence.text("app_file")
        if case .integer(let port) = evidence.data["app_port"] { appPort = Int(exactly: port) }
        models = evidence.texts("models")
        datasets = evidence.texts("datasets")
    }
}
