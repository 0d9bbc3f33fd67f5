import HubAPI
import HubStorage

/// Downloads by repo and day. SQL and nothing else.
struct DownloadsStore {
    /// What `downloads` counts.
    static let countedDays: Int64 = 30
    static let trendingDays: Int64 = 7
    /// How long single days are kept.
    static let keptDays: Int64 = 400
    private static let dayLength: Int64 = 86_400_000

    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    static func day(_ time: Timestamp) -> Int64 { time.milliseconds / dayLength }

    /// Adds downloads of now. Repos that are gone are passed over.
    func add(_ counts: [Int64: Int64], at now: Timestamp) throws {
        // In one order, so that two nodes never wait for each other.
        let counts = counts.sorted { $0.key < $1.key }
        try db.execute(
            """
            INSERT INTO repo_downloads (repo_id, day, count) SELECT id, ?, ? FROM repos WHERE id = ?
            ON CONFLICT (repo_id, day) DO UPDATE SET count = repo_downloads.count + excluded.count
            """, batches: counts.map { [.integer(Self.day(now)), .integer($0.value), .integer($0.key)] })
        // A download of today counts for trending as many times as there are days.
        try db.execute(
            """
            UPDATE repos SET downloads = downloads + ?, downloads_all_time = downloads_all_time + ?,
                trending_score = trending_score + ?, version = version + 1 WHERE id = ?
            """,
            batches: counts.map {
                [.integer($0.value), .integer($0.value), .integer($0.value * Self.trendingDays), .integer($0.key)]
            })
    }

    /// Counts some repos anew, those with the lowest ids above `id` that have downloads at all: days have passed.
    ///
    /// - Returns: The last id looked at; nil if there are none left.
    func recount(after id: Int64, limit: Int, at now: Timestamp) throws -> Int64? {
        let today = Self.day(now)
        // Held first and summed by a statement of its own, which sees what other nodes added until then.
        let ids = try db.rows(
            "SELECT id FROM repos WHERE id > ? AND (downloads > 0 OR trending_score > 0) ORDER BY id LIMIT ?"
                + db.dialect.forUpdate, .integer(id), .integer(limit))
        guard let last = try ids.last?.integer("id") else { return nil }
        let rows = try db.rows(
            """
            SELECT id, downloads, trending_score,
                (SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM repo_downloads
                    WHERE repo_id = repos.id AND day > ?) AS counted,
                (SELECT CAST(COALESCE(SUM(count * (day - ?)), 0) AS BIGINT) FROM repo_downloads
                    WHERE repo_id = repos.id AND day > ?) AS trending
            FROM repos WHERE id > ? AND id <= ? AND (downloads > 0 OR trending_score > 0) ORDER BY id
            """, .integer(today - Self.countedDays),
            .integer(today - Self.trendingDays), .integer(today - Self.trendingDays), .integer(id), .integer(last))
        var changes: [[SQLValue]] = []
        for row in rows {
            let (counted, trending) = (try row.integer("counted"), try row.integer("trending"))
            guard try row.integer("downloads") != counted || row.integer("trending_score") != trending else { continue }
            changes.append([.integer(counted), .integer(trending), try row.value("id")])
        }
        try db.execute(
            "UPDATE repos SET downloads = ?, trending_score = ?, version = version + 1 WHERE id = ?", batches: changes)
        return last
    }

    /// Forgets single days that nobody asks for any more.
    func removeOld(at now: Timestamp) throws {
        try db.execute("DELETE FROM repo_downloads WHERE day < ?", .integer(Self.day(now) - Self.keptDays))
    }
}
