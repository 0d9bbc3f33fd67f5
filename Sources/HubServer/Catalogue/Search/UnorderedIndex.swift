import HubStorage

/// The newest matches of an index of PostgreSQL that has no order: those of words and of parts of names. Such an index
/// names all matches quickly; looking each up where it lies takes far longer. So of conditions that many rows meet,
/// only those among the newest rows are looked up, which the index of ids tells: among as many of them as are likely
/// to hold enough.
struct UnorderedIndex {
    /// Rows with ids that grow with time.
    struct Table: Hashable {
        let name: String
        let id: String

        static let texts = Table(name: "repo_texts", id: "repo_id")
        static let repos = Table(name: "repos", id: "id")
    }

    /// So many of the newest rows tell how many meet the condition.
    private static let sample = 250
    /// How long the index takes to name a match, measured by how long it takes to look into the row next to the last.
    private static let naming = 0.1
    /// More of the newest rows are looked at than seems to be needed.
    private static let margin = 1.3

    let table: Table
    /// On the columns of the table.
    let condition: SQLPiece
    let db: any SQLConnection
    let estimates: RepoListEstimates

    /// The newest first: all matches, or as many as the limit says.
    ///
    /// - Parameter columns: What rows are to have beside `id`.
    func newest(_ limit: Int, columns: [String] = []) throws -> [SQLRow] {
        let columns = (["\(table.id) AS id"] + columns).joined(separator: ", ")
        let seen = try estimates.seen(table, db)
        let rows = Double(seen.rows)
        let sampled = try walk(over: Self.sample, limit, columns).count
        let share = Double(max(sampled, 1)) / Double(Self.sample)
        // What must be walked over shrinks with the share of rows that meet the condition, as what the index names
        // grows with it.
        if share >= (Double(limit) / (Self.naming * rows)).squareRoot() {
            let walked = try walk(over: Int(2 * Double(limit) / share), limit, columns)
            if walked.count == limit { return walked }
        }
        // Too rare for the sample to tell.
        if sampled < 3, let found = try all(upTo: 2 * limit, columns) { return Array(found.prefix(limit)) }
        var part = Self.margin * Double(limit) / (share * rows)
        while part <= 0.5 {
            let found = try newest(limit, columns, since: seen.beginning(ofNewest: part))
            if found.count == limit { return found }
            part *= max(2, Self.margin * Double(limit) / Double(max(found.count, 1)))
        }
        return try newest(limit, columns, since: 0)
    }

    private func walk(over window: Int, _ limit: Int, _ columns: String) throws -> [SQLRow] {
        try db.rows(
            """
            SELECT \(columns) FROM (
                SELECT * FROM \(table.name) ORDER BY \(table.id) DESC LIMIT ?
            ) AS \(table.name) WHERE \(condition.sql) ORDER BY \(table.id) DESC LIMIT ?
            """, [.integer(window)] + condition.arguments + [.integer(limit)])
    }

    /// All matches; nil if there are more than the limit says. Materialized, so that the index is asked, whatever the
    /// database thinks of the condition.
    private func all(upTo limit: Int, _ columns: String) throws -> [SQLRow]? {
        let found = try db.rows(
            """
            WITH found AS MATERIALIZED (SELECT \(columns) FROM \(table.name) WHERE \(condition.sql))
            SELECT * FROM (SELECT * FROM found LIMIT ?) AS few ORDER BY id DESC
            """, condition.arguments + [.integer(limit + 1)])
        return found.count > limit ? nil : found
    }

    /// The newest matches with ids from here on.
    private func newest(_ limit: Int, _ columns: String, since beginning: Int64) throws -> [SQLRow] {
        try db.rows(
            """
            WITH found AS MATERIALIZED (
                SELECT \(columns) FROM \(table.name) WHERE \(condition.sql) AND \(table.id) >= ?)
            SELECT * FROM found ORDER BY id DESC LIMIT ?
            """, condition.arguments + [.integer(beginning), .integer(limit)])
    }
}

/// What PostgreSQL last saw of a table.
struct SeenTable: Sendable {
    /// About how many there are; 1 if it hasn't looked yet.
    let rows: Int64
    /// Ids between which there are about as many rows each time. None if it hasn't looked yet.
    let bounds: [Int64]

    init(_ table: UnorderedIndex.Table, _ db: any SQLConnection) throws {
        let found = try db.rows(
            """
            SELECT reltuples::bigint AS count, bound FROM pg_class LEFT JOIN LATERAL (
                SELECT UNNEST(histogram_bounds::text::bigint[]) AS bound FROM pg_stats
                WHERE schemaname = CURRENT_SCHEMA AND tablename = ? AND attname = ?
            ) AS seen ON TRUE WHERE oid = CAST(? AS TEXT)::regclass ORDER BY bound
            """, .text(table.name), .text(table.id), .text(table.name))
        rows = max(try found.first?.integer("count") ?? 0, 1)
        bounds = try found.compactMap { try $0.integerOrNil("bound") }
    }

    /// The id with which about so large a part of the rows begins, the newest; 0 if that isn't known.
    func beginning(ofNewest part: Double) -> Int64 {
        let last = bounds.count - 1
        return last < 1 ? 0 : bounds[min(last - 1, max(0, Int((1 - part) * Double(last))))]
    }
}
