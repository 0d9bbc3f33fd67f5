import HubAPI
import RepoCards

/// Derived facts as the database keeps them: strangers' text, cut to what indexes hold.
struct StorableFacts: Sendable {
    struct Property: Sendable {
        let name: String
        let json: String
    }

    private static let longestText = 512
    private static let longestProperty = 1 << 20
    /// Bytes of a card that full text looks through. PostgreSQL refuses a text with more than 1 MiB of words.
    private static let longestBody = 128 << 10

    let tags: [String]
    let links: [RepoLink]
    let pipelineTag: String?
    let libraryName: String?
    let sdk: String?
    let parameters: Int64?
    let properties: [Property]
    /// The card's text without its metadata.
    let text: String

    init(_ facts: RepoFacts, type: RepoType, files: [RepoFile], cardText: String) {
        tags = facts.tags.filter(Self.isStorable)
        pipelineTag = facts.pipelineTag.flatMap(Self.storable)
        libraryName = facts.libraryName.flatMap(Self.storable)
        sdk = facts.sdk.flatMap(Self.storable)
        parameters = facts.parameters
        let linked =
            facts.apps.map { RepoLink(.app, $0) } + facts.models.map { RepoLink(.model, $0) }
            + facts.datasets.map { RepoLink(.dataset, $0) }
        links = linked.filter { Self.isStorable($0.name) }
        var members = facts.properties
        if let card = facts.cardData { members.append(JSONMember("cardData", card)) }
        if let problem = facts.cardProblem { members.append(JSONMember("cardProblem", .string(problem))) }
        if !facts.models.isEmpty { members.append(JSONMember("models", .array(facts.models.map(JSONValue.string)))) }
        if !facts.datasets.isEmpty {
            members.append(JSONMember("datasets", .array(facts.datasets.map(JSONValue.string))))
        }
        if type == .space { members.append(JSONMember("runtime", Self.runtime(facts, files))) }
        properties = members.compactMap { member in
            let json = member.value.text
            return json.utf8.count <= Self.longestProperty ? Property(name: member.key, json: json) : nil
        }
        text = RepoTextsStore.shortened(cardText, to: Self.longestBody).replacing("\0", with: " ")
    }

    /// Static Spaces run in the browser, as soon as there is a page. This hub runs no programs.
    private static func runtime(_ facts: RepoFacts, _ files: [RepoFile]) -> JSONValue {
        let isServed = facts.sdk == "static" && files.contains { $0.path == facts.appFile ?? "index.html" }
        return [
            "stage": isServed ? "RUNNING" : "STOPPED",
            "hardware": ["current": .null, "requested": .null],
        ]
    }

    private static func isStorable(_ text: String) -> Bool {
        text.utf8.count <= longestText && !text.utf8.contains(0)
    }

    private static func storable(_ text: String) -> String? { isStorable(text) ? text : nil }
}
