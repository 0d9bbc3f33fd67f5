import NIOPosix
import Synchronization

/// A PostgreSQL server, shared by any number of nodes.
///
/// - Reads are `REPEATABLE READ READ ONLY`: all statements of one read see the same snapshot.
/// - Writes are `READ COMMITTED`: each statement sees what others have committed before it began. A write that
///   decides on something it has read must hold those rows (``SQLDialect/forUpdate``) or compare and swap
///   (`UPDATE … WHERE id = ? AND version = ?`, then look at the number of rows changed).
/// - A statement that fails dooms its transaction.
/// - Placeholders take the type the server infers. Where it can't infer one (`SELECT ?`) it takes text: say
///   `CAST(? AS BIGINT)`.
///
/// A transaction is repeated when the server asks for that (serialization failure, deadlock), and when the
/// connection is lost before the commit was sent.
public final class PostgreSQLDatabase: Database {
    public var dialect: SQLDialect { .postgresql }

    private let url: String
    /// As many threads as connections, so a thread that runs always finds a connection or room for a new one.
    private let threads: NIOThreadPool
    private let idle = Mutex<[PostgreSQLPooledSession]>([])

    /// Prepares for a server. Connections are opened on demand and kept.
    ///
    /// - Parameters:
    ///   - url: `postgresql://user:password@host:port/name?sslmode=…` or a libpq connection string.
    ///   - maximumConnections: How many transactions may run at once.
    /// - Throws: ``DatabaseError`` if the URL is malformed.
    public init(url: String, maximumConnections: Int = 8) throws {
        try PostgreSQLSession.validate(url: url)
        self.url = url
        self.threads = NIOThreadPool(numberOfThreads: max(1, maximumConnections))
        self.threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(.read, body)
    }

    @discardableResult
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(.write, body)
    }

    public func close() async throws {
        try await threads.shutdownGracefully()
        idle.withLock { $0.removeAll() }
    }
}

extension PostgreSQLDatabase {
    private func run<Value: Sendable>(
        _ mode: PostgreSQLTransaction.Mode, _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        var attempt = 0
        var needsNewSession = false
        while true {
            let outcome: PostgreSQLTransaction.Outcome<Value>
            do {
                outcome = try await threads.runIfActive { [needsNewSession] in
                    try self.attempt(mode, on: needsNewSession ? self.newSession() : self.session(), body)
                }
            } catch is CancellationError {
                // A pool that has been shut down answers in the same way as a task that was cancelled.
                try Task.checkCancellation()
                throw DatabaseError(.unavailable, "the database has been closed")
            } catch is NIOThreadPoolError.ThreadPoolInactive {
                throw DatabaseError(.unavailable, "the database has been closed")
            }
            attempt += 1
            switch outcome {
            case .success(let value):
                return value
            case .failure(let error):
                throw error
            case .conflict(let error):
                guard attempt < 10 else { throw error }
                // Spread out, so that the same transactions don't meet again.
                let longest = min(1 << attempt, 512)
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...longest)))
            case .lost(let error):
                guard attempt < 3 else { throw error }
                // What broke this session (a restart, a changed schema) may have hit the idle ones too.
                needsNewSession = true
            }
        }
    }

    /// The idle session used last that still lives (its statements are warm, and the others may go idle), or a new
    /// one. On a thread of the pool, as what follows.
    private func session() throws -> PostgreSQLPooledSession {
        while let session = idle.withLock({ $0.popLast() }) {
            if session.isStillUsable() { return session }
        }
        return try PostgreSQLPooledSession(url: url)
    }

    /// A new session, in place of the one that has been idle for longest: there are no more sessions than threads.
    private func newSession() throws -> PostgreSQLPooledSession {
        _ = idle.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        return try PostgreSQLPooledSession(url: url)
    }

    private func attempt<Value: Sendable>(
        _ mode: PostgreSQLTransaction.Mode, on session: PostgreSQLPooledSession,
        _ body: @Sendable (any SQLConnection) throws -> Value
    ) throws -> PostgreSQLTransaction.Outcome<Value> {
        let outcome = session.run(mode, body)
        if case .lost = outcome { return outcome }
        if session.isUsable { idle.withLock { $0.append(session) } }
        return outcome
    }
}
