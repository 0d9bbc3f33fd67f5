import HubStorage
import Synchronization
import TestSupport
import Testing

/// Which sessions are given up when some die.
@Suite(.enabled(if: PostgreSQLServer.isAvailable), .timeLimit(.minutes(20)))
struct PostgreSQLPoolTests {
    /// Opens this many sessions and leaves them idle. Returns the numbers of their processes.
    private func open(_ count: Int, _ database: any Database) async throws -> Set<Int64> {
        let inside = Counter()
        return try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await database.read { connection in
                        let process = try connection.row("SELECT pg_backend_pid() AS pid")?.integer("pid")
                        inside.raise()
                        // Holds its session until all are open.
                        while inside.value < count {
                            _ = try connection.rows("SELECT CAST(pg_sleep(0.01) AS TEXT) AS slept")
                        }
                        return process ?? 0
                    }
                }
            }
            return try await group.reduce(into: []) { $0.insert($1) }
        }
    }

    private func living(_ processes: Set<Int64>, _ observer: any Database) async throws -> Set<Int64> {
        let all = try await observer.read {
            try $0.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
                .map { try $0.integer("pid") }
        }
        return processes.intersection(all)
    }

    @Test func oneDeathLeavesTheOthers() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE SEQUENCE attempts", "CREATE TABLE k (id {bigint})")
            let observer = try opened.twin()
            let processes = try await open(6, database)
            #expect(processes.count == 6)
            // Sequences don't roll back, so that only the first attempt ends itself.
            try await database.write { connection in
                if try connection.row("SELECT nextval('attempts') AS n")?.integer("n") == 1 {
                    _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid()) AS gone")
                }
                try connection.execute("INSERT INTO k (id) VALUES (1)")
            }
            #expect(try await count(database, "k") == 1)
            // The dead one, and the one in whose place a new one came. A session's process ends after its connection.
            while try await living(processes, observer).count > 4 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await living(processes, observer).count == 4)
            try await observer.close()
        }
    }

    @Test func deadIdleSessionsAreNotTried() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE TABLE k (id {bigint})")
            let observer = try opened.twin()
            let processes = try await open(6, database)
            let killed = try await observer.read { connection in
                try processes.map {
                    try connection.row("SELECT pg_terminate_backend(CAST(? AS INTEGER)) AS gone", .integer($0))
                }.count
            }
            #expect(killed == 6)
            while try await !living(processes, observer).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            // More would die than a transaction is repeated.
            let attempts = Counter()
            try await database.write { connection in
                attempts.raise()
                try connection.execute("INSERT INTO k (id) VALUES (1)")
            }
            #expect(attempts.value == 1)
            #expect(try await count(database, "k") == 1)
            try await observer.close()
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func raise() { count.withLock { $0 += 1 } }
}
