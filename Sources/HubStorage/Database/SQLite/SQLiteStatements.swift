import GRDB
import Synchronization

/// Bounds the statements that stay prepared on each connection: the library keeps them in a table that only
/// grows, and lists of different lengths make ever new texts.
final class SQLiteStatements: Sendable {
    /// How many texts a connection keeps. All are dropped when another one comes: preparing those in use again
    /// costs less than it would to know them.
    static let maximumCount = 100
    /// Longer texts hold long lists: running them costs more than preparing them.
    static let maximumLength = 4_096

    /// The texts each connection has prepared. At the address of a connection that is gone there may be a new one,
    /// which then drops its statements earlier.
    private let texts = Mutex<[ObjectIdentifier: Set<String>]>([:])

    /// A statement ready to be bound. Keep it until it has run.
    func statement(_ sql: String, on database: GRDB.Database) throws -> Statement {
        guard sql.utf8.count <= Self.maximumLength else { return try database.makeStatement(sql: sql) }
        let isFull = texts.withLock { texts in
            let connection = ObjectIdentifier(database)
            let count = texts[connection]?.count ?? 0
            guard texts[connection, default: []].insert(sql).inserted, count >= Self.maximumCount else {
                return false
            }
            texts[connection] = [sql]
            return true
        }
        // Drops the prepared statements with it; none of ours runs at this point.
        if isFull { database.clearSchemaCache() }
        return try database.cachedStatement(sql: sql)
    }
}
