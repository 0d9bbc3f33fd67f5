import HubStorage
import Testing

@Suite struct MigratorTests {
    private let first = Migration(
        version: 1, name: "users",
        statements: [
            "CREATE TABLE users (id {bigint} PRIMARY KEY, name {text_ci} NOT NULL, avatar {blob}, score {double})",
            "CREATE INDEX users_by_name ON users (name)",
        ])
    private let second = Migration(
        version: 2, name: "bio", statements: ["ALTER TABLE users ADD COLUMN bio TEXT NOT NULL DEFAULT ''"])

    @Test(arguments: DatabaseKind.all) func freshThenUpgrade(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            #expect(try await Migrator.migrate(database, []) == [])
            #expect(try await Migrator.migrate(database, [first]) == [1])
            try await database.write {
                try $0.execute("INSERT INTO users (id, name, avatar) VALUES (?, ?, ?)", 1, "ann", .blob([0]))
            }
            // A statement prepared before the table changes must not get in the way.
            _ = try await database.read { try $0.rows("SELECT * FROM users") }
            #expect(try await Migrator.migrate(database, [first, second]) == [2])
            #expect(try await Migrator.migrate(database, [first, second]) == [])
            let row = try #require(try await database.read { try $0.row("SELECT * FROM users") })
            #expect(try row.text("bio") == "")
            let applied = try await database.read {
                try $0.rows("SELECT version, name, applied_at FROM schema_migrations ORDER BY version")
            }
            #expect(try applied.map { try $0.integer("version") } == [1, 2])
            #expect(try applied.map { try $0.text("name") } == ["users", "bio"])
            let times = try applied.map { try $0.integer("applied_at") }
            #expect(times.allSatisfy { $0 > 1_700_000_000_000 })
        }
    }

    @Test(arguments: DatabaseKind.all) func newerSchemaIsRefused(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await Migrator.migrate(database, [first, second])
            let code = await databaseErrorCode { try await Migrator.migrate(database, [first]) }
            #expect(code == .schemaTooNew)
        }
    }

    @Test(arguments: DatabaseKind.all) func gapsAreRefused(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            await #expect(throws: DatabaseError.self) { try await Migrator.migrate(database, [second]) }
        }
    }

    @Test(arguments: DatabaseKind.all) func failingStatementLeavesNothing(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            let broken = Migration(
                version: 2, name: "broken",
                statements: ["CREATE TABLE late (id {bigint})", "CREATE NONSENSE"])
            await #expect(throws: DatabaseError.self) {
                try await Migrator.migrate(database, [first, broken])
            }
            await #expect(throws: DatabaseError.self) { try await count(database, "users") }
            let applied = try await Migrator.migrate(database, [first, second])
            #expect(applied == [1, 2])
        }
    }

    @Test(arguments: DatabaseKind.all) func severalAtOnce(kind: DatabaseKind) async throws {
        try await kind.withDatabase { _, opened in
            let migrations = [first, second]
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let database = try opened.twin()
                        let applied = try await Migrator.migrate(database, migrations)
                        try await database.close()
                        return applied
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.filter { !$0.isEmpty } == [[1, 2]])
        }
    }
}
