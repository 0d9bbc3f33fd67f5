/// A statement prepared on one session, with the types the server found for it.
struct PostgreSQLStatement {
    let name: String
    let sql: String
    var parameterTypes: [LibPQ.Oid] = []
    var columnTypes: [LibPQ.Oid] = []
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
    static let bool: LibPQ.Oid = 16
    static let bytea: LibPQ.Oid = 17
    static let char: LibPQ.Oid = 18
    static let name: LibPQ.Oid = 19
    static let int8: LibPQ.Oid = 20
    static let int2: LibPQ.Oid = 21
    static let int4: LibPQ.Oid = 23
    static let text: LibPQ.Oid = 25
    static let oid: LibPQ.Oid = 26
    static let json: LibPQ.Oid = 114
    static let float4: LibPQ.Oid = 700
    static let float8: LibPQ.Oid = 701
    static let unknown: LibPQ.Oid = 705
    static let bpchar: LibPQ.Oid = 1042
    static let varchar: LibPQ.Oid = 1043
    static let numeric: LibPQ.Oid = 1700
    static let void: LibPQ.Oid = 2278
}
