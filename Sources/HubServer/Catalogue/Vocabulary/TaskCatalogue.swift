import HubAPI
import RepoCards

/// The tasks of the Hub, each with the most popular models and datasets of this hub that are for it.
struct TaskCatalogue: Sendable {
    private static let shown = 3
    private let lists: RepoListService
    private let answers = RememberedAnswers<String, JSONValue>(for: .seconds(60))

    init(lists: RepoListService) { self.lists = lists }

    /// Clients take the first of `widgetModels` when they are told a task and no model. The same for everybody: what is
    /// public counts.
    func json() async throws -> JSONValue {
        try await answers.value("tasks") { try await read(.anonymous) }
    }

    private func read(_ caller: Caller) async throws -> JSONValue {
        var tasks: [JSONMember] = []
        for pipeline in KnownPipelines.all {
            let models = try await top(.model, .pipeline(pipeline.key), caller)
            let datasets = try await top(.dataset, .tag("task_categories:" + pipeline.key), caller)
            tasks.append(
                JSONMember(
                    pipeline.key,
                    [
                        "id": .string(pipeline.key), "label": .string(pipeline.label),
                        "type": .string(pipeline.group.rawValue), "widgetModels": .array(models),
                        "models": .array(models.map { ["id": $0] }), "datasets": .array(datasets.map { ["id": $0] }),
                    ]))
        }
        return .object(tasks)
    }

    private func top(_ type: RepoType, _ filter: RepoListFilter, _ caller: Caller) async throws -> [JSONValue] {
        var query = RepoListQuery(type: type)
        query.filters = [filter]
        query.sort = .downloads
        query.limit = Self.shown
        return try await lists.page(query, caller: caller).items.map { .string($0.repo.fullName) }
    }
}
