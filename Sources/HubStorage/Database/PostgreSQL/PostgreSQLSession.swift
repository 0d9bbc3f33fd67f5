#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One connection to the server, always in pipeline mode: statements are queued with `send` and go out together
/// with the next `receive`, in one round trip.
final class PostgreSQLSession {
    private let library: LibPQ
    private let connection: LibPQ.Connection
    /// Statements sent whose results `receive` shall return.
    private var awaited = 0
    /// Statements sent, with a synchronization point behind them, whose results nobody needs.
    private var unneeded = 0
    private var isBroken = false

    private var statements: [String: (statement: PostgreSQLStatement, used: UInt64)] = [:]
    private var clock: UInt64 = 0
    private var prepared: UInt64 = 0
    private let maximumStatements = 512

    static func validate(url: String) throws {
        let library = try LibPQ.load()
        var message: UnsafeMutablePointer<CChar>?
        guard let options = library.conninfoParse(url, &message) else {
            // The message may quote the URL, and the URL may hold a password.
            library.freemem(message)
            throw DatabaseError(.other, "malformed PostgreSQL URL")
        }
        library.conninfoFree(options)
    }

    init(url: String) throws {
        // Later ones win, and the URL stands for all it names.
        let options: KeyValuePairs = [
            "connect_timeout": "10", "fallback_application_name": "roost", "dbname": url,
            "client_encoding": "UTF8",
        ]
        self.library = try LibPQ.load()
        self.connection = try Self.connect(options, library)
        // Else the library prints notices to standard error.
        _ = library.setNoticeProcessor(connection, { _, _ in }, nil)
        // A request is one of many: neither compiling its statement nor spreading it over processes pays.
        let settings = library.exec(connection, "SET jit = off; SET max_parallel_workers_per_gather = 0")
        library.clear(settings)
        guard library.status(connection) == LibPQ.connectionOK, library.enterPipelineMode(connection) == 1 else {
            throw PostgreSQLFailure.lost(connection, library).error
        }
        do {
            for statement in [PostgreSQLStatement.beginRead, .beginWrite, .commit, .rollBack] {
                try check(library.sendPrepare(connection, statement.name, statement.sql, 0, nil))
                awaited += 1
            }
            _ = try receive()
        } catch let failure as PostgreSQLFailure {
            throw failure.error
        }
    }

    deinit { library.finish(connection) }

    /// Whether another transaction can run here, as far as is known without looking.
    var isUsable: Bool { !isBroken && library.status(connection) == LibPQ.connectionOK }

    /// Looks whether the server has hung up meanwhile. Does not wait for it.
    func isStillUsable() -> Bool {
        // Twice: its last words come before the end itself.
        library.consumeInput(connection) == 1 && library.consumeInput(connection) == 1 && isUsable
    }

    private static func connect(_ options: KeyValuePairs<String, String>, _ library: LibPQ) throws -> LibPQ.Connection {
        let keys = options.map { strdup($0.key) }
        let values = options.map { strdup($0.value) }
        defer { (keys + values).forEach { free($0) } }
        let connection = library.connectdbParams(
            keys.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        guard let connection else { throw DatabaseError(.unavailable, "out of memory") }
        return connection
    }
}

// MARK: Sending and receiving

extension PostgreSQLSession {
    /// Queues a statement.
    func send(_ statement: PostgreSQLStatement, _ arguments: [SQLValue] = []) throws {
        let parameters = try PostgreSQLParameters(arguments, for: statement)
        let sent = parameters.withPointers { values, lengths, formats in
            library.sendQueryPrepared(
                connection, statement.name, CInt(arguments.count), values, lengths, formats, 1)
        }
        try check(sent)
        awaited += 1
    }

    /// Sends a statement whose result is of no interest, at once.
    func sendWithoutWaiting(_ statement: PostgreSQLStatement) {
        guard (try? send(statement)) != nil, library.pipelineSync(connection) == 1 else {
            isBroken = true
            return
        }
        unneeded += awaited
        awaited = 0
    }

    /// Sends what is queued and returns the results, one per statement.
    ///
    /// - Throws: The first ``PostgreSQLFailure``, after all results have been read.
    func receive() throws -> [PostgreSQLResult] {
        if unneeded > 0 {
            // Failures of these don't matter; a broken connection shows below.
            let count = unneeded
            unneeded = 0
            // The synchronization point behind them was sent with them.
            _ = try? receiveResults(count)
        }
        let count = awaited
        awaited = 0
        guard count > 0 else { return [] }
        try check(library.pipelineSync(connection))
        return try receiveResults(count)
    }

    private func receiveResults(_ count: Int) throws -> [PostgreSQLResult] {
        var results: [PostgreSQLResult] = []
        results.reserveCapacity(count)
        var failure: PostgreSQLFailure?
        for _ in 0..<count {
            // A statement's results end with nothing.
            while let pointer = library.getResult(connection) {
                let result = PostgreSQLResult(pointer, library)
                if let found = result.failure {
                    failure = failure ?? found
                } else {
                    results.append(result)
                }
            }
            if library.status(connection) != LibPQ.connectionOK { throw broken(failure) }
        }
        guard let end = library.getResult(connection).map({ PostgreSQLResult($0, library) }), end.isSynchronizationPoint
        else {
            throw broken(failure)
        }
        if let failure { throw failure }
        return results
    }

    /// Ends the transaction without its effects, or the session if that fails.
    func rollBack() {
        do {
            if awaited > 0 {
                // Arguments that could not be encoded left statements in the queue.
                _ = try? receive()
            }
            guard isUsable else { return }
            try send(.rollBack)
            _ = try receive()
        } catch {
            isBroken = true
        }
    }

    private func check(_ sent: CInt) throws {
        guard sent == 1 else { throw broken(nil) }
    }

    /// Marks the session as lost. The server may have said why before it hung up.
    private func broken(_ failure: PostgreSQLFailure?) -> PostgreSQLFailure {
        isBroken = true
        var lost = failure ?? PostgreSQLFailure.lost(connection, library)
        lost.remedy = .reconnect
        lost.error = DatabaseError(.unavailable, lost.error.message)
        return lost
    }
}

// MARK: Prepared statements

extension PostgreSQLSession {
    func preparedStatement(for sql: String) -> PostgreSQLStatement? {
        guard let index = statements.index(forKey: sql) else { return nil }
        clock += 1
        statements.values[index].used = clock
        return statements.values[index].statement
    }

    func prepare(_ sql: String) throws -> PostgreSQLStatement {
        let numbered = PostgreSQLPlaceholders.numbered(sql)
        try SQLArguments.check(count: numbered.count, sql: sql)
        if statements.count >= maximumStatements { try forgetOldStatements() }
        prepared += 1
        var statement = PostgreSQLStatement(name: "s\(prepared)", sql: sql)
        try check(library.sendPrepare(connection, statement.name, numbered.sql, 0, nil))
        try check(library.sendDescribePrepared(connection, statement.name))
        awaited += 2
        guard let description = try receive().last else { throw broken(nil) }
        statement.parameterTypes = description.parameterTypes
        statement.columnTypes = description.columnTypes
        statement.columns = SQLRow.Columns(description.columnNames)
        clock += 1
        statements[sql] = (statement, clock)
        return statement
    }

    /// Drops the half that has not been used for longest, in the round trip that follows.
    private func forgetOldStatements() throws {
        let oldest = statements.values.sorted { $0.used < $1.used }.prefix(maximumStatements / 2)
        for (statement, _) in oldest {
            try check(
                library.sendQueryParams(connection, "DEALLOCATE \(statement.name)", 0, nil, nil, nil, nil, 0))
            awaited += 1
            statements[statement.sql] = nil
        }
    }
}
