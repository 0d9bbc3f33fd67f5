import HTTPTypes
import HubAPI

/// Documentation of routes that are being built: each is shown as soon as its route is there, and then belongs beside
/// it.
enum PendingDocumentation {
    static let routes: [RouteDocumentation] = search + tags + settings

    // MARK: Search

    private static func words(_ pattern: String) -> RouteDocumentation.Parameter {
        .query("q", JSONSchema.string.matching(pattern), "What to search for.")
    }

    private static func types(_ others: String...) -> RouteDocumentation.Parameter {
        .list("type", .oneOf(RepoType.allCases.map(\.rawValue) + others + ["all"]), "What to search among; else all.")
    }

    private static let search: [RouteDocumentation] =
        [
            RouteDocumentation(
                .get, "/api/search/full-text", name: "searchFullText", area: .search,
                "Search names and cards for words",
                parameters: [
                    words("[0-9A-Za-z]").required, types(), .limit(20, upTo: 100),
                    .query("skip", JSONSchema.integer(0...1000).defaulting(to: 0), "How many hits to leave out."),
                ],
                answers: [
                    .json(
                        .object(
                            .must("hits", .array(hit)), .must("estimatedTotalHits", .size), .must("q", .string)),
                        "The hits, best first.")
                ]),
            RouteDocumentation(
                .get, "/api/quicksearch", name: "searchQuickly", area: .search, "Find names while they are typed",
                parameters: [words(#"^[\s\S]{0,200}$"#), types("user", "org"), .limit(6, upTo: 20)],
                answers: [.json(.object(found), "Repos and accounts, by kind.")]),
            RouteDocumentation(
                .get, "/api/trending", name: "trending", area: .search, "List what is looked at most these days",
                parameters: [types(), .limit(10, upTo: 100)],
                answers: [
                    .json(
                        .object(
                            .must(
                                "recentlyTrending",
                                .array(
                                    .object(
                                        .must("repoType", .oneOf(RepoType.allCases.map(\.rawValue))),
                                        .must("repoData", .map))))),
                        "Repos, most trending first.")
                ]),
        ]
        + RepoType.allCases.map { type in
            RouteDocumentation(
                .get, "/api/{type}/semantic-search", for: type, name: "searchByMeaning", area: .search,
                "Search \(type.plural) by meaning",
                parameters: [words(#"\S"#).required, .list("filter", "Tags, all of which must be there.")]
                    + (type == .space
                        ? [
                            .list("sdk", .oneOf(["docker", "gradio", "static", "streamlit"]), "Kinds of Spaces."),
                            .flag("includeNonRunning", "Taken and ignored: all Spaces count as running."),
                        ] : []) + [.limit(50, upTo: 100)],
                answers: [.json(.array(.named(.info(type))), "The best hits, with `semanticRelevancyScore`.")])
        }

    private static let excerpt = JSONSchema.array(
        .object(.must("text", .string), .must("type", .oneOf(["text", "highlight"]))))

    private static let hit = JSONSchema.object(
        .must("_id", .string), .must("type", .oneOf(RepoType.allCases.map(\.rawValue))), .must("repoId", .string),
        .must("repoOwner", .string), .must("repoName", .string), .must("fileName", .string),
        .must("isReadmeFile", .boolean), .must("private", .boolean), .must("tags", .array(.string)),
        .must("likes", .size), .may("downloads", .size), .must("updatedAt", .time),
        .must("formatted", .object(.must("repoName", excerpt), .must("fileContent", excerpt))))

    private static let found: [JSONSchema.Member] =
        [.must("q", .string)]
        + RepoType.allCases.flatMap { type -> [JSONSchema.Member] in
            [
                .must(type.plural, .array(.object(.must("_id", .string), .must("id", .string)))),
                .must("\(type.plural)Count", .size),
            ]
        }
        + ["users", "orgs"].flatMap { kind -> [JSONSchema.Member] in
            [
                .must(kind, .array(.object(.must("_id", .string), .must("name", .string)))),
                .must("\(kind)Count", .size),
            ]
        }

    // MARK: Tags, tasks, metrics

    private static let tags: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/models-tags-by-type", name: "listModelTags", area: .search, "List the tags of models by kind",
            answers: [.json(.dictionary(.array(.named(.tag))), "Tags under their kind.")]),
        RouteDocumentation(
            .get, "/api/datasets-tags-by-type", name: "listDatasetTags", area: .search,
            "List the tags of datasets by kind",
            answers: [.json(.dictionary(.array(.named(.tag))), "Tags under their kind.")]),
        RouteDocumentation(
            .get, "/api/metrics", name: "listMetrics", area: .search, "List metrics of evaluations",
            answers: [
                .json(
                    .array(.object(.must("id", .string), .may("description", JSONSchema.string.orNull))), "Metrics.")
            ]),
        RouteDocumentation(
            .get, "/api/tasks", name: "listTasks", area: .search, "List the tasks that models do",
            answers: [.json(.dictionary(.map), "Each task under its name.")]),
    ]

    // MARK: Settings under their older address

    private static let settings = ReposRoutes.documentation.filter { $0.name == "updateSettings" }.map { route in
        RouteDocumentation(
            route.method, "/api/repos/{type}/{repo}/settings", name: "updateSettingsOlder", area: route.area,
            route.summary, details: "An older address of the same.", credential: route.credential, body: route.body,
            answers: route.answers, isDeprecated: true)
    }
}
