import HubAPI
import HubStorage
import Logging
import ServiceLifecycle

/// Clears away, once an hour, what nothing refers to: content of deleted repos, uploads that were never finished,
/// temporary files of writes that were cut off. Each waits long enough that nobody can still be at it.
struct Housekeeping: Service {
    private static let interval = Duration.seconds(3600)
    private static let uploadAge = Duration.seconds(48 * 3600)
    private static let temporaryAge = Duration.seconds(24 * 3600)
    /// A commit that was staging content when its repo was deleted is over by then.
    private static let prefixAge = Duration.seconds(24 * 3600)

    let database: any Database
    let objects: any ObjectStore
    let lfs: LFSService
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Not at once: a start has better things to do.
                try? await Task.sleep(for: Self.interval)
                guard !Task.isCancelled else { return }
                do {
                    try await sweep()
                } catch {
                    logger.error("housekeeping failed; it is tried again", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func sweep() async throws {
        var freed = try await objects.removeAbandoned(olderThan: Self.temporaryAge)
        freed += try await lfs.removeAbandonedUploads(olderThan: Self.uploadAge)
        let before = Timestamp.now.milliseconds - Self.prefixAge.components.seconds * 1000
        let prefixes = try await database.read { db in
            try db.rows("SELECT prefix FROM abandoned_prefixes WHERE abandoned_at < ?", .integer(before))
                .map { try $0.text("prefix") }
        }
        for prefix in prefixes { freed += try await remove(prefix) }
        if freed > 0 { logger.info("housekeeping", metadata: ["freed": "\(freed)"]) }
    }

    private func remove(_ prefix: String) async throws -> Int64 {
        var freed: Int64 = 0
        for try await object in try await objects.list(prefix: prefix) {
            try await objects.delete(object.key)
            freed += object.length
        }
        // A listing that was cut off ends without an error; the prefix must then stay.
        try Task.checkCancellation()
        _ = try await database.write { db in
            try db.execute("DELETE FROM abandoned_prefixes WHERE prefix = ?", .text(prefix))
        }
        return freed
    }
}
