import Dispatch
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A database in one file, for a server that runs as a single node.
///
/// Reads run side by side on snapshots (write-ahead log) and never wait for the writer. Writes take turns, across
/// processes too: each begins with `BEGIN IMMEDIATE` and waits up to 30 seconds for its turn. A committed write
/// survives a loss of power.
public final class SQLiteDatabase: Database {
    public var dialect: SQLDialect { .sqlite }

    private let pool: DatabasePool
    private let statements = SQLiteStatements()

    /// Opens the file, creating it readable by its owner alone if there is none.
    ///
    /// - Parameters:
    ///   - path: The database file. Its folder must exist.
    ///   - maximumReaderCount: How many reads may run at once. Connections are opened on demand.
    /// - Throws: ``DatabaseError``.
    public init(path: String, maximumReaderCount: Int = 8) throws {
        // Tokens and mail addresses live in this file, and SQLite itself would create it readable by all.
        // The log and the shared memory file inherit the mode. An existing file must not be opened here: closing
        // it would drop the locks that SQLite holds on it elsewhere in this process.
        let descriptor = systemOpen(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            systemClose(descriptor)
        } else if errno != EEXIST {
            throw DatabaseError(.unavailable, "can't create “\(path)”: \(String(cString: strerror(errno)))")
        }
        let configuration = Self.configuration(readers: maximumReaderCount)
        self.pool = try Self.makePool(path: path, configuration: configuration)
    }

    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { [statements] database in
                try SQLiteConnection.run(on: database, statements: statements, body)
            }
        } catch let error as GRDB.DatabaseError {
            throw SQLiteError.translate(error)
        }
    }

    @discardableResult
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.writeWithoutTransaction { [statements] database in
                var result: Value?
                try database.inTransaction(.immediate) {
                    result = try SQLiteConnection.run(on: database, statements: statements, body)
                    return .commit
                }
                guard let result else { throw DatabaseError(.other, "the transaction did not run") }
                return result
            }
        } catch let error as GRDB.DatabaseError {
            throw SQLiteError.translate(error)
        }
    }

    public func close() async throws {
        let pool = pool
        try await withCheckedThrowingContinuation { continuation in
            // Closing waits for running work and checkpoints the log.
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try pool.close() }.mapError { error in
                        (error as? GRDB.DatabaseError).map(SQLiteError.translate) ?? error
                    })
            }
        }
    }
}

extension SQLiteDatabase {
    private static func configuration(readers: Int) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(30)
        configuration.maximumReaderCount = max(1, readers)
        configuration.label = "sqlite"
        configuration.prepareDatabase { database in
            // Pages stay in the system's cache; a small cache per connection keeps an idle server small.
            // No memory map: a failing disk would kill the process instead of failing the statement.
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -4096;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    """)
        }
        return configuration
    }

    /// Switching a new file to the write-ahead log needs it exclusively, and SQLite does not wait for that when
    /// two processes try at once.
    private static func makePool(path: String, configuration: Configuration) throws -> DatabasePool {
        var attempt = 0
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as GRDB.DatabaseError {
                attempt += 1
                let translated = SQLiteError.translate(error)
                guard (translated as? DatabaseError)?.code == .busy, attempt < 100 else { throw translated }
                usleep(50_000)
            }
        }
    }
}
