import HTTPTypes
import HubAPI
import Hummingbird

/// Where clients get their tokens for Xet.
struct XetTokenRoutes: Sendable {
    let tokens: XetTokenService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/{repo}/xet-read-token/{revision}", read)
        table.on(.get, "/api/{type}/{repo}/xet-write-token/{revision}", write)
        // Before a pull request there may be no revision.
        table.on(.get, "/api/{type}/{repo}/xet-write-token", write)
    }

    @Sendable
    private func read(_ request: HubRequest) async throws -> Response {
        Self.answer(
            try await tokens.read(
                try request.repo(), revision: request.parameter("revision"), caller: request.caller), request)
    }

    @Sendable
    private func write(_ request: HubRequest) async throws -> Response {
        try request.requireUser(to: "upload files")
        let revision = request.parameter("revision")
        return Self.answer(
            try await tokens.write(
                try request.repo(), revision: revision.isEmpty || revision == "None" ? nil : revision,
                forPullRequest: try request.query.flag("create_pr") ?? false, caller: request.caller), request)
    }

    /// The same three values twice, because some clients read the body and others the headers.
    private static func answer(_ grant: XetTokenService.Grant, _ request: HubRequest) -> Response {
        let address = request.baseURL + grant.token.basePath
        var response = Response.json([
            "accessToken": .string(grant.text), "exp": .integer(grant.expiry), "casUrl": .string(address),
        ])
        response.headers.append(contentsOf: grant.headers(at: request.baseURL))
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension XetTokenService.Grant {
    /// - Parameter baseURL: This hub's address as the client knows it.
    func headers(at baseURL: String) -> HTTPFields {
        [.xetAccessToken: text, .xetTokenExpiration: String(expiry), .xetCASURL: baseURL + token.basePath]
    }
}
