import HubAPI
import HubStorage

/// The repos of several types whose ids hold some words, those that trend most first: what a search box shows while
/// somebody types. SQL and nothing else.
///
/// Of words that few ids hold, all are gathered, of all types at once. Of words that more hold, each type is walked
/// through in its order. That ends soon where many meet the words; elsewhere, so many of the first ones and the newest
/// are looked at, because somebody who types waits for each letter.
struct NameSearchStore {
    /// Up to so many are gathered.
    private static let gathered = 2_500
    private static let walked = 1_000
    private static let newest = 1_000

    private let db: any SQLConnection
    private let estimates: RepoListEstimates

    init(_ db: any SQLConnection, _ estimates: RepoListEstimates) {
        self.db = db
        self.estimates = estimates
    }

    /// Ids of repos that the caller may see.
    ///
    /// - Parameter limit: For each type.
    func ids(
        _ words: [String], _ types: [RepoType], limit: Int, _ caller: Caller
    ) throws -> [RepoType: [Int64]] {
        guard !types.isEmpty else { return [:] }
        let filter = RepoListFilter.names(words)
        let count = try estimates.count(filter, db)
        if let count, count < Self.gathered { return try gather(filter, types, limit: limit, nil, caller) }
        var found: [RepoType: [Int64]] = [:]
        var missing: [RepoType] = []
        for type in types {
            var query = RepoListQuery(type: type)
            query.filters = [filter]
            query.limit = limit
            // Words that no index knows have no other way than this one.
            let walked = try RepoListStore(db, estimates).walk(query, caller, window: count == nil ? nil : Self.walked)
            found[type] = walked.ids
            if !walked.isAll { missing.append(type) }
        }
        guard !missing.isEmpty else { return found }
        for (type, ids) in try gather(filter, missing, limit: limit, Self.newest, caller) {
            let walked = found[type] ?? []
            // What the walk has passed over comes behind it.
            found[type] = Array((walked + ids.filter { !walked.contains($0) }).prefix(limit))
        }
        return found
    }

    /// - Parameter newest: How many repos are looked at; nil for all that the index of names has.
    private func gather(
        _ filter: RepoListFilter, _ types: [RepoType], limit: Int, _ newest: Int?, _ caller: Caller
    ) throws -> [RepoType: [Int64]] {
        guard let posting = filter.posting(db.dialect) else { return [:] }
        let visible = RepoListStore.visible(caller)
        let condition = filter.condition(db.dialect)
        let conditions =
            "COALESCE(repos.type, '') IN (\(HistoryStore.marks(types.count))) AND \(visible.sql) AND \(condition.sql)"
        let restriction = newest.map { "ORDER BY repo_id DESC LIMIT \($0)" } ?? ""
        // PostgreSQL sorts by the types' texts as a dictionary would, which takes as long as finding the repos.
        let type = "CASE repos.type WHEN 'model' THEN 1 WHEN 'dataset' THEN 2 ELSE 3 END"
        let place = "ROW_NUMBER() OVER (PARTITION BY \(type) ORDER BY repos.trending_score DESC, repos.id DESC)"
        let gathered = RepoListStore.gathered(
            "repos.id AS id, repos.type AS type, \(place) AS place", "\(posting.sql) \(restriction)",
            filter.postsRepos(db.dialect), conditions, db.dialect)
        let rows = try db.rows(
            "SELECT id, type FROM (\(gathered)) AS placed WHERE place <= ? ORDER BY place",
            posting.arguments + types.map { .text($0.rawValue) } + visible.arguments + condition.arguments
                + [.integer(limit)])
        return try rows.reduce(into: [:]) { found, row in
            guard let type = RepoType(rawValue: try row.text("type")) else { return }
            found[type, default: []].append(try row.integer("id"))
        }
    }
}
