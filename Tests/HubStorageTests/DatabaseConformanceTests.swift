import HubStorage
import Testing

/// What every database must do alike.
@Suite struct DatabaseConformanceTests {
    @Test(arguments: DatabaseKind.all) func valuesComeBackAsTheyWent(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define(
                "CREATE TABLE v (id {bigint} PRIMARY KEY, i {bigint}, d {double}, t TEXT, b {blob})")
            let rows: [[SQLValue]] = [
                [1, nil, nil, nil, nil],
                [2, 0, .real(0), "", .blob([])],
                [3, .integer(Int64.max), .real(.pi), "naïve 🦉 日本", .blob([0, 1, 0, 255, 0])],
                [4, .integer(Int64.min), .real(-1e300), "it's ? \"quoted\" \\ $1", .blob(Array(0...255))],
                [
                    5, .integer(-1), .real(.leastNonzeroMagnitude),
                    .text(String(repeating: "é", count: 100_000)),
                    .blob([UInt8](repeating: 7, count: 300_000)),
                ],
            ]
            try await database.write { connection in
                try connection.execute("INSERT INTO v (id, i, d, t, b) VALUES (?, ?, ?, ?, ?)", batches: rows)
            }
            let found = try await database.read { try $0.rows("SELECT id, i, d, t, b FROM v ORDER BY id") }
            #expect(found.map(\.values) == rows)
            let third = try #require(found.dropFirst(2).first)
            #expect(try third.integer("i") == .max)
            #expect(try third.real("d") == .pi)
            #expect(try third.text("t") == "naïve 🦉 日本")
            #expect(try third.blob("b") == [0, 1, 0, 255, 0])
            #expect(try found[0].integerOrNil("i") == nil)
            #expect(try found[0].textOrNil("t") == nil)
            #expect(try found[0].blobOrNil("b") == nil)
        }
    }

    @Test(arguments: DatabaseKind.all) func aggregatesAreNumbers(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE n (i {bigint}, d {double})")
            try await database.write {
                try $0.execute(
                    "INSERT INTO n (i, d) VALUES (?, ?)",
                    batches: [[1_000_000_000_000, .real(0.5)], [20_000, .real(1)], [-5, .real(2)]])
            }
            let row = try #require(
                try await database.read {
                    try $0.row(
                        "SELECT count(*) AS c, sum(i) AS s, avg(d) AS a, max(i) AS m, sum(d) AS f FROM n")
                })
            #expect(try row.integer("c") == 3)
            #expect(try row.integer("s") == 1_000_000_019_995)
            #expect(abs(try row.real("a") - 3.5 / 3) < 1e-12)
            #expect(try row.integer("m") == 1_000_000_000_000)
            #expect(try row.real("f") == 3.5)
            let empty = try #require(
                try await database.read { try $0.row("SELECT sum(i) AS s FROM n WHERE i = ?", 9) })
            #expect(try empty.integerOrNil("s") == nil)
        }
    }

    @Test(arguments: DatabaseKind.all) func throwingRollsBack(kind: DatabaseKind) async throws {
        struct Stop: Error {}
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE r (id {bigint} PRIMARY KEY)")
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO r (id) VALUES (?)", 1)
                    throw Stop()
                }
            }
            #expect(try await count(database, "r") == 0)
            // The connection is fit for use afterwards.
            try await database.write { try $0.execute("INSERT INTO r (id) VALUES (?)", 2) }
            #expect(try await count(database, "r") == 1)
        }
    }

    @Test(arguments: DatabaseKind.all) func constraintsHaveTheirCodes(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define(
                "CREATE TABLE a (id {bigint} PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
                "CREATE TABLE b (a {bigint} NOT NULL REFERENCES a (id))")
            try await database.write { try $0.execute("INSERT INTO a (id, name) VALUES (1, 'x')") }
            let cases: [(String, DatabaseError.Code)] = [
                ("INSERT INTO a (id, name) VALUES (1, 'y')", .uniqueViolation),
                ("INSERT INTO a (id, name) VALUES (2, 'x')", .uniqueViolation),
                ("INSERT INTO b (a) VALUES (7)", .foreignKeyViolation),
                ("INSERT INTO a (id, name) VALUES (3, NULL)", .constraintViolation),
                ("INSERT INTO missing (a) VALUES (7)", .other),
                ("THIS IS NOT SQL", .other),
            ]
            for (sql, code) in cases {
                let found = await databaseErrorCode { try await database.write { try $0.execute(sql) } }
                #expect(found == code, "\(sql)")
            }
            try await database.write { try $0.execute("INSERT INTO b (a) VALUES (1)") }
            let deletion = await databaseErrorCode {
                try await database.write { try $0.execute("DELETE FROM a") }
            }
            #expect(deletion == .foreignKeyViolation)
        }
    }

    @Test(arguments: DatabaseKind.all) func errorsNameTheStatement(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE a (id TEXT PRIMARY KEY)")
            do {
                try await database.write { connection in
                    for _ in 0..<2 { try connection.execute("INSERT INTO a (id) VALUES (?)", "secret") }
                }
                Issue.record("no error")
            } catch let error as DatabaseError {
                #expect(error.sql == "INSERT INTO a (id) VALUES (?)")
            }
        }
    }

    @Test(arguments: DatabaseKind.all) func failedStatementDoomsTheTransaction(kind: DatabaseKind)
        async throws
    {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE a (id {bigint} PRIMARY KEY)")
            let code = await databaseErrorCode {
                try await database.write { connection in
                    try connection.execute("INSERT INTO a (id) VALUES (1)")
                    _ = try? connection.execute("INSERT INTO a (id) VALUES (1)")
                }
            }
            #expect(code == .uniqueViolation)
            #expect(try await count(database, "a") == 0)
        }
    }

    @Test(arguments: DatabaseKind.all) func readsCannotWrite(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE a (id {bigint} PRIMARY KEY)")
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.execute("INSERT INTO a (id) VALUES (1)") }
            }
            #expect(try await count(database, "a") == 0)
        }
    }

    @Test(arguments: DatabaseKind.all) func countsOfChangedRows(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE a (id {bigint} PRIMARY KEY, n {bigint} NOT NULL)")
            try await database.write { connection in
                let many = (0..<1000).map { [SQLValue.integer($0), .integer($0 % 2)] }
                #expect(try connection.execute("INSERT INTO a (id, n) VALUES (?, ?)", batches: many) == 1000)
                #expect(try connection.execute("INSERT INTO a (id, n) VALUES (?, ?)", batches: []) == 0)
                #expect(try connection.execute("UPDATE a SET n = n + ? WHERE n = ?", 5, 1) == 500)
                #expect(try connection.execute("UPDATE a SET n = 0 WHERE n = ?", 77) == 0)
                #expect(try connection.execute("DELETE FROM a WHERE id < ?", 10) == 10)
                #expect(try connection.execute("SELECT id FROM a") == 0)
                #expect(
                    try connection.execute(
                        "INSERT INTO a (id, n) VALUES (?, 0) ON CONFLICT (id) DO NOTHING", 500) == 0)
                let returned = try connection.rows("INSERT INTO a (id, n) VALUES (?, 3) RETURNING id, n", 1)
                #expect(returned.map(\.values) == [[1, 3]])
                #expect(try connection.execute("CREATE TABLE other (id INTEGER)") == 0)
            }
        }
    }

    @Test(arguments: DatabaseKind.all) func failureInABatchUndoesAll(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE a (id {bigint} PRIMARY KEY)")
            let code = await databaseErrorCode {
                try await database.write { connection in
                    try connection.execute(
                        "INSERT INTO a (id) VALUES (?)", batches: (0..<700).map { [.integer($0 % 600)] })
                }
            }
            #expect(code == .uniqueViolation)
            #expect(try await count(database, "a") == 0)
        }
    }

    @Test(arguments: DatabaseKind.all) func wrongUseIsAnError(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            let row = try #require(
                try await database.read { try $0.row("SELECT 'a?b''?' AS \"q?\", 1 AS n -- really?") })
            #expect(try row.text("q?") == "a?b'?")
            #expect(throws: DatabaseError.self) { try row.integer("q?") }
            #expect(throws: DatabaseError.self) { try row.text("n") }
            #expect(throws: DatabaseError.self) { try row.value("unknown") }
            let arguments = await databaseErrorCode {
                try await database.read { try $0.rows("SELECT 1 AS n WHERE 'x' = ?", "x", "y") }
            }
            #expect(arguments == .other)
        }
    }

    @Test(arguments: DatabaseKind.all) func manyStatements(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            // More than a session keeps prepared.
            try await database.read { connection in
                for number in 0..<1200 {
                    let row = try connection.row("SELECT \(number) AS n")
                    #expect(try row?.integer("n") == Int64(number))
                }
            }
        }
    }

    @Test(arguments: DatabaseKind.all) func closedDatabaseRefuses(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.close()
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.rows("SELECT 1 AS n") }
            }
        }
    }
}

func count(_ database: any Database, _ table: String) async throws -> Int64 {
    try await database.read { try $0.row("SELECT count(*) AS n FROM \(table)")?.integer("n") ?? -1 }
}
