import HTTPTypes
import HubAPI
import Hummingbird

/// `GET /api/{type}/{repo}` and `…/revision/{revision}`.
struct RepoInfoRoutes {
    let info: RepoInfoService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/{repo}", { try await answer($0, revision: "main") })
        table.on(.get, "/api/{type}/{repo}/revision/{revision}") {
            try await answer($0, revision: $0.parameter("revision"))
        }
    }

    private func answer(_ request: HubRequest, revision: String) async throws -> Response {
        let query = request.query
        // Files are not scanned, which is what the absence of a status says.
        _ = try query.flag("securityStatus")
        let options = RepoInfoService.Options(
            blobs: try query.flag("blobs") ?? false,
            expand: try RepoProperties.expand(query, try request.repo().type))
        return .json(
            try await info.info(
                try request.repo(), revision: revision, options: options, caller: request.caller))
    }
}
