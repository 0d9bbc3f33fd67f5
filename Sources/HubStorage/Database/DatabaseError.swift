/// What went wrong in the database, in terms that hold for both drivers.
public struct DatabaseError: Error, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A unique or primary key already holds this value.
        case uniqueViolation
        /// A row that others refer to, or a reference to a row that does not exist.
        case foreignKeyViolation
        /// Text that no database takes, because it holds a NUL character.
        case invalidText
        /// Another constraint (NOT NULL, CHECK).
        case constraintViolation
        /// Another writer holds what this one needs, or the transaction must be repeated.
        case busy
        /// The database can't be reached or the connection was lost.
        case unavailable
        /// The stored schema is newer than this program.
        case schemaTooNew
        /// A column is missing or has another type than the code expects.
        case unexpectedValue
        /// Anything else; the message is the database's own.
        case other
    }

    public let code: Code
    public let message: String
    /// The statement that failed, without its arguments, which may be secret.
    public let sql: String?

    public init(_ code: Code, _ message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// A list in a statement may be long, and its end says no more than its beginning.
    private static func shortened(_ sql: String) -> String {
        sql.utf8.count <= 1_000 ? sql : sql.prefix(500) + " … " + sql.suffix(200)
    }

    public var description: String {
        "database: \(message) (\(code.rawValue))" + (sql.map { " in: \(Self.shortened($0))" } ?? "")
    }
}
