import GitObjects
import HubAPI
import HubStorage
import Logging
import TestSupport
import Testing

@testable import HubServer

/// The step from a database that knows no facts.
@Suite("The catalogue's migration")
struct CatalogueMigrationTests {
    private static let card = "---\nlicense: mit\ntags: [seen]\n---\n# Penguins\n"

    @Test("nothing is lost; the sweep describes what is there", arguments: TestDatabase.available)
    func migration(_ kind: TestDatabase) async throws {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        let database = try await kind.open(in: folder)
        try await Migrator.migrate(database, [.foundation, .xet])
        try await database.write { db in try Self.fill(db) }
        #expect(try await Migrator.migrate(database, Schema.migrations) == [3])
        #expect(try await Migrator.migrate(database, Schema.migrations).isEmpty)

        let data = try DataFolder(folder.path + "/data")
        let server = Server(
            HubConfiguration(dataFolder: data.path, host: "127.0.0.1", port: 0, databaseURL: nil), database: database,
            objects: try DirectoryObjectStore(root: folder.path + "/objects"), secrets: try Secrets(folder: data),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await database.read { db in
            let repos = try ReposStore(db).find(ids: [1, 2, 3])
            #expect(repos.map(\.fullName) == ["ann/Penguin-Model", "ann/empty", "ann/bare"])
            #expect(repos.map(\.downloads) == [7, 0, 0] && repos.map(\.likes) == [2, 0, 0])
            #expect(repos[0].pipelineTag == "fill-mask" && repos[0].libraryName == "transformers")
            #expect(try ReposStore(db).tags(of: 1) == ["old", "tags"])
            #expect(try RepoFactsStore(db).properties(["cardData"], of: [1, 2])[1] == ["cardData": "{\"a\":1}"])
            #expect(try Self.named("penguin", db) == [1])
        }
        try await server.jobs.sweep()
        try await server.jobs.runDue()
        try await database.read { db in
            let repos = try ReposStore(db).find(ids: [1, 2, 3])
            #expect(repos.map { $0.factsVersion > 0 } == [true, false, true])
            #expect(repos[0].pipelineTag == nil && repos[0].libraryName == nil)
            #expect(try ReposStore(db).tags(of: 1) == ["seen", "license:mit", "region:us"])
            let properties = try RepoFactsStore(db).properties(["cardData"], of: [1])
            #expect(properties[1]?["cardData"]?.contains("mit") == true)
            #expect(try FullTextStore(db).ids(SearchWords("penguins"), [.model], .anonymous) == [1])
            #expect(try FullTextStore(db).ids(SearchWords("bare"), [.model], .anonymous) == [3])
            // A repo without any commit is not asked for again and again.
            #expect(try db.rows("SELECT * FROM jobs WHERE kind = 'catalogue.describe'").isEmpty)
        }
        try await server.jobs.sweep()
        let left = try await database.read { db in
            try db.rows("SELECT * FROM jobs WHERE kind = 'catalogue.describe'").count
        }
        #expect(left == 0)
        try await server.close()
    }

    private static func fill(_ db: any SQLConnection) throws {
        try db.execute(
            """
            INSERT INTO accounts (id, kind, name, name_key, full_name, created_at)
            VALUES (1, 'user', 'ann', 'ann', '', 0)
            """)
        for (id, name) in [(1, "Penguin-Model"), (2, "empty"), (3, "bare")] as [(Int64, String)] {
            try db.execute(
                """
                INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility, created_at,
                    last_modified) VALUES (?, 'model', 1, 1, 'ann', ?, ?, 'public', 0, 0)
                """, .integer(id), .text(name), .text("ann/" + name.lowercased()))
        }
        try db.execute(
            """
            UPDATE repos SET downloads = 7, likes = 2, pipeline_tag = 'fill-mask', library_name = 'transformers',
                card_data = '{"a":1}' WHERE id = 1
            """)
        try db.execute("INSERT INTO repo_tags (repo_id, tag, position) VALUES (1, 'old', 0), (1, 'tags', 1)")
        for (id, files) in [(1, ["README.md": .text(card)]), (3, ["a.txt": .text("a")])]
            as [(Int64, [String: FactsFixture.File])]
        {
            let reader = HistoryReader(writing: db, repoID: id, caches: HistoryCaches())
            let commit = try FactsFixture.write(files, reader).commit
            try db.execute("UPDATE repos SET head_oid = ? WHERE id = ?", .blob(commit.id.bytes), .integer(id))
        }
    }

    private static func named(_ text: String, _ db: any SQLConnection) throws -> [Int64] {
        let posting = try #require(RepoListFilter.names([text]).posting(db.dialect))
        return try db.rows(posting.sql, posting.arguments).map { try $0.integer("repo_id") }
    }
}
