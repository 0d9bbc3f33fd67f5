import HubAPI
import HubStorage

/// Lists of repos, a page at a time by key, so that page 1,000 costs what page 1 does.
struct RepoListStore {
    private let db: any SQLConnection
    private let estimates: RepoListEstimates

    init(_ db: any SQLConnection, _ estimates: RepoListEstimates) {
        self.db = db
        self.estimates = estimates
    }

    /// - Parameter caller: Decides which private repos are among them.
    func page(_ query: RepoListQuery, _ caller: Caller) throws -> [Repo] {
        try ReposStore(db).find(ids: try ids(query, caller))
    }

    private func ids(_ query: RepoListQuery, _ caller: Caller) throws -> [Int64] {
        if query.filters.contains(.nothing) { return [] }
        let counts = try query.filters.compactMap { filter in
            try estimates.count(filter, db).map { (filter: filter, count: $0) }
        }
        // The rarest first: where it fails, the others are not looked at.
        let order = counts.sorted { $0.count < $1.count }.map(\.filter)
        var query = query
        query.filters = order + query.filters.filter { !order.contains($0) }

        let plan = RepoListPlan.choose(
            counts: counts, total: try estimates.total(query.type, db), limit: query.limit)
        switch plan {
        case .gather(let filter): return try gather(filter, query, caller)
        case .walk(window: nil): return try walk(query, caller, until: nil)
        case .walk(let window?):
            guard let end = try place(window, query) else { return try walk(query, caller, until: nil) }
            let found = try walk(query, caller, until: end)
            guard found.count < query.limit, let rarest = order.first else { return found }
            // The filters exclude one another more than their numbers tell.
            return try gather(rarest, query, caller)
        }
    }

    // MARK: The two ways

    private func walk(
        _ query: RepoListQuery, _ caller: Caller, until end: RepoListQuery.Place?
    ) throws -> [Int64] {
        var conditions = Self.conditions(query, caller)
        if let end {
            conditions.sql = Self.comparison(query, query.descending ? ">=" : "<=") + " AND " + conditions.sql
            conditions.arguments = [.integer(end.value), .integer(end.id)] + conditions.arguments
        }
        return try db.rows(
            "SELECT repos.id AS id FROM repos WHERE \(conditions.sql) \(Self.order(query)) LIMIT ?",
            conditions.arguments + [.integer(query.limit)]
        ).map { try $0.integer("id") }
    }

    private func gather(_ filter: RepoListFilter, _ query: RepoListQuery, _ caller: Caller) throws -> [Int64] {
        guard let posting = filter.posting(db.dialect) else { return [] }
        let conditions = Self.conditions(query, caller)
        return try db.rows(
            """
            WITH gathered AS MATERIALIZED (\(posting.sql))
            SELECT repos.id AS id FROM gathered CROSS JOIN repos
            WHERE repos.id = gathered.repo_id AND \(conditions.sql)
            \(Self.order(query)) LIMIT ?
            """, posting.arguments + conditions.arguments + [.integer(query.limit)]
        ).map { try $0.integer("id") }
    }

    /// Where a walk over so many repos ends; nil if there are no more than that.
    private func place(_ window: Int, _ query: RepoListQuery) throws -> RepoListQuery.Place? {
        let ordered = Self.ordered(query)
        return try db.rows(
            """
            SELECT repos.\(query.sort.rawValue) AS value, repos.id AS id FROM repos
            WHERE \(ordered.sql) \(Self.order(query)) LIMIT 1 OFFSET \(window)
            """, ordered.arguments
        ).first.map { RepoListQuery.Place(value: try $0.integer("value"), id: try $0.integer("id")) }
    }

    // MARK: Pieces

    /// What an index alone answers: the type, and the place where the page begins.
    private static func ordered(_ query: RepoListQuery) -> SQLPiece {
        var piece = SQLPiece("repos.type = ?", .text(query.type.rawValue))
        if let after = query.after {
            piece.sql += " AND " + comparison(query, query.descending ? "<" : ">")
            piece.arguments += [.integer(after.value), .integer(after.id)]
        }
        return piece
    }

    private static func comparison(_ query: RepoListQuery, _ sign: String) -> String {
        "(repos.\(query.sort.rawValue), repos.id) \(sign) (?, ?)"
    }

    private static func order(_ query: RepoListQuery) -> String {
        let direction = query.descending ? "DESC" : "ASC"
        return "ORDER BY repos.\(query.sort.rawValue) \(direction), repos.id \(direction)"
    }

    private static func conditions(_ query: RepoListQuery, _ caller: Caller) -> SQLPiece {
        let pieces = [ordered(query), visible(caller)] + query.filters.map(\.condition)
        var all = SQLPiece(pieces.map(\.sql).joined(separator: " AND "))
        all.arguments = pieces.flatMap(\.arguments)
        return all
    }

    /// The repos a caller may see, as a condition on the row `repos`.
    static func visible(_ caller: Caller) -> SQLPiece {
        if caller.user?.account.isAdmin == true { return SQLPiece("1 = 1") }
        let owners = caller.visibleOwners
        if owners.isEmpty { return SQLPiece("repos.visibility = 'public'") }
        var piece = SQLPiece(
            "(repos.visibility = 'public' OR repos.owner_id IN (\(owners.map { _ in "?" }.joined(separator: ", "))))")
        piece.arguments = owners.map(SQLValue.integer)
        return piece
    }

    /// How many repos of a type the caller may see.
    static func count(_ type: RepoType, _ caller: Caller, _ db: any SQLConnection) throws -> Int64 {
        let visible = visible(caller)
        return try db.rows(
            "SELECT COUNT(*) AS count FROM repos WHERE repos.type = ? AND " + visible.sql,
            [.text(type.rawValue)] + visible.arguments
        ).first?.integer("count") ?? 0
    }

    /// The sort column's value of a repo, for the cursor.
    static func place(_ repo: Repo, _ sort: RepoListQuery.Sort) -> RepoListQuery.Place {
        let value =
            switch sort {
            case .createdAt: repo.createdAt.milliseconds
            case .lastModified: repo.lastModified.milliseconds
            case .downloads: repo.downloads
            case .likes: repo.likes
            case .trendingScore: repo.trendingScore
            }
        return RepoListQuery.Place(value: value, id: repo.id)
    }
}
