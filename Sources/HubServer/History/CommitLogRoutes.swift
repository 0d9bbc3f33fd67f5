import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// `GET …/commits/{revision}`, `GET …/compare/{base}..{head}`.
struct CommitLogRoutes {
    let log: CommitLog

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/{type}/{repo}/commits/{revision}", commits)
        table.on(.get, "/api/{type}/{repo}/compare/{range}", compare)
    }

    @Sendable private func commits(_ request: HubRequest) async throws -> Response {
        let expand = request.query.all("expand")
        guard expand.allSatisfy({ $0 == "formatted" }) else {
            throw HubFailure.badRequest("\"expand\" must be one of [formatted]")
        }
        let page = try await log.page(
            try request.repo(), revision: request.parameter("revision"),
            limit: try request.query.integer("limit", in: 1...1000) ?? 50, cursor: try Pages.cursor(request),
            caller: request.caller)
        var response = Response.json(
            .array(page.commits.map { Self.json($0, formatted: !expand.isEmpty, request) }))
        if let next = page.next { response.headers[.link] = Pages.next(request, cursor: next) }
        return response
    }

    private static func json(_ commit: CommitRecord, formatted: Bool, _ request: HubRequest) -> JSONValue {
        var members = [
            JSONMember("id", .string(commit.id.hex)), JSONMember("title", .string(commit.title)),
            JSONMember("message", .string(commit.message)),
            JSONMember(
                "authors",
                [
                    [
                        "user": .string(commit.authorName),
                        "avatar": .string(request.baseURL + "/-/assets/avatar.svg"),
                    ]
                ]),
            JSONMember("date", .string(commit.committedAt.iso8601)),
            JSONMember("parents", .array(commit.parents.map { .string($0.hex) })),
        ]
        if formatted {
            members.append(
                JSONMember(
                    "formatted",
                    [
                        "title": .string(HTMLEscape.escaped(commit.title)),
                        "message": .string(HTMLEscape.escaped(commit.message)),
                    ]))
        }
        return .object(members)
    }

    /// `base..head` or `base...head`: what git's diff of the two trees says.
    @Sendable private func compare(_ request: HubRequest) async throws -> Response {
        let text = request.parameter("range")
        guard let dots = text.firstRange(of: "...") ?? text.firstRange(of: "..") else {
            throw HubFailure.badRequest("The range must be BASE..HEAD, not \"\(text.prefix(200))\"")
        }
        let (base, head) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
        guard !base.isEmpty, !head.isEmpty else {
            throw HubFailure.badRequest("The range must be BASE..HEAD, not \"\(text.prefix(200))\"")
        }
        return .text(try await log.compare(try request.repo(), from: base, to: head, caller: request.caller))
    }
}
