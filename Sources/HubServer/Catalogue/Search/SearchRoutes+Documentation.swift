import HTTPTypes
import HubAPI

extension SearchRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/search/full-text", name: "searchFullText", area: .search,
            "Search names and cards for words",
            details: "All words must be there, in any case; the last one, if it has three letters, may be the "
                + "beginning of a longer one.",
            parameters: [
                .query("q", JSONSchema.string.matching(#"[\p{L}\p{N}]"#), "Words: letters and digits.").required,
                types(), .limit(20, upTo: 100),
                .query("skip", JSONSchema.integer(0...1000).defaulting(to: 0), "How many hits to leave out."),
            ],
            answers: [
                .json(
                    .object(
                        .must("hits", .array(hit)),
                        .must(
                            "estimatedTotalHits", .size,
                            "How many there are; of words that many repos hold, how many were looked at."),
                        .must("q", .string)),
                    "The hits, best first.")
            ]),
        RouteDocumentation(
            .get, "/api/quicksearch", name: "searchQuickly", area: .search, "Find names while they are typed",
            details: "Repos whose ids hold all of the words, the most popular first, and accounts whose names begin "
                + "with the text. Without a word nothing is found. The limit is for each type of repo, and for all "
                + "accounts.",
            parameters: [
                .query(
                    "q", JSONSchema.string.matching(#"^[\s\S]{0,200}$"#), "Parts of a name; at most 200 characters."),
                types("user", "org"), .limit(6, upTo: 20),
            ],
            answers: [.json(.object(found), "Repos and accounts, by kind.")]),
        RouteDocumentation(
            .get, "/api/trending", name: "trending", area: .search, "List what is looked at most these days",
            parameters: [types(), .limit(10, upTo: 100)],
            answers: [
                .json(
                    .object(
                        .must("recentlyTrending", .array(.object(.must("repoType", type), .must("repoData", repo))))),
                    "Repos, most trending first.")
            ]),
    ]

    private static let type = JSONSchema.oneOf(RepoType.allCases.map(\.rawValue))
    private static let repo = JSONSchema.anyOf(.named(.modelInfo), .named(.datasetInfo), .named(.spaceInfo))

    private static func types(_ others: String...) -> RouteDocumentation.Parameter {
        .list(
            "type", .oneOf(RepoType.allCases.map(\.rawValue) + others + ["all"]),
            "What to search among; else all. The plurals of the types will do, and one value with commas.")
    }

    private static let excerpt = JSONSchema.array(
        .object(.must("text", .string), .must("type", .oneOf(["text", "highlight"]))))

    private static let hit = JSONSchema.object(
        .must("_id", .string), .must("type", type), .must("repoId", .string), .must("repoOwner", .string),
        .must("repoName", .string), .must("fileName", .constant("README.md")), .must("isReadmeFile", .constant(true)),
        .must("private", .boolean), .must("tags", .array(.string)), .must("likes", .size), .must("downloads", .size),
        .must("updatedAt", .time),
        .must(
            "formatted",
            .object(.must("repoName", excerpt), .must("fileContent", excerpt)),
            "The id, and some of the card around the words, in pieces."))

    private static let found: [JSONSchema.Member] =
        [.must("q", .string)]
        + RepoType.allCases.flatMap { type -> [JSONSchema.Member] in
            [
                .must(
                    type.plural,
                    .array(
                        .object(
                            .must("_id", .string), .must("id", .string), .must("private", .boolean),
                            .must("trendingScore", .number)))),
                .must("\(type.plural)Count", .size),
            ]
        }
        + ["users", "orgs"].flatMap { kind -> [JSONSchema.Member] in
            [
                .must(kind, .array(.object(.must("_id", .string), .must("name", .string), .must("fullname", .string)))),
                .must("\(kind)Count", .size),
            ]
        }
}
