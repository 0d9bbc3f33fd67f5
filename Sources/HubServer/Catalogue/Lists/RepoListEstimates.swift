import HubAPI
import HubStorage
import Synchronization

/// About how many repos meet a filter, remembered for a minute: a wrong number costs time and nothing else, but for
/// words of which it decides whether they may go on.
final class RepoListEstimates: Sendable {
    private static let lifetime = Duration.seconds(60)
    private static let maximumEntries = 10_000
    /// So many repos of a tag tell how many of them have another one.
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
        case total(RepoType)
        case word(String)
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// Up to ``RepoListPlan/countedUpTo``; nil for a filter that can't be counted quickly.
    func count(_ filter: RepoListFilter, _ db: any SQLConnection) throws -> Int? {
        guard let posting = filter.posting(db.dialect) else { return nil }
        return try remembered(.filter(filter), posting, limit: RepoListPlan.countedUpTo, db)
    }

    /// How many repos have both tags, as the newest of one of them have the other: tags that exclude each other would be
    /// gone through to the end.
    func count(both rare: String, _ other: String, _ db: any SQLConnection) throws -> Int {
        Int(
            try remembered(.pair(rare, other)) {
                let sampled = try Self.count(
                    RepoListFilter.posting(both: rare, other, amongNewest: Self.sample, db.dialect),
                    limit: Self.sample, db)
                guard sampled > 0, let rare = RepoListFilter.tag(rare).posting(db.dialect) else { return 0 }
                return try sampled * Self.count(rare, limit: Self.projected, db) / Int64(Self.sample)
            })
    }

    /// How many repos hold a word of full text, which somebody else counts.
    func count(word: String, _ count: () throws -> Int) rethrows -> Int {
        Int(try remembered(.word(word)) { Int64(try count()) })
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
        try remembered(.total(type)) {
            try db.row("SELECT COUNT(*) AS count FROM repos WHERE type = ?", .text(type.rawValue))?
                .integer("count") ?? 0
        }
    }

    private func remembered(_ key: Key, _ count: () throws -> Int64) rethrows -> Int64 {
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[key] }), entry.until > now { return entry.count }
        let counted = try count()
        entries.withLock { entries in
            if entries.count >= Self.maximumEntries { entries.removeAll() }
            entries[key] = Entry(count: counted, until: now.advanced(by: Self.lifetime))
        }
        return counted
    }
}
