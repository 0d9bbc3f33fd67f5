import HubStorage
import TestSupport
import Testing

/// A database the conformance suite runs on. A further driver joins by one more element of `all`.
struct DatabaseKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens a new empty database; with `twin`, another pool on the same one.
    let open: @Sendable () async throws -> Opened

    struct Opened: Sendable {
        let database: any Database
        let twin: @Sendable () throws -> any Database
        /// Kept as long as the database is used.
        let folder: TemporaryDirectory?
    }

    var testDescription: String { name }

    static let all: [DatabaseKind] = [sqlite] + (PostgreSQLServer.isAvailable ? [postgreSQL] : [])

    static let sqlite = DatabaseKind(name: "SQLite") {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/hub.sqlite"
        return Opened(
            database: try SQLiteDatabase(path: path), twin: { try SQLiteDatabase(path: path) }, folder: folder
        )
    }

    static let postgreSQL = DatabaseKind(name: "PostgreSQL") {
        let url = try await PostgreSQLServer.shared().makeDatabase()
        return Opened(
            database: try PostgreSQLDatabase(url: url), twin: { try PostgreSQLDatabase(url: url) },
            folder: nil)
    }

    /// Runs `body` on a new empty database and closes it.
    @discardableResult
    func withDatabase<Value>(_ body: (any Database, Opened) async throws -> Value) async throws -> Value {
        let opened = try await open()
        let value = try await body(opened.database, opened)
        try await opened.database.close()
        return value
    }
}

extension Database {
    /// Runs statements whose types are given as in a migration.
    func define(_ statements: String...) async throws {
        _ = try await Migrator.migrate(self, [Migration(version: 1, name: "test", statements: statements)])
    }
}

/// The code of the ``DatabaseError`` that `body` throws.
func databaseErrorCode<Value>(_ body: () async throws -> Value) async -> DatabaseError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? DatabaseError)?.code
    }
}
