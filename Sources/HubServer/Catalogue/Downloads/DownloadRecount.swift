import HubAPI
import HubStorage

/// Once a day: downloads of the last 30 days and what trends, because a day more has passed.
struct DownloadRecount: Sendable {
    private static let batch = 500
    private static let dayLength: Int64 = 86_400_000

    let database: any Database

    /// - Returns: When it is to be done again: soon after the next midnight, UTC.
    func run(now: Timestamp = .now) async throws -> Timestamp {
        var last: Int64 = 0
        while true {
            let next = try await database.write { [last] db in
                try DownloadsStore(db).recount(after: last, limit: Self.batch, at: now)
            }
            guard let next else { break }
            last = next
        }
        try await database.write { db in try DownloadsStore(db).removeOld(at: now) }
        return Timestamp(milliseconds: (now.milliseconds / Self.dayLength + 1) * Self.dayLength + 60_000)
    }
}
