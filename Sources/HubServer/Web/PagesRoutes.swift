import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird

/// The pages people see: the home page, lists, repos, files, commits, accounts.
struct PagesRoutes {
    let pages: PagesService
    let lists: RepoListService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/", for: .browser, home)
        table.on(.get, "/-/assets/roost.css") { _ in asset(Stylesheet.css, "text/css; charset=utf-8") }
        table.on(.get, "/-/assets/avatar.svg") { _ in asset(Avatar.svg, "image/svg+xml") }
        table.on(.get, "/{account}", for: .browser, account)
        for type in RepoType.allCases {
            table.on(.get, "/\(type.plural)", for: .browser) { try await list($0, type) }
            table.on(.get, "/\(type.pathPrefix){repo}", for: .browser) { try await repo($0, type) }
            table.on(.get, "/\(type.pathPrefix){repo}/tree/{revision}/{path...?}", for: .browser) {
                try await tree($0, type)
            }
            table.on(.get, "/\(type.pathPrefix){repo}/blob/{revision}/{path...}", for: .browser) {
                try await blob($0, type)
            }
            table.on(.get, "/\(type.pathPrefix){repo}/commits/{revision}", for: .browser) {
                try await commits($0, type)
            }
            table.on(.get, "/\(type.pathPrefix){repo}/commit/{revision}", for: .browser) {
                try await commits($0, type)
            }
        }
    }

    /// What went wrong, for people.
    static func errorPage(_ failure: HubFailure) -> Response {
        var response = Response.html(
            ErrorPage(status: failure.status.code, message: failure.message).render(SiteContext(baseURL: "")),
            status: failure.status)
        response.headers[.errorCode] = failure.code.rawValue
        return response
    }

    private func asset(_ text: String, _ type: String) -> Response {
        var response = Response.text(text)
        response.headers[.contentType] = type
        response.headers[.contentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "public, max-age=3600"
        return response
    }

    private func site(_ request: HubRequest) -> SiteContext {
        SiteContext(baseURL: request.baseURL, viewer: request.caller.user?.account.name)
    }

    // MARK: Lists

    @Sendable private func home(_ request: HubRequest) async throws -> Response {
        var page = HomePage(counts: try await pages.counts(request.caller))
        for type in RepoType.allCases {
            var query = RepoListQuery(type: type)
            query.sort = .createdAt
            query.limit = 8
            page.newest[type] = try await summaries(query, request).repos
        }
        return .html(page.render(site(request)))
    }

    private func list(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        var query = try RepoListQuery(request, type)
        if request.query.first("sort") == nil { query.sort = .lastModified }
        query.limit = 30
        let (repos, next) = try await summaries(query, request)
        let shown = ListQuery(
            search: request.query.first("search") ?? "", sort: request.query.first("sort") ?? "",
            cursor: request.query.first("cursor") ?? "")
        let page = ListPage(type: type, query: shown, repos: repos, total: nil, next: next.map(Pages.token))
        return .html(page.render(site(request)))
    }

    private func summaries(
        _ query: RepoListQuery, _ request: HubRequest
    ) async throws -> (repos: [RepoSummary], next: String?) {
        let page = try await lists.page(query, caller: request.caller)
        return (page.items.map { RepoSummary($0.repo) }, page.next?.text)
    }

    @Sendable private func account(_ request: HubRequest) async throws -> Response {
        let name = request.parameter("account")
        guard var page = try await pages.account(name) else {
            // A bare name may be the alias of a repo.
            return try await pages.followAlias(name, caller: request.caller).map {
                .redirect(toPath: SitePath.repo($0.type, id: $0.fullName).url)
            } ?? Self.nothing(name)
        }
        for type in RepoType.allCases {
            var query = RepoListQuery(type: type)
            query.filters = [.author(page.name)]
            query.sort = .lastModified
            page.repos[type] = try await summaries(query, request).repos
        }
        return .html(page.render(site(request)))
    }

    private static func nothing(_ name: String) -> Response {
        errorPage(HubFailure(.notFound, .notFound, "There is no account called \(name)"))
    }

    // MARK: One repo

    private func repo(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        let page = try await pages.repo(try request.repo(type), caller: request.caller)
        return .html(page.render(site(request)))
    }

    private func tree(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        let path = request.parameter("path")
        let page = try await pages.tree(
            try request.repo(type), revision: request.parameter("revision"),
            path: path.isEmpty ? nil : try FilePath(path), caller: request.caller)
        return .html(page.render(site(request)))
    }

    private func blob(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        let page = try await pages.blob(
            try request.repo(type), revision: request.parameter("revision"),
            path: try FilePath(request.parameter("path")), caller: request.caller)
        return .html(page.render(site(request)))
    }

    private func commits(_ request: HubRequest, _ type: RepoType) async throws -> Response {
        let page = try await pages.commits(
            try request.repo(type), revision: request.parameter("revision"), caller: request.caller)
        return .html(page.render(site(request)))
    }
}

extension RepoSummary {
    init(_ repo: Repo) {
        self.init(
            type: repo.type, id: repo.fullName, isPrivate: repo.visibility == .private,
            subtitle: repo.type == .space ? repo.sdk : repo.pipelineTag,
            lastModified: repo.lastModified.iso8601, likes: repo.likes, downloads: repo.downloads)
    }
}

/// The picture of every account until it has one of its own.
private enum Avatar {
    static let svg = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="8" \
        fill="#c2571a"/><circle cx="20" cy="16" r="7" fill="#fff"/><path d="M6 36a14 12 0 0 1 28 0z" fill="#fff"/></svg>
        """
}
