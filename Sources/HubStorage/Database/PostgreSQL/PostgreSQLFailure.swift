/// A failed call and what may help against it.
struct PostgreSQLFailure: Error {
    enum Remedy {
        case none
        /// The same transaction again, on any session.
        case `repeat`
        /// The same transaction on a new session.
        case reconnect
    }

    var error: DatabaseError
    var remedy = Remedy.none

    func naming(_ sql: String) -> PostgreSQLFailure {
        PostgreSQLFailure(error: DatabaseError(error.code, error.message, sql: sql), remedy: remedy)
    }

    /// The connection itself failed.
    static func lost(_ connection: LibPQ.Connection, _ library: LibPQ) -> PostgreSQLFailure {
        let message = library.errorMessage(connection).map { trimmed(String(cString: $0)) } ?? ""
        let error =
            message.isEmpty ? DatabaseError.lostConnection : DatabaseError(.unavailable, message)
        return PostgreSQLFailure(error: error, remedy: .reconnect)
    }

    /// The server refused.
    ///
    /// - Parameter state: The five letters of SQLSTATE; empty if the error did not come from the server.
    init(state: String, message: String) {
        self.error = DatabaseError(Self.code(of: state), Self.trimmed(message))
        switch state {
        case "40001", "40P01":
            self.remedy = .repeat
        case "0A000" where message.contains("cached plan"), "26000":
            // Statements this session has prepared no longer fit the schema, or are gone.
            self.remedy = .reconnect
        default:
            if error.code == .unavailable { self.remedy = .reconnect }
        }
    }

    init(error: DatabaseError, remedy: Remedy = .none) {
        self.error = error
        self.remedy = remedy
    }

    private static func code(of state: String) -> DatabaseError.Code {
        switch state {
        case "23505": .uniqueViolation
        case "23503": .foreignKeyViolation
        case "40001", "40P01", "55P03": .busy
        case "", "57P01", "57P02", "57P03", "57P05", "53300": .unavailable
        case _ where state.hasPrefix("23"): .constraintViolation
        case _ where state.hasPrefix("08"): .unavailable
        default: .other
        }
    }

    private static func trimmed(_ message: String) -> String {
        var message = message[...]
        while message.last?.isWhitespace == true { message.removeLast() }
        return String(message)
    }
}

extension DatabaseError {
    static let lostConnection = DatabaseError(.unavailable, "the connection to the database was lost")
}
