import GRDB
import GRDBSQLite

/// Translates SQLite's result codes.
enum SQLiteError {
    static func translate(_ error: GRDB.DatabaseError) -> any Error {
        make(
            extendedCode: error.extendedResultCode.rawValue,
            message: error.message ?? "\(error.extendedResultCode)", sql: error.sql)
    }

    /// The error of the last call on a connection.
    static func last(on connection: OpaquePointer?, sql: String) -> any Error {
        make(
            extendedCode: sqlite3_extended_errcode(connection),
            message: String(cString: sqlite3_errmsg(connection)), sql: sql)
    }

    private static func make(extendedCode: CInt, message: String, sql: String?) -> any Error {
        // Only the cancellation of a task interrupts a statement.
        if extendedCode == SQLITE_INTERRUPT { return CancellationError() }
        return DatabaseError(code(of: extendedCode), message, sql: sql)
    }

    private static func code(of extendedCode: CInt) -> DatabaseError.Code {
        // The C header builds the extended codes with macros Swift does not import: primary | number << 8.
        switch extendedCode {
        case SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 10 << 8:
            return .uniqueViolation  // primary key, unique, row id
        case SQLITE_CONSTRAINT | 3 << 8:
            return .foreignKeyViolation
        default: break
        }
        switch extendedCode & 0xff {
        case SQLITE_CONSTRAINT: return .constraintViolation
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_NOTADB, SQLITE_PERM: return .unavailable
        default: return .other
        }
    }
}
