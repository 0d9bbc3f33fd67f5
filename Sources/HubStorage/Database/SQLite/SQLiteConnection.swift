import GRDB
import GRDBSQLite

/// A connection of the pool while a transaction runs on it.
///
/// Statements stay prepared on their connection (``SQLiteStatements``) and are stepped through SQLite's own interface: a point read costs
/// microseconds, and a layer that decodes values generically would cost more than the query.
final class SQLiteConnection: SQLConnection {
    let dialect = SQLDialect.sqlite

    private let database: GRDB.Database
    private let statements: SQLiteStatements
    /// The first error of a statement. As in PostgreSQL it dooms the transaction, so that code which swallows it
    /// behaves the same on both databases.
    private var failure: (any Error)?

    private init(_ database: GRDB.Database, _ statements: SQLiteStatements) {
        self.database = database
        self.statements = statements
    }

    /// Runs `body`, throwing when a statement failed even if `body` went on.
    static func run<Value>(
        on database: GRDB.Database, statements: SQLiteStatements, _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        let connection = SQLiteConnection(database, statements)
        let value = try body(connection)
        if let failure = connection.failure { throw failure }
        return value
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try execute(sql, batches: [arguments])
    }

    func execute(_ sql: String, batches: [[SQLValue]]) throws -> Int {
        try withStatement(sql, batches) { statement in
            var changed = 0
            for arguments in batches {
                try bind(arguments, to: statement, sql: sql)
                let before = sqlite3_total_changes(database.sqliteConnection)
                while try step(statement, sql: sql) {}
                // The count of changes keeps its old value when a statement changes nothing by its nature.
                if sqlite3_total_changes(database.sqliteConnection) != before {
                    changed += Int(sqlite3_changes(database.sqliteConnection))
                }
                sqlite3_reset(statement)
            }
            return changed
        }
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try withStatement(sql, [arguments]) { statement in
            try bind(arguments, to: statement, sql: sql)
            var rows: [SQLRow] = []
            guard try step(statement, sql: sql) else { return rows }
            // After the first step: SQLite may have prepared the statement anew for a changed schema.
            let count = sqlite3_column_count(statement)
            let columns = SQLRow.Columns(
                (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" })
            repeat {
                let values = (0..<count).map { column(statement, $0) }
                rows.append(SQLRow(columns: columns, values: values))
            } while try step(statement, sql: sql)
            return rows
        }
    }
}

extension SQLiteConnection {
    private func withStatement<Value>(
        _ sql: String, _ batches: [[SQLValue]], _ body: (OpaquePointer) throws -> Value
    ) throws -> Value {
        if let failure { throw failure }
        do {
            for arguments in batches { try SQLArguments.check(arguments, sql: sql) }
            return try withExtendedLifetime(try statements.statement(sql, on: database)) { prepared in
                let statement = prepared.sqliteStatement
                defer {
                    sqlite3_reset(statement)
                    // Don't keep large blobs alive as long as the statement.
                    sqlite3_clear_bindings(statement)
                }
                return try body(statement)
            }
        } catch {
            let translated = (error as? GRDB.DatabaseError).map(SQLiteError.translate) ?? error
            failure = translated
            throw translated
        }
    }

    /// Returns whether there is a row to read.
    private func step(_ statement: OpaquePointer, sql: String) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw SQLiteError.last(on: database.sqliteConnection, sql: sql)
        }
    }

    private func bind(_ arguments: [SQLValue], to statement: OpaquePointer, sql: String) throws {
        let wanted = Int(sqlite3_bind_parameter_count(statement))
        guard wanted == arguments.count else {
            throw DatabaseError(.other, "\(arguments.count) arguments for \(wanted) placeholders", sql: sql)
        }
        var index: CInt = 0
        for argument in arguments {
            index += 1
            guard bind(argument, to: statement, at: index) == SQLITE_OK else {
                throw SQLiteError.last(on: database.sqliteConnection, sql: sql)
            }
        }
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: CInt) -> CInt {
        // Tells SQLite to copy the bytes, which are only lent here. A macro in C.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null:
            return sqlite3_bind_null(statement, index)
        case .integer(let value):
            return sqlite3_bind_int64(statement, index, value)
        case .real(let value):
            return sqlite3_bind_double(statement, index, value)
        case .text(var value):
            return value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // An empty string may have no address, which SQLite would take for NULL.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(statement, index, "", 0, transient)
                    }
                    return sqlite3_bind_text64(
                        statement, index, start, UInt64(characters.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let value):
            guard !value.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return value.withUnsafeBytes { bytes in
                sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), transient)
            }
        }
    }

    private func column(_ statement: OpaquePointer, _ index: CInt) -> SQLValue {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT:
            return .real(sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, index) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(statement, index) else { return .blob([]) }
            return .blob(
                [UInt8](
                    UnsafeRawBufferPointer(
                        start: start, count: Int(sqlite3_column_bytes(statement, index)))))
        default:
            return .null
        }
    }
}
