import HubAPI
import HubStorage
import Synchronization

/// About how many repos meet a filter, remembered for a minute: a wrong number costs time and nothing else, but for
/// words of which it decides whether they may go on.
final class RepoListEstimates: Sendable {
    private static let lifetime = Duration.seconds(60)
    /// All repos of a type take long to count, and their number changes slowly.
    private static let lifetimeOfTotals = Duration.seconds(600)
    private static let maximumEntries = 10_000
    /// So many repos of a tag tell how many of them have another one; so many repos of a type, how many have a tag.
    private static let sample = 1_000
    /// A tag is counted up to here then.
    private static let projected = 20_000

    private struct Entry {
        let count: Int64
        let until: ContinuousClock.Instant
    }

    private enum Key: Hashable {
        case filter(RepoListFilter)
        case pair(String, String)
        case frequent(String, RepoType)
        case reach(String)
        case total(RepoType)
        case word(String)
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let tables = Mutex<[UnorderedIndex.Table: (seen: SeenTable, until: ContinuousClock.Instant)]>([:])

    /// Up to ``RepoListPlan/countedUpTo``; nil for a filter that can't be counted quickly.
    func count(_ filter: RepoListFilter, _ db: any SQLConnection) throws -> Int? {
        guard let posting = filter.posting(db.dialect) else { return nil }
        return try remembered(.filter(filter), posting, limit: RepoListPlan.countedUpTo, db)
    }

    /// How many repos have both tags, as the newest of one of them have the other: tags that exclude each other would be
    /// gone through to the end.
    func count(
        both rare: String, _ other: String, _ type: RepoType, _ db: any SQLConnection
    ) throws -> RepoListPlan.Pair {
        let count = try count(frequent: rare, type, db)
        let sampled = try remembered(.pair(rare, other)) {
            try Self.count(
                RepoListFilter.posting(both: rare, other, amongNewest: Self.sample, db.dialect),
                limit: Self.sample, db)
        }
        return RepoListPlan.Pair(rare: Int(count), both: Int(sampled * count / Int64(Self.sample)))
    }

    /// How many repos have a tag that more than a sample of them have.
    private func count(frequent tag: String, _ type: RepoType, _ db: any SQLConnection) throws -> Int64 {
        try remembered(.frequent(tag, type)) {
            guard let posting = RepoListFilter.tag(tag).posting(db.dialect) else { return 0 }
            let counted = try Self.count(posting, limit: Self.projected, db)
            guard counted == Self.projected else { return counted }
            let sampled = try Self.count(
                RepoListFilter.posting(tag, amongNewest: Self.sample, type, db.dialect), limit: Self.sample, db)
            return max(counted, sampled * (try total(type, db)) / Int64(Self.sample))
        }
    }

    /// Of two tags that many repos have, the rarer one goes further back with its newest repos: the id where it gets to.
    func reach(_ tag: String, _ db: any SQLConnection) throws -> Int64 {
        try remembered(.reach(tag)) {
            try db.row(
                "SELECT repo_id FROM repo_tags WHERE tag = ? ORDER BY repo_id DESC LIMIT 1 OFFSET \(Self.sample)",
                .text(tag))?.integer("repo_id") ?? 0
        }
    }

    /// How many repos hold a word of full text, which somebody else counts.
    func count(word: String, _ count: () throws -> Int) rethrows -> Int {
        Int(try remembered(.word(word)) { Int64(try count()) })
    }

    /// PostgreSQL's own estimates.
    func seen(_ table: UnorderedIndex.Table, _ db: any SQLConnection) throws -> SeenTable {
        let now = ContinuousClock.now
        if let found = tables.withLock({ $0[table] }), found.until > now { return found.seen }
        let seen = try SeenTable(table, db)
        tables.withLock { $0[table] = (seen, now.advanced(by: Self.lifetime)) }
        return seen
    }

    private func remembered(_ key: Key, _ posting: SQLPiece, limit: Int, _ db: any SQLConnection) throws -> Int {
        Int(try remembered(key) { try Self.count(posting, limit: limit, db) })
    }

    private static func count(_ posting: SQLPiece, limit: Int, _ db: any SQLConnection) throws -> Int64 {
        try db.rows(
            "SELECT COUNT(*) AS count FROM (SELECT 1 FROM (\(posting.sql)) AS found LIMIT \(limit)) AS counted",
            posting.arguments
        ).first?.integer("count") ?? 0
    }

    func total(_ type: RepoType, _ db: any SQLConnection) throws -> Int64 {
        try remembered(.total(type), for: Self.lifetimeOfTotals) {
            try db.row("SELECT COUNT(*) AS count FROM repos WHERE type = ?", .text(type.rawValue))?
                .integer("count") ?? 0
        }
    }

    private func remembered(
        _ key: Key, for lifetime: Duration = RepoListEstimates.lifetime, _ count: () throws -> Int64
    ) rethrows -> Int64 {
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[key] }), entry.until > now { return entry.count }
        let counted = try count()
        entries.withLock { entries in
            if entries.count >= Self.maximumEntries { entries.removeAll() }
            entries[key] = Entry(count: counted, until: now.advanced(by: lifetime))
        }
        return counted
    }
}
