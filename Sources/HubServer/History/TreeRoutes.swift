import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// `GET …/tree/{revision}[/{path}]`, `POST …/paths-info/{revision}`.
struct TreeRoutes {
    private static let maximumPaths = 1000

    let trees: TreeService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/{repo}/tree/{revision}/{path...?}", tree)
        table.on(.post, "/api/{type}/{repo}/paths-info/{revision}", pathsInfo)
    }

    @Sendable private func tree(_ request: HubRequest) async throws -> Response {
        let path = request.parameter("path")
        let expand = try request.query.flag("expand") ?? false
        let most = expand ? TreeService.expandedPageLimit : TreeService.pageLimit
        let asked = try request.query.integer("limit", in: 1...TreeService.pageLimit)
        let page = try await trees.page(
            .init(
                reference: try request.repo(), revision: request.parameter("revision"),
                path: path.isEmpty ? nil : try FilePath(path),
                recursive: try request.query.flag("recursive") ?? false, expand: expand,
                limit: min(asked ?? most, most), cursor: try Pages.cursor(request)),
            caller: request.caller)
        var response = Response.json(page.json)
        response.headers[.repoCommit] = page.commit.hex
        if let next = page.next { response.headers[.link] = Pages.next(request, cursor: next) }
        return response
    }

    /// The body is a form, as the Hub has it; JSON is taken too.
    @Sendable private func pathsInfo(_ request: HubRequest) async throws -> Response {
        // Nobody's body is read before the repo is theirs to see.
        try await trees.require(.read, try request.repo(), request.caller)
        var paths: [String]
        var expand: Bool
        let type = request.headers[.contentType]?.lowercased() ?? ""
        if type.hasPrefix("application/json") {
            struct Body: Decodable {
                var paths: [String]
                var expand: Bool?
            }
            let body = try await request.json(Body.self, upTo: 8 << 20)
            paths = body.paths
            expand = body.expand ?? false
        } else {
            let body = try await request.collect(upTo: 8 << 20)
            let form = try QueryItems(parsing: String(buffer: body))
            paths = form.all("paths")
            expand = try form.flag("expand") ?? false
        }
        guard paths.count <= Self.maximumPaths else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge, "At most \(Self.maximumPaths) paths can be asked for at once")
        }
        return .json(
            try await trees.paths(
                try request.repo(), revision: request.parameter("revision"), paths, expand: expand,
                caller: request.caller))
    }
}
