/// The server's answer to one statement.
final class PostgreSQLResult {
    private let result: LibPQ.Result
    private let library: LibPQ

    init(_ result: LibPQ.Result, _ library: LibPQ) {
        self.result = result
        self.library = library
    }

    deinit { library.clear(result) }

    var failure: PostgreSQLFailure? {
        switch library.resultStatus(result) {
        case LibPQ.Status.fatalError, LibPQ.Status.badResponse:
            PostgreSQLFailure(state: field("C"), message: field("M"))
        case LibPQ.Status.pipelineAborted:
            // Follows from the failure of a statement before it, which has been noted.
            PostgreSQLFailure(error: DatabaseError(.other, "not run because an earlier statement failed"))
        default: nil
        }
    }

    var isSynchronizationPoint: Bool { library.resultStatus(result) == LibPQ.Status.pipelineSync }

    /// What was done: `COMMIT`, `INSERT 0 1`.
    var command: String { library.cmdStatus(result).map { String(cString: $0) } ?? "" }

    var changedRows: Int {
        // A query reports how many rows it returned.
        command.hasPrefix("SELECT") ? 0 : library.cmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    var parameterTypes: [LibPQ.Oid] { (0..<library.nparams(result)).map { library.paramtype(result, $0) } }
    var columnTypes: [LibPQ.Oid] { (0..<library.nfields(result)).map { library.ftype(result, $0) } }
    var columnNames: [String] {
        (0..<library.nfields(result)).map { column in library.fname(result, column).map { String(cString: $0) } ?? "" }
    }

    func rows(of statement: PostgreSQLStatement) throws -> [SQLRow] {
        let types = statement.columnTypes
        guard Int(library.nfields(result)) == types.count else {
            throw DatabaseError(.unexpectedValue, "the number of columns has changed", sql: statement.sql)
        }
        return try (0..<library.ntuples(result)).map { row in
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

    private func value(_ row: CInt, _ column: CInt, _ type: LibPQ.Oid) -> SQLValue? {
        guard library.getisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: library.getvalue(result, row, column), count: Int(library.getlength(result, row, column)))
        return PostgreSQLValue.decode(bytes, type)
    }

    /// A field of an error: `C` is its SQLSTATE, `M` its message.
    private func field(_ letter: Unicode.Scalar) -> String {
        if let text = library.resultErrorField(result, CInt(letter.value)) { return String(cString: text) }
        // An error of the library itself has no fields.
        return letter == "M" ? library.resultErrorMessage(result).map { String(cString: $0) } ?? "" : ""
    }
}
