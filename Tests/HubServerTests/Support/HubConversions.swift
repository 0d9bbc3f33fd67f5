import HubStorage

@testable import HubServer

extension TestHub {
    /// Waits for the conversions that the hub does by itself, and does those that are due later.
    func convertAll() async throws {
        for _ in 0..<600 {
            try await server.database.write { db in
                try db.execute("UPDATE jobs SET run_at = 0 WHERE kind = 'xet.convert' AND leased_until = 0")
            }
            try await server.jobs.runDue()
            let left = try await read { db in try db.rows("SELECT subject FROM jobs WHERE kind = 'xet.convert'").count }
            if left == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestFailure("conversions don't end")
    }
}
