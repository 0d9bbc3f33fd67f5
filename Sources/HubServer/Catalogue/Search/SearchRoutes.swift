import HTTPTypes
import HubAPI
import Hummingbird

/// `/api/search/full-text`, `/api/quicksearch` and `/api/trending`.
struct SearchRoutes {
    private static let deepest = 1_000

    let search: SearchService
    let lists: RepoListService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/search/full-text", fullText)
        table.on(.get, "/api/quicksearch", quick)
        table.on(.get, "/api/trending", trending)
    }

    // MARK: Full text

    @Sendable private func fullText(_ request: HubRequest) async throws -> Response {
        let items = request.query
        guard let text = items.first("q"), !SearchWords(text).isEmpty else {
            throw HubFailure.badRequest("\"q\" must say what to look for, in letters or digits")
        }
        let found = try await search.fullText(
            text, try Self.repoTypes(Self.types(items)), skip: try items.integer("skip", in: 0...Self.deepest) ?? 0,
            limit: try items.integer("limit", in: 1...100) ?? 20, caller: request.caller)
        return .json([
            "hits": .array(found.hits.map(Self.json)), "estimatedTotalHits": .integer(Int64(found.total)),
            "q": .string(text),
        ])
    }

    private static func json(_ hit: SearchService.Hit) -> JSONValue {
        let repo = hit.item.repo
        return [
            "_id": .string(repo.publicID), "type": .string(repo.type.rawValue), "repoId": .string(repo.fullName),
            "repoOwner": .string(repo.namespace), "repoName": .string(repo.name), "fileName": "README.md",
            "isReadmeFile": true, "private": .bool(repo.visibility == .private),
            "tags": .array(hit.item.tags.map(JSONValue.string)), "likes": .integer(repo.likes),
            "downloads": .integer(repo.downloads), "updatedAt": .string(repo.lastModified.iso8601),
            "formatted": ["repoName": json(hit.name), "fileContent": json(hit.excerpt)],
        ]
    }

    private static func json(_ excerpt: Excerpt) -> JSONValue {
        .array(
            excerpt.pieces.map {
                ["text": .string($0.text), "type": .string($0.isMarked ? "highlight" : "text")]
            })
    }

    // MARK: Names

    @Sendable private func quick(_ request: HubRequest) async throws -> Response {
        let items = request.query
        let text = items.first("q") ?? ""
        guard text.unicodeScalars.count <= 200 else {
            throw HubFailure.badRequest("\"q\" must have at most 200 characters")
        }
        let words = Self.types(items)
        let found = try await search.names(
            text, try Self.repoTypes(words, also: ["user", "org"]),
            accounts: words.isEmpty ? [.user, .org] : Set(words.compactMap(Account.Kind.init(rawValue:))),
            limit: try items.integer("limit", in: 1...20) ?? 6, caller: request.caller)
        var members: [JSONMember] = [JSONMember("q", .string(text))]
        for type in RepoType.allCases {
            let repos = found.repos[type] ?? []
            members.append(
                JSONMember(
                    type.plural,
                    .array(
                        repos.map {
                            [
                                "_id": .string($0.publicID), "id": .string($0.fullName),
                                "private": .bool($0.visibility == .private),
                                "trendingScore": .integer($0.trendingScore),
                            ]
                        })))
            members.append(JSONMember("\(type.plural)Count", .integer(Int64(repos.count))))
        }
        for (name, kind) in [("users", Account.Kind.user), ("orgs", Account.Kind.org)] {
            let accounts = found.accounts.filter { $0.kind == kind }
            members.append(
                JSONMember(
                    name,
                    .array(
                        accounts.map {
                            [
                                "_id": .string(Identifier.public($0.id, createdAt: $0.createdAt)),
                                "name": .string($0.name), "fullname": .string($0.fullName),
                            ]
                        })))
            members.append(JSONMember("\(name)Count", .integer(Int64(accounts.count))))
        }
        return .json(.object(members))
    }

    // MARK: Trending

    @Sendable private func trending(_ request: HubRequest) async throws -> Response {
        let limit = try request.query.integer("limit", in: 1...100) ?? 10
        var found: [RepoListService.Item] = []
        for type in try Self.repoTypes(Self.types(request.query)) {
            var query = RepoListQuery(type: type)
            query.limit = limit
            found += try await lists.page(query, caller: request.caller).items
        }
        let top = found.sorted {
            ($0.repo.trendingScore, $0.repo.lastModified.milliseconds)
                > ($1.repo.trendingScore, $1.repo.lastModified.milliseconds)
        }.prefix(limit)
        return .json([
            "recentlyTrending": .array(
                top.map { item in
                    var names = ["author", "lastModified", "likes", "private", "trendingScore", "tags"]
                    names += item.repo.type == .space ? ["sdk"] : ["downloads", "gated"]
                    if item.repo.type == .model { names.append("pipeline_tag") }
                    return [
                        "repoType": .string(item.repo.type.rawValue), "repoData": .object(item.members(names)),
                    ]
                })
        ])
    }

    // MARK: Parameters

    /// The words of `type`; none if everything is meant.
    private static func types(_ items: QueryItems) -> [String] {
        let words = items.all("type").flatMap { $0.split(separator: ",").map(String.init) }
        return words.contains("all") ? [] : words
    }

    /// The repo types that the words name; all of them if there are no words.
    private static func repoTypes(_ words: [String], also others: Set<String> = []) throws -> [RepoType] {
        if words.isEmpty { return RepoType.allCases }
        var found: Set<RepoType> = []
        for word in words {
            if let type = RepoType(rawValue: word) ?? RepoType(plural: word[...]) {
                found.insert(type)
                continue
            }
            guard others.contains(word) else {
                let known = RepoType.allCases.map(\.rawValue) + others.sorted() + ["all"]
                throw HubFailure.badRequest(
                    "\"type\" must be one of [\(known.joined(separator: ", "))], not \"\(word.prefix(60))\"")
            }
        }
        return RepoType.allCases.filter(found.contains)
    }
}
