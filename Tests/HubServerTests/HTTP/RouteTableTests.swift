import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

@Suite struct RouteTableTests {
    private static let table: RouteTable = {
        var table = RouteTable()
        let handler: Route.Handler = { _ in .empty() }
        table.on(.get, "/", handler)
        table.on(.get, "/{account}", handler)
        table.on(.get, "/models", handler)
        table.on(.get, "/api/{type}", handler)
        table.on(.get, "/api/{type}/{repo}", handler)
        table.on(.put, "/api/{type}/{repo}/settings", handler)
        table.on(.get, "/api/{type}/{repo}/revision/{revision}", handler)
        table.on(.get, "/api/{type}/{repo}/tree/{revision}/{path...?}", handler)
        table.on(.get, "/api/{type}/{repo}/commits/{revision}", handler)
        table.on(.post, "/api/{type}/{repo}/tag/{revision}", handler)
        table.on(.delete, "/api/{type}/{repo}/tag/{revision}", handler)
        table.on(.post, "/api/repos/create", handler)
        for prefix in ["", "datasets/", "spaces/"] {
            table.on(.get, "/\(prefix){repo}", handler)
            table.on(.get, "/\(prefix){repo}/resolve/{revision}/{path...}", handler)
            table.on(.post, "/\(prefix){repo}.git/info/lfs/objects/batch", handler)
        }
        return table
    }()

    private func outcome(_ method: HTTPRequest.Method, _ path: String) throws -> RouteTable.Outcome {
        try Self.table.match(method, try RequestTarget(path).segments)
    }

    private func found(_ path: String, _ method: HTTPRequest.Method = .get) throws -> RouteTable.Match? {
        guard case .found(let match) = try outcome(method, path) else { return nil }
        return match
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let template: String
        let parameters: [String: String]
        var testDescription: String { path }

        init(_ path: String, _ template: String, _ parameters: [String: String] = [:]) {
            self.path = path
            self.template = template
            self.parameters = parameters
        }
    }

    @Test(arguments: [
        Case("/", "/"),
        Case("/models", "/models"),
        Case("/ann", "/{account}", ["account": "ann"]),
        Case("/api/models", "/api/{type}", ["type": "models"]),
        Case("/api/models/gpt2", "/api/{type}/{repo}", ["type": "models", "repo": "gpt2"]),
        Case("/api/datasets/ann/d", "/api/{type}/{repo}", ["type": "datasets", "repo": "ann/d"]),
        Case(
            "/api/models/gpt2/tree/main", "/api/{type}/{repo}/tree/{revision}/{path...?}",
            ["type": "models", "repo": "gpt2", "revision": "main"]),
        Case(
            "/api/models/ann/m/tree/refs%2Fpr%2F1/a%20b%2Fc", "/api/{type}/{repo}/tree/{revision}/{path...?}",
            ["type": "models", "repo": "ann/m", "revision": "refs/pr/1", "path": "a b/c"]),
        Case(
            "/api/models/ann/m/tree/main/a/b/c", "/api/{type}/{repo}/tree/{revision}/{path...?}",
            ["type": "models", "repo": "ann/m", "revision": "main", "path": "a/b/c"]),
        Case(
            "/ann/m/resolve/x%2Fy/dir/resolve/main/f", "/{repo}/resolve/{revision}/{path...}",
            ["repo": "ann/m", "revision": "x/y", "path": "dir/resolve/main/f"]),
        Case(
            "/gpt2/resolve/main/config.json", "/{repo}/resolve/{revision}/{path...}",
            ["repo": "gpt2", "revision": "main", "path": "config.json"]),
        Case(
            "/datasets/squad/resolve/main/x", "/datasets/{repo}/resolve/{revision}/{path...}",
            ["repo": "squad", "revision": "main", "path": "x"]),
        Case(
            "/spaces/ann/s/resolve/main/x", "/spaces/{repo}/resolve/{revision}/{path...}",
            ["repo": "ann/s", "revision": "main", "path": "x"]),
        Case("/ann/m/", "/{repo}", ["repo": "ann/m"]),
        Case("/ann/m.git", "/{repo}", ["repo": "ann/m.git"]),
    ])
    func gets(_ expected: Case) throws {
        let match = try #require(try found(expected.path))
        #expect(match.route.template == expected.template)
        #expect(match.parameters == expected.parameters)
    }

    @Test(arguments: [
        ("/ann/m.git/info/lfs/objects/batch", "/{repo}.git/info/lfs/objects/batch", "ann/m"),
        ("/gpt2.git/info/lfs/objects/batch", "/{repo}.git/info/lfs/objects/batch", "gpt2"),
        ("/datasets/ann/d.git/info/lfs/objects/batch", "/datasets/{repo}.git/info/lfs/objects/batch", "ann/d"),
    ])
    func gitAddresses(_ path: String, _ template: String, _ repo: String) throws {
        let match = try #require(try found(path, .post))
        #expect(match.route.template == template)
        #expect(match.parameters["repo"] == repo)
    }

    @Test func headIsAnsweredByGet() throws {
        #expect(try found("/ann/m/resolve/main/f", .head)?.route.method == .get)
    }

    @Test(arguments: [
        ("/api/models/ann/m/tag/v1", HTTPRequest.Method.get, ["DELETE", "POST"]),
        ("/api/models/ann/m/settings", .post, ["PUT"]),
        ("/api/repos/create", .delete, ["POST"]),
    ])
    func otherMethodsAreNamed(_ path: String, _ method: HTTPRequest.Method, _ allowed: [String]) throws {
        guard case .wrongMethod(let methods) = try outcome(method, path) else {
            Issue.record("\(method) \(path) is not refused for its method")
            return
        }
        #expect(methods.map(\.rawValue) == allowed)
    }

    @Test(arguments: [
        "/api", "/api/kernels/ann/k/tree/main", "/api/models/ann/m/tree", "/ann/m/resolve/main", "/a/b/c",
        "/api/models/ann/m/revision/a/b", "/.git/info/lfs/objects/batch", "/api/models/a/b/c",
    ])
    func nothingIsThere(_ path: String) throws {
        guard case .missing = try outcome(.get, path) else {
            Issue.record("\(path) leads somewhere")
            return
        }
    }

    @Test func brokenEscapesAreRefused() {
        #expect(throws: HubFailure.self) { _ = try found("/api/models/ann/m/tree/main/%zz") }
        #expect(throws: HubFailure.self) { _ = try found("/api/models/ann/m/revision/%ff") }
    }

    @Test func wordsAfterARepoAreReserved() {
        #expect(
            Self.table.wordsAfterRepo == ["settings", "revision", "tree", "commits", "tag", "resolve"])
    }
}

@Suite struct RequestTargetTests {
    @Test(arguments: [
        "/a/../b", "/..", "/a/..", "/a/./b", "/%2e%2e/a", "/a/%2E%2e", "/a/..%2Fb", "/a/b%2F..%2Fc", "/a/%2e",
        "/a/b%2f.%2fc", "//..//", "/a/../",
    ])
    func climbingIsRefused(_ path: String) {
        let failure = #expect(throws: HubFailure.self) { _ = try RequestTarget(path) }
        #expect(failure?.status == .badRequest)
        #expect(failure?.code == .invalidPath)
    }

    @Test(
        "a slash takes up a combining mark that follows it, as far as characters go, but not as bytes",
        arguments: ["/a/..%2F%CC%81b", "/a/x%2F%CC%81%2F..%2F%CC%81y"])
    func climbingBesideMarks(_ path: String) {
        #expect(throws: HubFailure.self) { _ = try RequestTarget(path) }
    }

    @Test(arguments: [
        ("/", []), ("", []), ("//", []), ("/a/b", ["a", "b"]), ("/a/b/", ["a", "b"]), ("//a", ["a"]),
        ("/a//b", ["a", "", "b"]), ("/a/...", ["a", "..."]), ("/a/..b", ["a", "..b"]), ("/a%2Fb/c", ["a%2Fb", "c"]),
    ])
    func segments(_ path: String, _ expected: [String]) throws {
        #expect(try RequestTarget(path).segments.map(String.init) == expected)
    }

    @Test func queriesAreApart() throws {
        let target = try RequestTarget("/a/b?x=../y&z=?")
        #expect(target.path == "/a/b")
        #expect(target.query == "x=../y&z=?")
    }
}
