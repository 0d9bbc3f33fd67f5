public import HubAPI

/// What a hub shows and filters by, derived from a repo's content by the rules of huggingface.co.
public struct RepoFacts: Sendable, Hashable {
    /// Grows when the rules change, so that a hub knows which facts to derive again.
    public static let version: Int64 = 1

    /// In the order in which the Hub lists them, each once.
    public var tags: [String] = []
    /// Keys of the programs that run the model, in lower case: the values of the filter `apps`.
    public var apps: [String] = []
    public var pipelineTag: String?
    public var libraryName: String?
    /// The card's metadata; nil without any.
    public var cardData: JSONValue?
    /// Why the card has no metadata although it is there.
    public var cardProblem: String?
    /// What `expand` and full answers show beside the common members, by the Hub's names and in its order. Models:
    /// mask_token, widgetData, model-index, config, transformersInfo, safetensors, gguf, baseModels, evalResults;
    /// datasets: citation, description, paperswithcode_id, mainSize. What a repo doesn't have is left out.
    public var properties: [JSONMember] = []
    /// Numbers in the weights: the total of the safetensors files, else of the GGUF model.
    public var parameters: Int64?
    public var title: String?
    public var emoji: String?
    public var colorFrom: String?
    public var colorTo: String?
    public var sdk: String?
    public var sdkVersion: String?
    public var appFile: String?
    public var appPort: Int?
    /// The repos a Space says it uses.
    public var models: [String] = []
    public var datasets: [String] = []

    public init() {}

    /// Derives the facts. The same contents give the same facts, in whatever order the files come.
    public static func derive(_ contents: RepoContents) -> RepoFacts {
        let evidence = Evidence(contents)
        var facts = RepoFacts()
        // Not in one expression with nil: that would be a JSON null.
        if let card = contents.card, card.hasMetadata { facts.cardData = card.data }
        facts.cardProblem = contents.cardProblem
        facts.title = evidence.text("title") ?? evidence.text("pretty_name")
        switch contents.type {
        case .model: ModelFacts(evidence).add(to: &facts)
        case .dataset: DatasetFacts(evidence).add(to: &facts)
        case .space: SpaceFacts(evidence).add(to: &facts)
        }
        return facts
    }
}
