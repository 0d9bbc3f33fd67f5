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
        let counts = try counts(query.filters)
        let order = counts.map(\.filter)
        var query = query
        query.filters = order + query.filters.filter { !order.contains($0) }

        let plan =
            try plan
            ?? RepoListPlan.choose(
                counts, total: try estimates.total(query.type, db), limit: query.limit
            ) { try estimates.count(both: $0, $1, query.type, db) }
        let found = try ids(query, caller, by: plan)
        guard !found.isAll, let rarest = order.first else { return found.ids }
        // The filters exclude one another more than their numbers tell.
        return try ids(query, caller, by: .gathering(rarest, order.compactMap(\.tagName))).ids
    }

    /// The rarest first: where it fails, the others are not looked at.
    private func counts(_ filters: [RepoListFilter]) throws -> [RepoListPlan.Count] {
        let counts = try filters.compactMap { filter in
            try estimates.count(filter, db).map { RepoListPlan.Count(filter: filter, count: $0) }
        }
        let frequent = counts.filter { $0.count == RepoListPlan.countedUpTo }
        guard frequent.count > 1 else { return counts.sorted { $0.count < $1.count } }
        // They were not counted to the end.
        let reaches = try frequent.reduce(into: [RepoListFilter: Int64]()) { reaches, one in
            reaches[one.filter] = try one.filter.tagName.map { try estimates.reach($0, db) }
        }
        return counts.sorted {
            ($0.count, reaches[$0.filter] ?? .max) < ($1.count, reaches[$1.filter] ?? .max)
        }
    }

    /// - Returns: Whether these are all of the page, too: not if it might have been filled behind a window.
    private func ids(
        _ query: RepoListQuery, _ caller: Caller, by plan: RepoListPlan
    ) throws -> (ids: [Int64], isAll: Bool) {
        switch plan {
        case .gather(let filter):
            guard let posting = filter.posting(db.dialect) else { return ([], true) }
            return (try gather(posting, withRepos: filter.postsRepos(db.dialect), query, caller), true)
        case .gatherBoth(let rare, let other):
            let posting = RepoListFilter.posting(both: rare, other, db.dialect)
            return (try gather(posting, withRepos: false, query, caller), true)
        case .walk(let window): return try walk(query, caller, window: window)
        }
    }

    // MARK: The two ways

    /// - Parameter window: At most so many repos are looked at; nil for all.
    /// - Returns: Whether these are all of the page, too: not if it might have been filled behind the window.
    func walk(
        _ query: RepoListQuery, _ caller: Caller, window: Int?
    ) throws -> (ids: [Int64], isAll: Bool) {
        guard let window, let end = try place(window, query) else {
            return (try walk(query, caller, until: nil), true)
        }
        let found = try walk(query, caller, until: end)
        return (found, found.count == query.limit)
    }

    private func walk(
        _ query: RepoListQuery, _ caller: Caller, until end: RepoListQuery.Place?
    ) throws -> [Int64] {
        var conditions = conditions(query, caller)
        if let end {
            conditions.sql = Self.comparison(query, query.descending ? ">=" : "<=") + " AND " + conditions.sql
            conditions.arguments = [.integer(end.value), .integer(end.id)] + conditions.arguments
        }
        return try db.rows(
            "SELECT repos.id AS id FROM repos WHERE \(conditions.sql) \(Self.order(query)) LIMIT ?",
            conditions.arguments + [.integer(query.limit)]
        ).map { try $0.integer("id") }
    }

    private func gather(
        _ posting: SQLPiece, withRepos: Bool, _ query: RepoListQuery, _ caller: Caller
    ) throws -> [Int64] {
        let conditions = conditions(query, caller)
        let gathered = Self.gathered("repos.id AS id", posting.sql, withRepos, conditions.sql, db.dialect)
        return try db.rows(
            "\(gathered) \(Self.order(query)) LIMIT ?",
            posting.arguments + conditions.arguments + [.integer(query.limit)]
        ).map { try $0.integer("id") }
    }

    /// A `SELECT` of those repos of a posting that meet conditions. Both databases are made to take the posting's index,
    /// and to look each repo up by its id if it isn't there already, whatever they think of the conditions.
    static func gathered(
        _ columns: String, _ posting: String, _ withRepos: Bool, _ conditions: String, _ dialect: SQLDialect
    ) -> String {
        switch dialect {
        case .sqlite:
            """
            WITH gathered AS MATERIALIZED (\(posting)) SELECT \(columns) FROM gathered CROSS JOIN repos
            WHERE repos.id = gathered.repo_id AND \(conditions)
            """
        case .postgresql where withRepos:
            "SELECT \(columns) FROM (\(posting) OFFSET 0) AS repos WHERE \(conditions)"
        case .postgresql:
            """
            WITH gathered AS MATERIALIZED (\(posting)) SELECT \(columns) FROM gathered CROSS JOIN LATERAL
            (SELECT * FROM repos WHERE repos.id = gathered.repo_id AND \(conditions) OFFSET 0) AS repos
            """
        }
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

    private func conditions(_ query: RepoListQuery, _ caller: Caller) -> SQLPiece {
        let pieces = [Self.ordered(query), Self.visible(caller)] + query.filters.map { $0.condition(db.dialect) }
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
