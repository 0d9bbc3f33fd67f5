import HTTPTypes
import HubAPI
import Hummingbird

/// `GET /api/spaces/semantic-search`, and the same for models and datasets.
struct SemanticSearchRoutes {
    private static let maximumText = 1_000
    static let maximumFilters = 20
    static let sdks = ["docker", "gradio", "static", "streamlit"]

    let search: SemanticSearchService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/semantic-search") { request in
            guard let type = RepoType(plural: request.parameter("type")) else {
                throw HubFailure(.notFound, .notFound, "There is no such search")
            }
            let query = try Self.query(request.query, type)
            return .json(SemanticSearchAnswer.json(try await search.search(query, caller: request.caller)))
        }
    }

    /// - Throws: ``HubFailure`` 400 that names the parameter.
    static func query(_ items: QueryItems, _ type: RepoType) throws -> SemanticSearchQuery {
        let words = (items.first("q") ?? "").split(whereSeparator: \.isWhitespace)
        let text = words.joined(separator: " ")
        guard !text.isEmpty else { throw HubFailure.badRequest("\"q\" must say what to search for") }
        guard text.unicodeScalars.count <= maximumText else {
            throw HubFailure.badRequest("\"q\" must have at most \(maximumText) characters")
        }
        var query = SemanticSearchQuery(text: text, type: type)
        query.tags = values("filter", items)
        guard query.tags.count <= maximumFilters else {
            throw HubFailure.badRequest("\"filter\" can be there at most \(maximumFilters) times")
        }
        query.sdks = Set(values("sdk", items))
        if let unknown = query.sdks.subtracting(sdks).min() {
            throw HubFailure.badRequest(
                "\"sdk\" must be one of [\(sdks.joined(separator: ", "))], not \"\(unknown.prefix(60))\"")
        }
        guard query.sdks.isEmpty || type == .space else {
            throw HubFailure.badRequest("\"sdk\" is for searches of Spaces only")
        }
        // All Spaces run in the browser, so all count as running; the flag only has to be one.
        _ = try items.flag("includeNonRunning")
        query.limit = try items.integer("limit", in: 1...SemanticSearchQuery.maximumLimit) ?? query.limit
        return query
    }

    private static func values(_ name: String, _ items: QueryItems) -> [String] {
        items.all(name).flatMap { $0.split(separator: ",").map(String.init) }
    }
}
