import HubAPI
import HubStorage
import Synchronization

/// About how many repos meet a filter, remembered for a minute: a wrong number costs time and nothing else.
final class RepoListEstimates: Sendable {
    private static let lifetime = Duration.seconds(60)
    private static let maximumEntries = 10_000

    private struct Entry {
        let count: Int64
        let until: ContinuousClock.Instant
    }

    private enum Key: Hashable {
        case filter(RepoListFilter)
        case pair(String, String)
        case total(RepoType)
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// Up to ``RepoListPlan/countedUpTo``; nil for a filter that can't be counted quickly.
    func count(_ filter: RepoListFilter, _ db: any SQLConnection) throws -> Int? {
        guard let posting = filter.posting(db.dialect) else { return nil }
        return try remembered(.filter(filter), posting, limit: RepoListPlan.countedUpTo, db)
    }

    /// How many repos have both tags, up to ``RepoListPlan/pairCountedUpTo``.
    func count(both rare: String, _ other: String, _ db: any SQLConnection) throws -> Int {
        try remembered(
            .pair(rare, other), RepoListFilter.posting(both: rare, other, db.dialect),
            limit: RepoListPlan.pairCountedUpTo, db)
    }

    private func remembered(_ key: Key, _ posting: SQLPiece, limit: Int, _ db: any SQLConnection) throws -> Int {
        Int(
            try remembered(key) {
                try db.rows(
                    """
                    SELECT COUNT(*) AS count FROM
                    (SELECT 1 FROM (\(posting.sql)) AS found LIMIT \(limit)) AS counted
                    """, posting.arguments
                ).first?.integer("count") ?? 0
            })
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
