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

    /// - Parameters:
    ///   - caller: Decides which private repos are among them.
    ///   - plan: How the page is to be found; nil to choose.
    func page(_ query: RepoListQuery, _ caller: Caller, plan: RepoListPlan? = nil) throws -> [Repo] {
        try ReposStore(db).find(ids: try ids(query, caller, plan))
    }

    private func ids(_ query: RepoListQuery, _ caller: Caller, _ plan: RepoListPlan?) throws -> [Int64] {
        if query.filters.contains(.nothing) { return [] }
        // The rarest first: where it fails, the others are not looked at.
        let counts = try query.filters.compactMap { filter in
            try estimates.count(filter, db).map { RepoListPlan.Count(filter: filter, count: $0) }
        }.sorted { $0.count < $1.count }
        let order = counts.map(\.filter)
        var query = query
        query.filters = order + query.filters.filter { !order.contains($0) }

        let plan =
            try plan
            ?? RepoListPlan.choose(
                counts, total: try estimates.total(query.type, db), limit: query.limit
            ) { try estimates.count(both: $0, $1, db) }
        switch plan {
        case .gather(let filter): return try gather(filter.posting(db.dialect), query, caller)
        case .gatherBoth(let rare, let other):
            return try gather(RepoListFilter.posting(both: rare, other, db.dialect), query, caller)
        case .walk(window: nil): return try walk(query, caller, until: nil)
        case .walk(let window?):
            guard let end = try place(window, query) else { return try walk(query, caller, until: nil) }
            let found = try walk(query, caller, until: end)
            guard found.count < query.limit, let rarest = order.first else { return found }
            // The filters exclude one another more than their numbers tell.
            return try gather(rarest.posting(db.dialect), query, caller)
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

    private func gather(_ posting: SQLPiece?, _ query: RepoListQuery, _ caller: Caller) throws -> [Int64] {
        guard let posting else { return [] }
        let conditions = Self.conditions(query, caller)
        // Both databases are made to look each gathered repo up by its id, whatever they think of the conditions.
        let source =
            switch db.dialect {
            case .sqlite: "gathered CROSS JOIN repos WHERE repos.id = gathered.repo_id AND \(conditions.sql)"
            case .postgresql:
                """
                gathered CROSS JOIN LATERAL
                (SELECT * FROM repos WHERE repos.id = gathered.repo_id AND \(conditions.sql) OFFSET 0) AS repos
                """
            }
        return try db.rows(
            """
            WITH gathered AS MATERIALIZED (\(posting.sql))
            SELECT repos.id AS id FROM \(source) \(Self.order(query)) LIMIT ?
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

    /// The repos a caller may see, as a condition on the row `repos`: what ``Access/canRead(_:_:)`` says of one.
    static func visible(_ caller: Caller) -> SQLPiece {
        guard let user = caller.user else { return SQLPiece("repos.visibility = 'public'") }
        var pieces: [SQLPiece] = []
        if !user.account.isAdmin {
            let owners = caller.visibleOwners
            pieces.append(
                SQLPiece("repos.owner_id IN (\(HistoryStore.marks(owners.count)))", owners.map(SQLValue.integer)))
        }
        if user.grant.role == .fineGrained { pieces.append(covered(by: user.grant.scopes)) }
        if pieces.isEmpty { return SQLPiece("1 = 1") }
        return SQLPiece(
            "(repos.visibility = 'public' OR (\(pieces.map(\.sql).joined(separator: " AND "))))",
            pieces.flatMap(\.arguments))
    }

    /// The repos that a token's scopes name, each or by their owner.
    private static func covered(by scopes: [TokenScope]) -> SQLPiece {
        if scopes.isEmpty { return SQLPiece("1 = 0") }
        let entities = scopes.map { $0.entity.lowercased() }
        return SQLPiece(
            "(" + entities.map { _ in "repos.full_key LIKE ? ESCAPE '!'" }.joined(separator: " OR ") + ")",
            entities.map { .text(LikePattern.escaped($0) + ($0.contains("/") ? "" : "/%")) })
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
