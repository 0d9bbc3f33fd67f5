import HTTPTypes
import HubAPI

extension SemanticSearchRoutes {
    static let documentation: [RouteDocumentation] = RepoType.allCases.map { type in
        RouteDocumentation(
            .get, "/api/{type}/semantic-search", for: type, name: "searchByMeaning", area: .search,
            "Search \(type.plural) by meaning",
            details: "Of one word, and on a hub without an endpoint for embeddings, words alone decide.",
            parameters: [
                .query("q", JSONSchema.string.matching(#"\S"#), "What to search for; at most 1000 characters.")
                    .required,
                .query(
                    "filter", JSONSchema.array(.string).counting(upTo: maximumFilters),
                    "Tags, all of which must be there; also one value with commas."),
            ] + (type == .space ? ofSpaces : []) + [.limit(50, upTo: Int64(SemanticSearchQuery.maximumLimit))],
            answers: [.json(.array(hit(type)), "The best hits, best first.")])
    }

    private static let ofSpaces: [RouteDocumentation.Parameter] = [
        .list("sdk", .oneOf(sdks), "Kinds of Spaces."),
        .flag("includeNonRunning", "Taken and ignored: all Spaces count as running."),
    ]

    private static func hit(_ type: RepoType) -> JSONSchema {
        let members: [JSONSchema.Member] = [
            .must("_id", .string), .must("id", .string), .must("author", .string), .must("createdAt", .time),
            .must("lastModified", .time), .must("likes", .size), .must("private", .boolean),
            .must("tags", .array(.string)), .must("trendingScore", .number),
        ]
        let score = JSONSchema.Member.must(
            "semanticRelevancyScore", .number, "From 0 to 1: how early it was found, not how alike the texts are.")
        return .object(members + own(type) + [score])
    }

    private static func own(_ type: RepoType) -> [JSONSchema.Member] {
        let downloads: [JSONSchema.Member] = [.must("downloads", .size), .must("gated", .named(.gated))]
        switch type {
        case .model:
            return [.must("modelId", .string, "The same as `id`.")] + downloads + [
                .may("library_name", .string), .may("pipeline_tag", .string),
            ]
        case .dataset: return downloads
        case .space:
            return [
                .may("sdk", .string), .must("title", .string, "From the card, else the name."), .may("emoji", .string),
            ]
        }
    }
}
