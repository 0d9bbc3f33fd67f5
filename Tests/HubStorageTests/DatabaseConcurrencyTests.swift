import HubStorage
import Testing

/// What holds when several tasks, or several processes, use a database at once.
@Suite struct DatabaseConcurrencyTests {
    @Test(arguments: DatabaseKind.all) func incrementsAreNotLost(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, opened in
            try await database.define("CREATE TABLE c (id {bigint} PRIMARY KEY, n {bigint} NOT NULL)")
            try await database.write { try $0.execute("INSERT INTO c (id, n) VALUES (1, 0)") }
            // A second pool stands for a second process: it has its own connections and locks.
            let twin = try opened.twin()
            try await withThrowingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask {
                        try await (index % 2 == 0 ? database : twin).write { connection in
                            let sql = "SELECT n FROM c WHERE id = 1\(connection.dialect.forUpdate)"
                            let old = try connection.row(sql)?.integer("n") ?? 0
                            try connection.execute("UPDATE c SET n = ? WHERE id = 1", .integer(old + 1))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await twin.close()
            #expect(try await database.read { try $0.row("SELECT n FROM c")?.integer("n") } == 100)
        }
    }

    @Test(arguments: DatabaseKind.all) func readsSeeOneSnapshot(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, opened in
            try await database.define("CREATE TABLE s (id {bigint} PRIMARY KEY)")
            let twin = try opened.twin()
            // The body blocks its own thread until a write on the other pool has committed in between.
            let gate = Gate()
            async let seen = database.read { connection in
                let before = try connection.rows("SELECT id FROM s").count
                gate.open(.first)
                gate.wait(for: .second)
                let after = try connection.rows("SELECT id FROM s").count
                return [before, after]
            }
            await gate.waitAsync(for: .first)
            try await twin.write { try $0.execute("INSERT INTO s (id) VALUES (1)") }
            gate.open(.second)
            #expect(try await seen == [0, 0])
            #expect(try await count(database, "s") == 1)
            try await twin.close()
        }
    }

    @Test(arguments: DatabaseKind.all) func compareAndSwapHasOneWinner(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE w (id {bigint} PRIMARY KEY, v {bigint} NOT NULL)")
            try await database.write { try $0.execute("INSERT INTO w (id, v) VALUES (1, 0)") }
            let winners = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await database.write {
                            try $0.execute("UPDATE w SET v = v + 1 WHERE id = ? AND v = ?", 1, 0)
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(winners == 1)
        }
    }

    /// Two transactions that take two rows in opposite order: PostgreSQL ends one, which is repeated.
    @Test(arguments: DatabaseKind.all) func deadlocksAreRepeated(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE d (id {bigint} PRIMARY KEY, n {bigint} NOT NULL)")
            try await database.write { try $0.execute("INSERT INTO d (id, n) VALUES (1, 0), (2, 0)") }
            try await withThrowingTaskGroup { group in
                for index in 0..<6 {
                    group.addTask {
                        let ids: [SQLValue] = index % 2 == 0 ? [1, 2] : [2, 1]
                        try await database.write { connection in
                            for id in ids {
                                try connection.execute("UPDATE d SET n = n + 1 WHERE id = ?", id)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await database.read { try $0.rows("SELECT n FROM d").map { try $0.integer("n") } }
            #expect(rows == [6, 6])
        }
    }

    @Test(arguments: DatabaseKind.all) func cancelledCallsLeaveTheDatabaseUsable(kind: DatabaseKind)
        async throws
    {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE x (id {bigint} PRIMARY KEY)")
            for round in 0..<50 {
                let task = Task {
                    try await database.write {
                        try $0.execute("INSERT INTO x (id) VALUES (?)", .integer(round))
                    }
                }
                if round % 2 == 0 { await Task.yield() }
                task.cancel()
                if case .failure(let error) = await task.result {
                    #expect(error is CancellationError, "\(error)")
                }
            }
            try await database.write { try $0.execute("INSERT INTO x (id) VALUES (1000)") }
            #expect(try await count(database, "x") >= 1)
        }
    }
}
