/// The relational half of a server's storage: accounts, repos, refs, git objects, jobs.
///
/// A closure is one transaction. It runs synchronously on a thread of the driver's own, so a request costs one
/// hop however many statements it needs; group what belongs together into one closure.
public protocol Database: Sendable {
    /// Which SQL this database speaks, where the two differ.
    var dialect: SQLDialect { get }

    /// Runs `body` on a consistent snapshot. Writing inside it throws ``DatabaseError``.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction that commits durably when it returns and rolls back when it throws.
    ///
    /// `body` may run more than once when the database asks for a retry (serialization failure, deadlock), so it
    /// must have no effect outside the connection.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Closes all connections after running work has ended. The database can't be used afterwards.
    func close() async throws
}

/// One connection, valid only inside the closure it was handed to.
public protocol SQLConnection {
    var dialect: SQLDialect { get }

    /// Runs one statement; placeholders are `?`. Returns the number of rows changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs the same statement once per element of `batches` (pipelined where the driver can).
    /// Returns the number of rows changed by all.
    @discardableResult
    func execute(_ sql: String, batches: [[SQLValue]]) throws -> Int

    /// Runs one query and returns all its rows.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

extension SQLConnection {
    @discardableResult
    public func execute(_ sql: String, _ arguments: SQLValue...) throws -> Int {
        try execute(sql, arguments)
    }

    public func rows(_ sql: String, _ arguments: SQLValue...) throws -> [SQLRow] {
        try rows(sql, arguments)
    }

    /// The first row, or nil when there is none.
    public func row(_ sql: String, _ arguments: SQLValue...) throws -> SQLRow? {
        try rows(sql, arguments).first
    }
}

/// What differs between the two databases; everything else is written once.
public enum SQLDialect: String, Sendable {
    case sqlite
    case postgresql

    /// Appended to a `SELECT` inside a write to hold the rows until the transaction ends.
    /// SQLite has one writer at a time, so it needs nothing.
    public var forUpdate: String { self == .postgresql ? " FOR UPDATE" : "" }

    /// As ``forUpdate``, passing over rows that another transaction holds.
    public var forUpdateSkipLocked: String { self == .postgresql ? " FOR UPDATE SKIP LOCKED" : "" }
}
