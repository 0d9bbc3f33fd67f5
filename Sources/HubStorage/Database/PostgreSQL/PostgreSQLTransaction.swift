/// A transaction on a session. It begins with its first statement, in the same round trip.
final class PostgreSQLTransaction: SQLConnection {
    enum Mode {
        case read, write
    }

    /// How an attempt ended, and whether another one may help.
    enum Outcome<Value: Sendable>: Sendable {
        case success(Value)
        case failure(any Error)
        /// The server asks to repeat the transaction.
        case conflict(DatabaseError)
        /// The session is of no use any more and nothing was committed.
        case lost(DatabaseError)
    }

    let dialect = SQLDialect.postgresql

    private let session: PostgreSQLSession
    private let mode: Mode
    private var hasBegun = false
    private var failure: PostgreSQLFailure?

    private init(_ session: PostgreSQLSession, _ mode: Mode) {
        self.session = session
        self.mode = mode
    }

    static func run<Value>(
        on session: PostgreSQLSession, _ mode: Mode, _ body: (any SQLConnection) throws -> Value
    ) -> Outcome<Value> {
        let transaction = PostgreSQLTransaction(session, mode)
        do {
            let value = try body(transaction)
            if let failure = transaction.failure { throw failure.error }
            try transaction.commit()
            return .success(value)
        } catch {
            transaction.rollBack()
            guard let failure = transaction.failure else { return .failure(error) }
            switch failure.remedy {
            case .repeat: return .conflict(failure.error)
            case .reconnect: return .lost(failure.error)
            // What the body made of the failure.
            case .none: return .failure(error)
            }
        }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try execute(sql, batches: [arguments])
    }

    func execute(_ sql: String, batches: [[SQLValue]]) throws -> Int {
        try recordingFailure(sql) {
            for arguments in batches { try SQLArguments.check(arguments, sql: sql) }
            let statement = try prepare(sql)
            // Bounded, so that the answers waiting to be read stay few.
            let limit = statement.columnTypes.isEmpty ? 256 : 1
            var changed = 0
            var rest = batches[...]
            while !rest.isEmpty {
                try begin()
                for arguments in rest.prefix(limit) {
                    try session.send(statement, arguments)
                }
                rest = rest.dropFirst(limit)
                for result in try session.receive() { changed += result.changedRows }
            }
            return changed
        }
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try recordingFailure(sql) {
            try SQLArguments.check(arguments, sql: sql)
            let statement = try prepare(sql)
            try begin()
            try session.send(statement, arguments)
            guard let result = try session.receive().last else { return [] }
            return try result.rows(of: statement)
        }
    }
}

extension PostgreSQLTransaction {
    private func prepare(_ sql: String) throws -> PostgreSQLStatement {
        if let known = session.preparedStatement(for: sql) { return known }
        try begin()
        return try session.prepare(sql)
    }

    /// Puts the beginning of the transaction in front of the first thing that is sent.
    private func begin() throws {
        guard !hasBegun else { return }
        hasBegun = true
        try session.send(mode == .read ? .beginRead : .beginWrite)
    }

    private func commit() throws {
        guard hasBegun else { return }
        switch mode {
        case .read:
            // Nobody needs the answer: it is read when the session is used next.
            session.sendWithoutWaiting(.commit)
        case .write:
            do {
                try session.send(.commit)
                guard try session.receive().last?.command == "COMMIT" else {
                    throw DatabaseError(.other, "the transaction was rolled back")
                }
            } catch let error as PostgreSQLFailure {
                if case .reconnect = error.remedy {
                    throw DatabaseError(
                        .unavailable, "the connection was lost while committing, perhaps successfully")
                }
                failure = error
                throw error.error
            }
        }
        hasBegun = false
    }

    private func rollBack() {
        guard hasBegun else { return }
        session.rollBack()
    }

    private func recordingFailure<Value>(_ sql: String, _ body: () throws -> Value) throws -> Value {
        if let failure { throw failure.error }
        do {
            return try body()
        } catch {
            let recorded =
                switch error {
                case let error as PostgreSQLFailure: error.naming(sql)
                case let error as DatabaseError: PostgreSQLFailure(error: error)
                default: PostgreSQLFailure(error: DatabaseError(.other, "\(error)", sql: sql))
                }
            failure = recorded
            throw recorded.error
        }
    }
}
