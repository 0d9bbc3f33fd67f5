import HTTPTypes
import HubAPI

extension RepoListRoutes {
    static let documentation: [RouteDocumentation] = RepoType.allCases.map(list) + owned

    private static func list(_ type: RepoType) -> RouteDocumentation {
        RouteDocumentation(
            .get, "/api/{type}", for: type, name: "list", area: type.area, "List \(type.plural)",
            details: "All conditions must be met, at most 20. What can be repeated can also be one value with "
                + "commas. With `full` or `expand=siblings` a page holds at most 100.",
            parameters: common + filters(type) + order(type) + shape(type),
            answers: [.page(.named(.info(type)), "One page of the list.")])
    }

    private static let common: [RouteDocumentation.Parameter] = [
        .list("search", "Words that must occur in the id."),
        .query("author", .string, "The user or organization that owns them."),
        .list("filter", "Tags, all of which must be there: `license:mit`."),
        .list("tags", "The same as `filter`."),
        .list("language", "Languages by their codes: `en`."), .list("license", "Licenses by their ids: `mit`."),
    ]

    private static func filters(_ type: RepoType) -> [RouteDocumentation.Parameter] {
        let gated = RouteDocumentation.Parameter.query("gated", .boolean, "Only gated ones, or only others.")
        switch type {
        case .model:
            return [
                .query("pipeline_tag", .string, "The task: `text-generation`."),
                .query("task", .string, "The older word for `pipeline_tag`."),
                .list("library", "Libraries or formats: `transformers`, `gguf`."), gated,
                .list("apps", "Programs that can run the model: `ollama`."),
                .query(
                    "num_parameters", JSONSchema.string.like("min:1B,max:7B"),
                    "How many parameters: `min:1B,max:7B`, or either part."),
                .query(
                    "inference", .oneOf(["warm", "cold"]),
                    "`warm`: served by an inference provider, as no model of this hub is."),
                .list("inference_provider", "Providers that serve it: none does."),
                .list("trained_dataset", "Datasets it was trained on."),
            ]
        case .dataset: return [gated] + prefixed
        case .space:
            return [
                .list("models", "Models that the Space uses."), .list("datasets", "Datasets that the Space uses."),
                .flag("linked", "Only Spaces that use some model or dataset."),
            ]
        }
    }

    /// What the card of a dataset says, each with its own prefix among the tags.
    private static let prefixed: [RouteDocumentation.Parameter] = [
        .list("task_categories", "`text-classification`"), .list("task_ids", "`sentiment-classification`"),
        .list("size_categories", "`10K<n<100K`"), .list("multilinguality", "`monolingual`"),
        .list("language_creators", "`crowdsourced`"), .list("annotations_creators", "`expert-generated`"),
        .list("source_datasets", "`original`"), .list("benchmark", "`official`"),
    ]

    private static func order(_ type: RepoType) -> [RouteDocumentation.Parameter] {
        [
            .query(
                "sort",
                JSONSchema.oneOf(["createdAt", "downloads", "lastModified", "likes", "trendingScore"])
                    .defaulting(to: "trendingScore"), "What the order is by."),
            .query(
                "direction", JSONSchema.oneOf(["-1", "1", "asc", "desc"]).defaulting(to: "-1"),
                "`-1` and `desc`: greatest first."),
            .query(
                "limit", JSONSchema.integer(1...Int64.max).defaulting(to: 100),
                "How many at most. A page never holds more than 1000."), .cursor,
        ]
    }

    private static func shape(_ type: RepoType) -> [RouteDocumentation.Parameter] {
        let all: [RouteDocumentation.Parameter] = [
            .flag("full", "More of each, its files among it."), .flag("cardData", "The card's front matter."),
            .list("expand", .oneOf(RepoProperties.vocabulary(type)), "Just these members, beside the id."),
        ]
        return type == .model ? [.flag("config", "What matters of `config.json`.")] + all : all
    }

    // MARK: By owner

    private static let owned: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/settings/repositories", name: "listOwnRepos", area: .repos, "List the caller's own repos",
            details: ofEveryType, credential: .token, parameters: [.limit(100), .cursor], answers: [page]),
        RouteDocumentation(
            .get, "/api/organizations/{name}/settings/repositories", name: "listReposOfOrganization", area: .repos,
            "List the repos of an organization", details: ofEveryType, parameters: [.limit(100), .cursor],
            answers: [page, missing]),
        RouteDocumentation(
            .get, "/api/users/{name}/repos", name: "listReposOfUser", area: .repos, "List the repos of a user",
            details: ofEveryType, parameters: [.limit(100), .cursor], answers: [page, missing]),
    ]

    private static let ofEveryType =
        "Of every type, one type after the other, so a page may be short or empty before the last: follow `Link`."
    private static let page = RouteDocumentation.Answer.page(.named(.ownedRepo), "One page of them.")
    private static let missing = RouteDocumentation.Answer.refusal(404, "There is no such account.")
}

extension RepoType {
    /// Where the documentation speaks of the type.
    var area: RouteDocumentation.Area {
        switch self {
        case .model: .models
        case .dataset: .datasets
        case .space: .spaces
        }
    }
}
