import HTTPTypes
import HubAPI

extension VocabularyRoutes {
    static let documentation: [RouteDocumentation] = [
        tags(.model, name: "listModelTags"), tags(.dataset, name: "listDatasetTags"),
        RouteDocumentation(
            .get, "/api/metrics", name: "listMetrics", area: .search, "List metrics of evaluations",
            credential: .none,
            answers: [
                .json(.array(.object(.must("id", .string), .must("description", .string))), "All that have names.")
            ]),
        RouteDocumentation(
            .get, "/api/tasks", name: "listTasks", area: .search, "List the tasks that models do",
            details: "Each with the public models and datasets of this hub that are for it and are downloaded most.",
            credential: .none, answers: [.json(.dictionary(task), "Each task under its id.")]),
    ]

    private static func tags(_ type: RepoType, name: String) -> RouteDocumentation {
        RouteDocumentation(
            .get, "/api/\(type.plural)-tags-by-type", name: name, area: .search,
            "List the tags of \(type.plural) by kind",
            details: "The tags of public repos, up to a minute old, and all tasks.", credential: .none,
            answers: [.json(.dictionary(.array(.named(.tag))), "Tags under their kind.")])
    }

    private static let task = JSONSchema.object(
        .must("id", .string, "As in `pipeline_tag`."), .must("label", .string, "For people."),
        .must("type", .string, "The group of tasks: `nlp`."),
        .must("widgetModels", .array(.string), "Ids of models; programs that are told a task only take the first."),
        .must("models", .array(.object(.must("id", .string)))),
        .must("datasets", .array(.object(.must("id", .string)))))
}
