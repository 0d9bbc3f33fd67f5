import Synchronization

/// A session that threads hand on to each other; one of them has it at a time.
final class PostgreSQLPooledSession: Sendable {
    private let session: Mutex<PostgreSQLSession>

    init(url: String) throws { session = Mutex(try PostgreSQLSession(url: url)) }

    /// Whether another transaction can run here, as far as is known without looking.
    var isUsable: Bool { session.withLock { $0.isUsable } }

    /// Looks whether the server has hung up meanwhile. Does not wait for it.
    func isStillUsable() -> Bool { session.withLock { $0.isStillUsable() } }

    /// Blocks until the transaction has ended.
    func run<Value: Sendable>(
        _ mode: PostgreSQLTransaction.Mode, _ body: @Sendable (any SQLConnection) throws -> Value
    ) -> PostgreSQLTransaction.Outcome<Value> {
        session.withLock { PostgreSQLTransaction.run(on: $0, mode, body) }
    }
}
