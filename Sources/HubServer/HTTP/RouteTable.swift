import HTTPTypes
import HubAPI
import Hummingbird

/// One route: how it is declared, and what answers it.
struct Route: Sendable {
    typealias Handler = @Sendable (HubRequest) async throws -> Response

    /// Whom the answer is for, which decides how errors look.
    enum Audience: Sendable { case program, browser }

    let method: HTTPRequest.Method
    /// The declared template, which is also the label in logs and metrics.
    let template: String
    let audience: Audience
    let handler: Handler
}

/// All routes, matched on raw (still percent-encoded) segments, because a revision is one segment however many
/// encoded slashes it holds.
///
/// A template's pieces are: a literal; `{name}`, one segment; `{type}`, one of `models`, `datasets`, `spaces`;
/// `{repo}`, an id of one or two segments; `{repo}.git`; `{name...}`, one or more segments up to the end, and
/// `{name...?}`, also none.
struct RouteTable: Sendable {
    struct Match: Sendable {
        let route: Route
        let parameters: [String: String]
        /// Which segments of the path the repo's id is, if the route has one.
        let repoSegments: Range<Int>?
    }

    /// What was read from the path so far.
    private struct Captured {
        var node: Int
        var parameters: [String: String] = [:]
        var repoSegments: Range<Int>?

        func setting(_ name: String, _ value: String, then node: Int) -> Captured {
            var next = self
            next.parameters[name] = value
            next.node = node
            return next
        }

        func at(_ node: Int) -> Captured {
            var next = self
            next.node = node
            return next
        }
    }

    enum Outcome: Sendable {
        case found(Match)
        /// The path exists, with these methods only.
        case wrongMethod(allowed: [HTTPRequest.Method])
        case missing
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var type: Int?
        var segment: (name: String, node: Int)?
        var repo: Int?
        var repoGit: Int?
        var rest: (name: String, node: Int)?
        var routes: [HTTPRequest.Method: Route] = [:]
    }

    private var nodes = [Node()]
    /// Every route once, in the order of their declaration.
    private(set) var routes: [Route] = []
    /// What is said of the routes, in the same order.
    private(set) var documentation: [RouteDocumentation] = []

    /// Says what some of the routes do; `/openapi.json` shows it.
    mutating func document(_ routes: [RouteDocumentation]) { documentation += routes }

    mutating func on(
        _ method: HTTPRequest.Method, _ template: String, for audience: Route.Audience = .program,
        _ handler: @escaping Route.Handler
    ) {
        let route = Route(method: method, template: template, audience: audience, handler: handler)
        var ends = [0]
        for piece in template.split(separator: "/").map(String.init) {
            let optional = piece.hasSuffix("...?}")
            ends = ends.flatMap { optional ? [$0, child(of: $0, piece)] : [child(of: $0, piece)] }
        }
        for end in ends {
            precondition(nodes[end].routes[method] == nil, "\(method) \(template) is declared twice")
            nodes[end].routes[method] = route
        }
        routes.append(route)
    }

    private mutating func child(of node: Int, _ piece: String) -> Int {
        func name(_ suffix: String) -> String { String(piece.dropFirst().dropLast(suffix.count)) }
        switch piece {
        case "{type}": return existing(nodes[node].type, { $0.type = $1 }, at: node)
        case "{repo}": return existing(nodes[node].repo, { $0.repo = $1 }, at: node)
        case "{repo}.git": return existing(nodes[node].repoGit, { $0.repoGit = $1 }, at: node)
        case _ where piece.hasSuffix("...?}"):
            return existing(nodes[node].rest?.node, { $0.rest = (name("...?}"), $1) }, at: node)
        case _ where piece.hasSuffix("...}"):
            return existing(nodes[node].rest?.node, { $0.rest = (name("...}"), $1) }, at: node)
        case _ where piece.hasPrefix("{"):
            return existing(nodes[node].segment?.node, { $0.segment = (name("}"), $1) }, at: node)
        default: return existing(nodes[node].literals[piece], { $0.literals[piece] = $1 }, at: node)
        }
    }

    /// The child that is there, or a new one that `link` records in its parent.
    private mutating func existing(_ found: Int?, _ link: (inout Node, Int) -> Void, at parent: Int) -> Int {
        if let found { return found }
        nodes.append(Node())
        link(&nodes[parent], nodes.count - 1)
        return nodes.count - 1
    }

    /// Finds the route of a request; HEAD is answered by GET's route.
    func match(_ method: HTTPRequest.Method, _ segments: [Substring]) throws -> Outcome {
        guard let found = try walk(Captured(node: 0), segments[...]) else { return .missing }
        let routes = nodes[found.node].routes
        if let route = routes[method] ?? (method == .head ? routes[.get] : nil) {
            return .found(
                Match(route: route, parameters: found.parameters, repoSegments: found.repoSegments))
        }
        return .wrongMethod(allowed: routes.keys.sorted { $0.rawValue < $1.rawValue })
    }

    private func walk(_ captured: Captured, _ segments: ArraySlice<Substring>) throws -> Captured? {
        let node = nodes[captured.node]
        guard let first = segments.first else { return node.routes.isEmpty ? nil : captured }
        let rest = segments.dropFirst()
        if let next = node.literals[String(first)], let found = try walk(captured.at(next), rest) { return found }
        // The first word of one of our own routes is never an account's or a repo's name.
        if captured.node == 0, node.literals[String(first)] != nil || HubSurface.roots.contains(String(first)) {
            return nil
        }
        if let next = node.type, RepoType(plural: first) != nil,
            let found = try walk(captured.setting("type", String(first), then: next), rest)
        {
            return found
        }
        if let next = node.repoGit, let found = try walkRepo(next, captured, segments, suffix: ".git") { return found }
        // An account's page and a bare repo's are alike; the account's route asks both.
        if let (name, next) = node.segment, rest.isEmpty,
            let found = try walk(captured.setting(name, try Self.decode(first), then: next), rest)
        {
            return found
        }
        if let next = node.repo, let found = try walkRepo(next, captured, segments, suffix: "") { return found }
        if let (name, next) = node.segment,
            let found = try walk(captured.setting(name, try Self.decode(first), then: next), rest)
        {
            return found
        }
        if let (name, next) = node.rest, !nodes[next].routes.isEmpty {
            let path = try segments.map(Self.decode).joined(separator: "/")
            return captured.setting(name, path, then: next)
        }
        return nil
    }

    /// A repo id of one segment if what follows is a known word (`/api/models/gpt2/tree/main`), else of two.
    private func walkRepo(
        _ next: Int, _ captured: Captured, _ segments: ArraySlice<Substring>, suffix: String
    ) throws -> Captured? {
        for length in [1, 2] where segments.count >= length {
            let id = segments.prefix(length).joined(separator: "/")
            guard id.hasSuffix(suffix), id.utf8.count > suffix.utf8.count else { continue }
            // The bare id comes first only before a literal: names that are route words can't be repo names.
            if length == 1, let following = segments.dropFirst().first,
                nodes[next].literals[String(following)] == nil
            {
                continue
            }
            var reached = captured.setting("repo", try Self.decode(Substring(id.dropLast(suffix.count))), then: next)
            reached.repoSegments = segments.startIndex..<segments.startIndex + length
            if let found = try walk(reached, segments.dropFirst(length)) { return found }
        }
        return nil
    }

    private static func decode(_ segment: Substring) throws -> String {
        guard let text = PercentCoding.decode(segment) else {
            throw HubFailure.badRequest("The path has a broken percent escape: \(segment.prefix(100))")
        }
        guard !text.utf8.contains(0) else {
            throw HubFailure(.badRequest, .invalidPath, "The path must not hold a NUL character")
        }
        return text
    }

    /// The literals that follow a repo id in any template: words that can't be repo names.
    var wordsAfterRepo: Set<String> {
        Set(nodes.compactMap(\.repo).flatMap { nodes[$0].literals.keys })
    }
}
