#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Brings a database's schema up to what the program expects.
public enum Migrator {
    /// Runs the migrations the database has not seen, all in one transaction.
    ///
    /// Several processes may call this at once: one does the work while the others wait for it. When a statement
    /// fails, the database stays as it was.
    ///
    /// - Returns: The versions applied now.
    /// - Throws: ``DatabaseError`` `.schemaTooNew` if a newer program has migrated this database already.
    @discardableResult
    public static func migrate(_ database: any Database, _ migrations: [Migration]) async throws -> [Int] {
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw DatabaseError(
                .other, "migration “\(migration.name)” has number \(migration.version), not \(index + 1)")
        }
        return try await database.write { connection in
            try lock(connection)
            let current = try currentVersion(connection)
            guard current <= migrations.count else {
                throw DatabaseError(
                    .schemaTooNew,
                    "the database has schema \(current), this program knows up to \(migrations.count)")
            }
            let missing = migrations.dropFirst(current)
            for migration in missing {
                for statement in migration.statements + migration.own[connection.dialect, default: []] {
                    try connection.execute(connection.dialect.resolvingTypes(in: statement))
                }
                try connection.execute(
                    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
                    .integer(migration.version), .text(migration.name), .integer(millisecondsNow()))
            }
            return missing.map(\.version)
        }
    }

    /// SQLite's write transaction is the lock already.
    private static func lock(_ connection: any SQLConnection) throws {
        guard connection.dialect == .postgresql else { return }
        // Any constant of our own will do; it is shared by all nodes on one database.
        _ = try connection.rows("SELECT pg_advisory_xact_lock(?)", .integer(7_166_578_321_001))
    }

    private static func currentVersion(_ connection: any SQLConnection) throws -> Int {
        try connection.execute(
            connection.dialect.resolvingTypes(
                in: """
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                        version {bigint} PRIMARY KEY,
                        name TEXT NOT NULL,
                        applied_at {bigint} NOT NULL
                    )
                    """))
        let row = try connection.row("SELECT max(version) AS version FROM schema_migrations")
        return Int(try row?.integerOrNil("version") ?? 0)
    }

    private static func millisecondsNow() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
