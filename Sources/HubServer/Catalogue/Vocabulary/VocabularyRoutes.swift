import HTTPTypes
import HubAPI
import Hummingbird

/// The words that repos are described with.
struct VocabularyRoutes {
    let tags: TagVocabulary
    let tasks: TaskCatalogue

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/models-tags-by-type") { _ in .json(try await tags.groups(.model)) }
        table.on(.get, "/api/datasets-tags-by-type") { _ in .json(try await tags.groups(.dataset)) }
        table.on(.get, "/api/metrics") { _ in .json(Metrics.json) }
        // The same for everybody.
        table.on(.get, "/api/tasks") { _ in .json(try await tasks.json()) }
    }
}
