import HubAPI
import HubStorage
import Logging
import TestSupport
import Testing

@testable import HubServer

/// A database with two people and repos that have texts, and an endpoint that embeds them.
struct SemanticFixture: Sendable {
    static let ann: Int64 = 1
    static let bob: Int64 = 2
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let database: any Database
    let endpoint = FakeEmbeddings()

    static func run(
        _ kind: TestDatabase, _ body: @Sendable (SemanticFixture) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        let database = try await kind.open(in: folder)
        try await Migrator.migrate(database, Schema.migrations)
        try await database.write { db in
            for (id, name) in [(ann, "ann"), (bob, "bob")] {
                try db.execute(
                    """
                    INSERT INTO accounts (id, kind, name, name_key, full_name, created_at)
                    VALUES (?, 'user', ?, ?, ?, 0)
                    """, .integer(id), .text(name), .text(name), .text(name))
            }
        }
        try await body(SemanticFixture(database: database))
        try await database.close()
    }

    func add(
        _ id: Int64, _ name: String, type: RepoType = .space, owner: Int64 = ann, isPrivate: Bool = false,
        tags: [String] = [], body: String = "", sdk: String? = "static"
    ) async throws {
        let account = owner == Self.ann ? "ann" : "bob"
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility, sdk,
                    created_at, last_modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
                """,
                .integer(id), .text(type.rawValue), .integer(owner), .integer(owner), .text(account), .text(name),
                .text("\(account)/\(name)"), .text(isPrivate ? "private" : "public"),
                .optional(type == .space ? sdk : nil))
            try db.execute(
                "INSERT INTO repo_tags (repo_id, tag, position) VALUES (?, ?, ?)",
                batches: tags.enumerated().map { [.integer(id), .text($1), .integer($0)] })
        }
        try await setText(id, name: name, tags: tags.joined(separator: " "), body: body)
    }

    func setText(_ id: Int64, name: String, tags: String = "", body: String) async throws {
        try await database.write { db in
            try db.execute("DELETE FROM repo_texts WHERE repo_id = ?", .integer(id))
            try db.execute(
                "INSERT INTO repo_texts (repo_id, name, tags, body) VALUES (?, ?, ?, ?)",
                .integer(id), .text(name), .text(tags), .text(body))
        }
    }

    func execute(_ sql: String) async throws {
        try await database.write { db in _ = try db.execute(sql) }
    }

    func job(model: String = "mini", rest: Duration = .zero) throws -> EmbeddingJob {
        EmbeddingJob(
            database: database, client: try .fake(endpoint, model: model, rest: rest), logger: Self.logger)
    }

    func index(
        model: String = "mini", _ change: (inout VectorIndex.Settings) -> Void = { _ in }
    ) -> VectorIndex {
        var settings = VectorIndex.Settings()
        settings.interval = .zero
        change(&settings)
        return VectorIndex(model: model, database: database, logger: Self.logger, settings: settings)
    }

    /// Finds what holds the query's first word, and doesn't look at rights: the service must.
    func fullText(
        _ query: String, _ type: RepoType, _ limit: Int, _ caller: Caller
    ) async throws -> [Int64] {
        let word = query.split(separator: " ").first.map(String.init) ?? ""
        return try await database.read { db in
            try db.rows(
                """
                SELECT repo_id FROM repo_texts WHERE name LIKE ? OR tags LIKE ? OR body LIKE ? ORDER BY repo_id LIMIT ?
                """, .text("%\(word)%"), .text("%\(word)%"), .text("%\(word)%"), .integer(limit)
            ).map { try $0.integer("repo_id") }
        }
    }

    func service(model: String = "mini", rest: Duration = .zero) throws -> SemanticSearchService {
        SemanticSearchService(
            database: database,
            queries: QueryVectors(
                client: try .fake(endpoint, model: model, rest: rest), logger: Self.logger),
            index: index(model: model), fullText: fullText)
    }

    func caller(_ id: Int64, scopes: [TokenScope]? = nil) -> Caller {
        let account = Account(
            id: id, kind: .user, name: id == Self.ann ? "ann" : "bob", fullName: "", email: nil, isAdmin: false,
            defaultVisibility: .public, createdAt: Timestamp(milliseconds: 0))
        let grant = TokenGrant(
            tokenID: id, name: "t", role: scopes == nil ? .read : .fineGrained,
            createdAt: Timestamp(milliseconds: 0), scopes: scopes ?? [])
        return .user(SignedInUser(account: account, memberships: [], grant: grant))
    }
}

extension SemanticSearchService {
    /// The names of what a search finds, in order.
    func names(
        _ text: String, _ type: RepoType = .space, as caller: Caller = .anonymous,
        _ change: (inout SemanticSearchQuery) -> Void = { _ in }
    ) async throws -> [String] {
        var query = SemanticSearchQuery(text: text, type: type)
        change(&query)
        return try await search(query, caller: caller).map(\.repo.name)
    }
}
