import HubAPI
import HubStorage
import Logging
import ServiceLifecycle
import Synchronization

/// Counts downloads in memory and writes them down every few seconds: a download must not cost a write.
///
/// What a node has counted and not written when it is killed is lost; it stops in order with everything written.
final class DownloadCounter: Service {
    private static let interval = Duration.seconds(10)
    /// Requests of one caller for one repo within this time are one download.
    private static let sameDownload = Duration.seconds(300)
    private static let maximumCallers = 200_000

    private struct Visit: Hashable {
        let repoID: Int64
        let caller: Int
    }

    private struct State {
        var pending: [Int64: Int64] = [:]
        /// Callers of this period and of the one before.
        var recent: Set<Visit> = []
        var older: Set<Visit> = []
        var periodEnd = ContinuousClock.now
    }

    private let database: any Database
    private let logger: Logger
    private let state = Mutex(State())

    init(database: any Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// - Parameter caller: Who downloads, as well as it is known: any value that is the same for the same caller.
    func record(_ repoID: Int64, caller: some Hashable, now: ContinuousClock.Instant = .now) {
        var hasher = Hasher()
        hasher.combine(caller)
        let visit = Visit(repoID: repoID, caller: hasher.finalize())
        state.withLock { state in
            if now >= state.periodEnd || state.recent.count >= Self.maximumCallers {
                state.older = now >= state.periodEnd.advanced(by: Self.sameDownload) ? [] : state.recent
                state.recent = []
                state.periodEnd = now.advanced(by: Self.sameDownload)
            }
            let isNew = !state.older.contains(visit) && state.recent.insert(visit).inserted
            if isNew { state.pending[repoID, default: 0] += 1 }
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                await self.writeDown()
            }
        }
        // What was counted during the last time.
        await writeDown()
    }

    /// Writes what was counted. What can't be written is kept for the next time.
    func writeDown(at now: Timestamp = .now) async {
        let counts = state.withLock { state in
            defer { state.pending = [:] }
            return state.pending
        }
        guard !counts.isEmpty else { return }
        do {
            // Not cancelled with the service: this is the last chance.
            try await Task { [database] in
                try await database.write { db in try DownloadsStore(db).add(counts, at: now) }
            }.value
        } catch {
            logger.error("downloads could not be counted; it is tried again", metadata: ["error": "\(error)"])
            state.withLock { $0.pending.merge(counts, uniquingKeysWith: +) }
        }
    }
}
