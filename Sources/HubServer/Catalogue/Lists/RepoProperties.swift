import HubAPI
import HubStorage

/// The properties of a repo that answers show, and those that `expand` may name, for each type.
enum RepoProperties {
    /// The Hub's vocabulary of `expand` (huggingface_hub 2.4.0, `Expand…Property_T`).
    static func vocabulary(_ type: RepoType) -> [String] {
        let common = [
            "author", "cardData", "createdAt", "disabled", "lastModified", "likes", "private", "resourceGroup", "sha",
            "siblings", "tags", "trendingScore", "usedStorage", "xetEnabled",
        ]
        let own =
            switch type {
            case .model:
                [
                    "baseModels", "childrenModelCount", "config", "downloads", "downloadsAllTime", "evalResults",
                    "gated", "gguf", "inference", "inferenceProviderMapping", "library_name", "mask_token",
                    "model-index", "pipeline_tag", "safetensors", "spaces", "transformersInfo", "widgetData",
                ]
            case .dataset:
                [
                    "citation", "description", "downloads", "downloadsAllTime", "gated", "mainSize",
                    "paperswithcode_id",
                ]
            case .space: ["datasets", "models", "region", "runtime", "sdk", "subdomain"]
            }
        return (common + own).sorted()
    }

    /// The properties a query asks for, each once, in one order, so that the same question has one answer.
    ///
    /// - Throws: ``HubFailure`` 400 in the Hub's words for a property that doesn't exist.
    static func expand(_ query: QueryItems, _ type: RepoType) throws -> [String] {
        let wanted = Set(query.all("expand").flatMap { $0.split(separator: ",").map(String.init) })
        let known = vocabulary(type)
        guard wanted.isSubset(of: known) else {
            throw HubFailure.badRequest("\"expand\" must be one of [\(known.joined(separator: ", "))]")
        }
        return wanted.sorted()
    }

    /// Those that are derived from content and kept as JSON beside the repo's row.
    static let stored: Set<String> = [
        "baseModels", "cardData", "citation", "config", "datasets", "description", "evalResults", "gguf", "mainSize",
        "mask_token", "model-index", "models", "paperswithcode_id", "runtime", "safetensors", "transformersInfo",
        "widgetData",
    ]

    /// Those that other repos decide about: they are asked for each time.
    static let live: Set<String> = ["childrenModelCount", "spaces"]

    /// What is always there.
    static func identity(_ repo: Repo) -> [JSONMember] {
        var members = [
            JSONMember("_id", .string(repo.publicID)), JSONMember("id", .string(repo.fullName)),
        ]
        if repo.type == .model { members.append(JSONMember("modelId", .string(repo.fullName))) }
        return members
    }

    /// One property's value, or nil when the repo has none. `sha` and `siblings` are the caller's to add: they
    /// belong to a revision.
    ///
    /// - Parameters:
    ///   - stored: The repo's ``stored`` properties, as JSON texts.
    ///   - member: Whether the caller may see what only members see.
    static func value(
        _ name: String, _ repo: Repo, tags: [String], stored: [String: String], member: Bool
    ) -> JSONValue? {
        switch name {
        case "author": .string(repo.namespace)
        case "createdAt": .string(repo.createdAt.iso8601)
        case "disabled": .bool(repo.disabled)
        case "downloads" where repo.type != .space: .integer(repo.downloads)
        case "downloadsAllTime" where repo.type != .space: .integer(repo.downloadsAllTime)
        case "gated" where repo.type != .space: repo.gated == "false" ? false : .string(repo.gated)
        case "lastModified": .string(repo.lastModified.iso8601)
        case "library_name" where repo.type == .model: repo.libraryName.map(JSONValue.string)
        case "likes": .integer(repo.likes)
        // What no repo of this hub has: models are not served, Spaces run in the browser.
        case "inferenceProviderMapping" where repo.type == .model: []
        case "pipeline_tag" where repo.type == .model: repo.pipelineTag.map(JSONValue.string)
        case "private": .bool(repo.visibility == .private)
        case "sdk" where repo.type == .space: repo.sdk.map(JSONValue.string)
        case "subdomain" where repo.type == .space:
            .string((repo.namespace + "-" + repo.name).lowercased().replacing(/[^a-z0-9]+/, with: "-"))
        case "tags": .array(tags.map(JSONValue.string))
        case "trendingScore": .integer(repo.trendingScore)
        case "usedStorage" where member: .integer(repo.usedStorage)
        case "xetEnabled": true
        default: Self.stored.contains(name) || live.contains(name) ? stored[name].map(JSONValue.raw) : nil
        }
    }
}
