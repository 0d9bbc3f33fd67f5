import CLibPQ

/// The server's answer to one statement.
final class PostgreSQLResult {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit { PQclear(result) }

    var failure: PostgreSQLFailure? {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
            PostgreSQLFailure(state: field("C"), message: field("M"))
        case PGRES_PIPELINE_ABORTED:
            // Follows from the failure of a statement before it, which has been noted.
            PostgreSQLFailure(error: DatabaseError(.other, "not run because an earlier statement failed"))
        default: nil
        }
    }

    var isSynchronizationPoint: Bool { PQresultStatus(result) == PGRES_PIPELINE_SYNC }

    /// What was done: `COMMIT`, `INSERT 0 1`.
    var command: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    var changedRows: Int {
        // A query reports how many rows it returned.
        command.hasPrefix("SELECT") ? 0 : PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    var parameterTypes: [Oid] { (0..<PQnparams(result)).map { PQparamtype(result, $0) } }
    var columnTypes: [Oid] { (0..<PQnfields(result)).map { PQftype(result, $0) } }
    var columnNames: [String] {
        (0..<PQnfields(result)).map { column in PQfname(result, column).map { String(cString: $0) } ?? "" }
    }

    func rows(of statement: PostgreSQLStatement) throws -> [SQLRow] {
        let types = statement.columnTypes
        guard Int(PQnfields(result)) == types.count else {
            throw DatabaseError(.unexpectedValue, "the number of columns has changed", sql: statement.sql)
        }
        return try (0..<PQntuples(result)).map { row in
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for (column, type) in types.enumerated() {
                guard let value = value(row, CInt(column), type) else {
                    throw DatabaseError(
                        .unexpectedValue,
                        "column “\(statement.columns.names[column])” has the unknown type \(type): cast it",
                        sql: statement.sql)
                }
                values.append(value)
            }
            return SQLRow(columns: statement.columns, values: values)
        }
    }

    private func value(_ row: CInt, _ column: CInt, _ type: Oid) -> SQLValue? {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        return PostgreSQLValue.decode(bytes, type)
    }

    /// A field of an error: `C` is its SQLSTATE, `M` its message.
    private func field(_ letter: Unicode.Scalar) -> String {
        if let text = PQresultErrorField(result, CInt(letter.value)) { return String(cString: text) }
        // An error of the library itself has no fields.
        return letter == "M" ? PQresultErrorMessage(result).map { String(cString: $0) } ?? "" : ""
    }
}
