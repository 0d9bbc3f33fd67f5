import TestSupport
import Testing

@testable import HubStorage

/// What only PostgreSQL has: sessions that die, types that are inferred.
@Suite(.enabled(if: PostgreSQLServer.isAvailable))
struct PostgreSQLTests {
    @Test(arguments: [
        ("SELECT 1", "SELECT 1"),
        ("a = ? AND b = ?", "a = $1 AND b = $2"),
        ("'?' ? '''?' ?", "'?' $1 '''?' $2"),
        ("\"?\" ? \"a\"\"?\" ?", "\"?\" $1 \"a\"\"?\" $2"),
        ("? -- ?\n ?", "$1 -- ?\n $2"),
        ("? /* ? /* ? */ ? */ ?", "$1 /* ? /* ? */ ? */ $2"),
        ("$$?$$ ? $t$?$$?$t$ ?", "$$?$$ $1 $t$?$$?$t$ $2"),
        ("E'\\'?' ? 'x\\' ?", "E'\\'?' $1 'x\\' $2"),
        ("name'?' ?", "name'?' $1"),
        ("'é?' ? 'open ?", "'é?' $1 'open ?"),
    ])
    func placeholders(sql: String, expected: String) {
        let numbered = PostgreSQLPlaceholders.numbered(sql)
        #expect(numbered.sql == expected)
        #expect(numbered.count == expected.count { $0 == "$" } - sql.count { $0 == "$" })
    }

    @Test func typesOtherThanTheSchemas() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, _ in
            let row = try #require(
                try await database.read {
                    try $0.row(
                        """
                        SELECT true AS yes, false AS no, 7::int2 AS small, -7::int4 AS medium, 1.5::real AS single,
                            'x'::varchar(3) AS short, 'ab'::name AS name, '{"a": 1}'::json AS json,
                            100000000000000000000::numeric AS huge, -0.00125::numeric AS tiny,
                            0::numeric AS zero, -9223372036854775808::numeric AS least, 1e12::numeric AS round
                        """)
                })
            #expect(
                row.values == [
                    1, 0, 7, -7, .real(1.5), "x", "ab", "{\"a\": 1}", .real(1e20),
                    .real(-0.00125), 0, .integer(.min), 1_000_000_000_000,
                ])
        }
    }

    @Test func argumentsTakeTheInferredType() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, _ in
            let sql = """
                SELECT ?::int4 AS a, ?::int2 AS b, ?::boolean AS c, ?::real AS d, ?::text AS e, ?::numeric AS f,
                    ?::double precision AS g, ?::bigint AS h, ?::bytea AS i, ?::bigint AS j
                """
            let arguments: [SQLValue] = [1, 2, 1, .real(0.5), 5, 6, 7, "8", nil, nil]
            let row = try await database.read { try $0.rows(sql, arguments).first }
            #expect(row?.values == [1, 2, 1, .real(0.5), "5", 6, .real(7), 8, nil, nil])
            let unfit: [(String, SQLValue)] = [
                ("SELECT ?::int4 AS a", .integer(1 << 40)), ("SELECT ?::boolean AS a", 2),
                ("SELECT ?::bytea AS a", "text"), ("SELECT ?::text AS a", .blob([1])),
            ]
            for (sql, argument) in unfit {
                let code = await databaseErrorCode { try await database.read { try $0.rows(sql, argument) } }
                #expect(code == .unexpectedValue, "\(sql)")
            }
            #expect(try await database.read { try $0.row("SELECT 1 AS n")?.integer("n") } == 1)
        }
    }

    @Test func unknownTypeIsAnError() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, _ in
            let code = await databaseErrorCode {
                try await database.read { try $0.rows("SELECT now() AS t") }
            }
            #expect(code == .unexpectedValue)
        }
    }

    @Test func killedConnectionIsReplaced() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE TABLE k (id {bigint} PRIMARY KEY)")
            let killer = try opened.twin()
            let kill =
                "SELECT pg_terminate_backend(pid) AS gone FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND datname = current_database()"
            // While idle, after a read whose commit has not been waited for, and after a write.
            for round in 0..<3 {
                _ = try await database.read { try $0.rows("SELECT id FROM k") }
                #expect(try await killer.read { try $0.rows(kill).count } >= 1)
                _ = try await database.read { try $0.rows("SELECT id FROM k") }
                _ = try await killer.read { try $0.rows(kill) }
                try await database.write { try $0.execute("INSERT INTO k (id) VALUES (?)", .integer(round)) }
                _ = try await killer.read { try $0.rows(kill) }
            }
            #expect(try await count(database, "k") == 3)
            try await killer.close()
        }
    }

    @Test func connectionKilledInsideATransaction() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE TABLE k (id {bigint} PRIMARY KEY)")
            // Each attempt ends itself; after some the caller is told.
            let code = await databaseErrorCode {
                try await database.write { connection in
                    try connection.execute("INSERT INTO k (id) VALUES (1)")
                    _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid()) AS gone")
                    try connection.execute("INSERT INTO k (id) VALUES (2)")
                }
            }
            #expect(code == .unavailable)
            #expect(try await count(database, "k") == 0)
        }
    }

    @Test func serializationFailureIsRepeated() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE SEQUENCE attempts", "CREATE TABLE z (id {bigint})")
            // Sequences don't roll back, so this raises twice and then succeeds.
            try await database.write { connection in
                try connection.execute("INSERT INTO z (id) VALUES (1)")
                let attempt = try connection.row("SELECT nextval('attempts') AS n")?.integer("n") ?? 0
                if attempt < 3 {
                    try connection.execute(
                        "DO $$ BEGIN RAISE EXCEPTION 'again?' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(try await count(database, "z") == 1)
        }
    }

    @Test func changedTableDoesNotBreakPreparedStatements() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, opened in
            try await database.define("CREATE TABLE p (id {bigint} PRIMARY KEY)")
            try await database.write { try $0.execute("INSERT INTO p (id) VALUES (1)") }
            _ = try await database.read { try $0.rows("SELECT * FROM p") }
            let other = try opened.twin()
            try await other.write { try $0.execute("ALTER TABLE p ADD COLUMN name TEXT") }
            try await other.close()
            let row = try await database.read { try $0.row("SELECT * FROM p") }
            #expect(row?.values == [1, nil])
        }
    }

    @Test func unreachableServer() async throws {
        let database = try PostgreSQLDatabase(url: "postgresql://nobody@127.0.0.1:1/none")
        let code = await databaseErrorCode { try await database.read { try $0.rows("SELECT 1 AS n") } }
        #expect(code == .unavailable)
        try await database.close()
        #expect(throws: DatabaseError.self) { try PostgreSQLDatabase(url: "postgresql://[broken") }
    }

    @Test func advisoryAndRowLocksPassOver() async throws {
        try await DatabaseKind.postgreSQL.withDatabase { database, _ in
            try await database.define("CREATE TABLE jobs (id {bigint} PRIMARY KEY)")
            try await database.write {
                try $0.execute("INSERT INTO jobs (id) VALUES (?)", batches: [[1], [2]])
            }
            let sql = "SELECT id FROM jobs ORDER BY id LIMIT 1\(database.dialect.forUpdateSkipLocked)"
            let gate = Gate()
            async let held = database.write { connection in
                let id = try connection.row(sql)?.integer("id")
                gate.open(.first)
                gate.wait(for: .second)
                return id
            }
            await gate.waitAsync(for: .first)
            let other = try await database.write { try $0.row(sql)?.integer("id") }
            gate.open(.second)
            #expect(try await held == 1)
            #expect(other == 2)
        }
    }
}
