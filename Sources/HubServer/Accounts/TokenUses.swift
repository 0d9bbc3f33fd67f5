import HubStorage
import Synchronization

/// When tokens were last used, collected in memory and written about once a minute: a request must not cost a write.
actor TokenUses {
    private let database: any Database
    private let interval: Duration
    private var pending: [Int64: Int64] = [:]
    private var timer: Task<Void, Never>?

    init(database: any Database, interval: Duration = .seconds(60)) {
        self.database = database
        self.interval = interval
    }

    func record(_ tokenID: Int64, at milliseconds: Int64) {
        pending[tokenID] = milliseconds
        guard timer == nil else { return }
        timer = Task { [interval] in
            do { try await Task.sleep(for: interval) } catch { return }
            await self.timerFired()
        }
    }

    private func timerFired() async {
        timer = nil
        // A use that could not be written is tried again with the next ones.
        try? await flush()
    }

    /// Writes what was collected. Call it before the database closes.
    func close() async throws {
        timer?.cancel()
        timer = nil
        try await flush()
    }

    private func flush() async throws {
        let uses = pending
        guard !uses.isEmpty else { return }
        pending = [:]
        do {
            try await database.write { db in try AccountsStore(db).setLastUsed(uses) }
        } catch {
            pending.merge(uses) { newer, _ in newer }
            throw error
        }
    }
}
