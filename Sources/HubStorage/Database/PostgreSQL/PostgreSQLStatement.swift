import CLibPQ

/// A statement prepared on one session, with the types the server found for it.
struct PostgreSQLStatement {
    let name: String
    let sql: String
    var parameterTypes: [Oid] = []
    var columnTypes: [Oid] = []
    var columns = SQLRow.Columns([])

    /// Prepared on every session when it connects.
    static let beginRead = PostgreSQLStatement(
        name: "begin_read", sql: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    static let beginWrite = PostgreSQLStatement(
        name: "begin_write", sql: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    static let commit = PostgreSQLStatement(name: "commit", sql: "COMMIT")
    static let rollBack = PostgreSQLStatement(name: "roll_back", sql: "ROLLBACK")
}

/// The types we exchange with the server, by their fixed numbers in its catalogue.
enum PostgreSQLType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let char: Oid = 18
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let oid: Oid = 26
    static let json: Oid = 114
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let unknown: Oid = 705
    static let bpchar: Oid = 1042
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700
    static let void: Oid = 2278
}
