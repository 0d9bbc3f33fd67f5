/// What both databases refuse in the arguments of a statement, before anything reaches them.
enum SQLArguments {
    /// The most arguments one statement takes. PostgreSQL's library holds a description of more than 7,498 for
    /// garbage and gives the connection up; SQLite stops at 32,766 where it was built as usual.
    static let maximumCount = 7_000

    /// - Throws: ``DatabaseError`` without the values, which may be secret.
    static func check(_ arguments: [SQLValue], sql: String) throws {
        try check(count: arguments.count, sql: sql)
        for case .text(let text) in arguments where text.utf8.contains(0) {
            // PostgreSQL stores no such text; SQLite would, and then compare and measure it only up to there.
            throw DatabaseError(.invalidText, "text with a NUL character", sql: sql)
        }
    }

    static func check(count: Int, sql: String) throws {
        guard count <= maximumCount else {
            throw DatabaseError(
                .other, "\(count) arguments; a statement takes at most \(maximumCount)", sql: sql)
        }
    }
}
