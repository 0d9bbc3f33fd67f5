import HubAPI

/// The tags of a repository: one rule after another, in the order of the Hub.
enum TagRules {
    /// Looks at the evidence and at what has been derived so far (library and task).
    typealias Rule = @Sendable (Evidence, CardFacts) -> [String]

    static func rules(for repoType: RepoType) -> [Rule] {
        switch repoType {
        case .model: model
        case .dataset: dataset
        case .space: space
        }
    }

    private static let model: [Rule] = [
        { _, facts in facts.libraryName.map { [$0] } ?? [] },
        { evidence, _ in FileTags.tags(evidence) },
        { _, facts in facts.pipelineTag.map { [$0] } ?? [] },
        values("tags"),
        { evidence, _ in evidence.texts("language").map { $0.lowercased() } },
        values("datasets", prefix: "dataset:"),
        arxiv,
        { evidence, facts in BaseModelRules.tags(evidence, libraryName: facts.libraryName) },
        license,
        { evidence, _ in evidence.data["model-index"]?.array?.isEmpty == false ? ["model-index"] : [] },
        conversational,
        region,
    ]

    private static let dataset: [Rule] = [
        values("task_categories", prefix: "task_categories:"),
        values("task_ids", prefix: "task_ids:"),
        values("annotations_creators", prefix: "annotations_creators:"),
        values("language_creators", prefix: "language_creators:"),
        values("multilinguality", prefix: "multilinguality:"),
        values("source_datasets", prefix: "source_datasets:"),
        { evidence, _ in evidence.texts("language").map { "language:" + $0.lowercased() } },
        license,
        values("size_categories", prefix: "size_categories:"),
        arxiv,
        region,
        // Unlike a model's, a dataset's own tags come last.
        values("tags"),
    ]

    private static let space: [Rule] = [
        { _, facts in facts.sdk.map { [$0] } ?? [] },
        values("tags"),
        region,
    ]

    private static func values(_ key: String, prefix: String = "") -> Rule {
        { evidence, _ in evidence.texts(key).map { prefix + $0 } }
    }

    private static let license = values("license", prefix: "license:")

    private static let arxiv: Rule = { evidence, _ in
        evidence.card.map { ArxivLinks.identifiers(in: $0).map { "arxiv:" + $0 } } ?? []
    }

    /// A chat template makes a model that writes text one to talk to.
    private static let conversational: Rule = { evidence, facts in
        let chats = ["text-generation", "image-text-to-text"]
        guard let pipeline = facts.pipelineTag, chats.contains(pipeline) else { return [] }
        let templates = ["chat_template.jinja", "chat_template.json"]
        return templates.contains(where: evidence.files.contains) ? ["conversational"] : []
    }

    /// Every repository of the Hub has it, and clients filter by it.
    private static let region: Rule = { _, _ in ["region:us"] }
}
