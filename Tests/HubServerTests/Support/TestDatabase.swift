import HubStorage
import TestSupport

@testable import HubServer

/// What the tests run on: SQLite always, PostgreSQL where it is installed.
enum TestDatabase: Sendable {
    case sqlite, postgresql

    static var available: [TestDatabase] {
        PostgreSQLServer.isAvailable ? [.sqlite, .postgresql] : [.sqlite]
    }

    /// A new, empty database. One that is a file lies in `folder`.
    func open(in folder: TemporaryDirectory) async throws -> any Database {
        switch self {
        case .sqlite: try SQLiteDatabase(path: folder.path + "/test.sqlite")
        case .postgresql: try PostgreSQLDatabase(url: try await PostgreSQLServer.shared().makeDatabase())
        }
    }
}
