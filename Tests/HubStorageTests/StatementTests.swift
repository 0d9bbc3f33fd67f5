import Testing

@testable import HubStorage

/// What a statement may hold, and how long it is kept.
@Suite struct StatementTests {
    private func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    private func failure<Value>(_ body: () async throws -> Value) async -> DatabaseError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? DatabaseError
        }
    }

    @Test(arguments: DatabaseKind.all) func tooManyArgumentsAreRefused(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            let most = SQLArguments.maximumCount
            let list = (0..<most).map { SQLValue.integer($0) }
            let found = try await database.read { [marks] connection in
                try connection.rows("SELECT 1 AS n WHERE CAST(7 AS BIGINT) IN (\(marks(most)))", list).count
            }
            #expect(found == 1)
            // Also around the limits of the wire, which counts in 16 bits, and of the library.
            for count in [most + 1, 7_498, 7_499, 32_767, 65_535, 65_536, 70_000] {
                let sql = "SELECT 1 AS n WHERE CAST(7 AS BIGINT) IN (\(marks(count)))"
                let arguments = Array(repeating: SQLValue.integer(7), count: count)
                for given in [arguments, []] where kind.name != "SQLite" || !given.isEmpty {
                    let error = await failure { try await database.read { try $0.rows(sql, given) } }
                    #expect(error?.code == .other)
                    #expect(error?.message == "\(count) arguments; a statement takes at most \(most)")
                    #expect((error?.description.utf8.count ?? 0) < 1_000)
                }
            }
            #expect(try await database.read { try $0.row("SELECT 1 AS n")?.integer("n") } == 1)
        }
    }

    @Test(arguments: DatabaseKind.all) func textWithNULIsRefused(kind: DatabaseKind) async throws {
        try await kind.withDatabase { database, _ in
            try await database.define("CREATE TABLE t (t TEXT)")
            let batches: [[[SQLValue]]] = [[["\0"]], [["a"], ["a\0b"]], [["a"], ["é\0"]]]
            for batch in batches {
                let error = await failure {
                    try await database.write {
                        try $0.execute("INSERT INTO t (t) VALUES (?)", batches: batch)
                    }
                }
                #expect(error?.code == .invalidText)
                #expect(error?.message == "text with a NUL character")
            }
            let asked = await failure {
                try await database.read { try $0.rows("SELECT t FROM t WHERE t = ?", "a\0") }
            }
            #expect(asked?.code == .invalidText)
            // As any failure, it dooms the transaction.
            let swallowed = await failure {
                try await database.write { connection in
                    try connection.execute("INSERT INTO t (t) VALUES ('x')")
                    _ = try? connection.execute("INSERT INTO t (t) VALUES (?)", "\0")
                }
            }
            #expect(swallowed?.code == .invalidText)
            #expect(try await count(database, "t") == 0)
        }
    }

    /// SQLite's own list of prepared statements, where it was built with one.
    @Test func sqliteKeepsFewStatements() async throws {
        try await DatabaseKind.sqlite.withDatabase { database, _ in
            let options = try await database.read { try $0.rows("PRAGMA compile_options") }
            guard options.contains(where: { $0.values == ["ENABLE_STMTVTAB"] }) else { return }
            let kept = """
                SELECT count(*) AS n FROM sqlite_stmt WHERE sql LIKE '% AS kept%' AND sql NOT LIKE '%sqlite_stmt%'
                """
            let most = SQLiteStatements.maximumCount
            // On one connection each: that of writes, and that of one read.
            let body: @Sendable (any SQLConnection) throws -> Void = { [marks] connection in
                for number in 0..<(most / 2) { _ = try connection.rows("SELECT \(number) AS kept") }
                #expect(try connection.row(kept)?.integer("n") == Int64(most / 2))
                for number in 0..<1_000 {
                    for _ in 0..<2 { _ = try connection.rows("SELECT \(number) AS kept") }
                    _ = try connection.rows("SELECT 'hot' AS kept")
                    let count = try connection.row(kept)?.integer("n") ?? -1
                    try #require((1...Int64(most)).contains(count))
                }
                let before = try connection.row(kept)?.integer("n")
                for count in 2_000..<2_020 {
                    let arguments = Array(repeating: SQLValue.integer(1), count: count)
                    _ = try connection.rows("SELECT 1 AS kept WHERE 1 IN (\(marks(count)))", arguments)
                }
                #expect(try connection.row(kept)?.integer("n") == before)
            }
            try await database.write(body)
            try await database.read(body)
        }
    }
}
