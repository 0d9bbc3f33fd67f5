import HubStorage

/// One step of garbage collection: finds candidates without hindering anybody, and removes them page by page, each page
/// in a transaction that looks again.
struct GarbageStage<Key: Sendable>: Sendable {
    var pageSize = 256
    /// At most so many candidates after a key; nil begins. Fewer are the last ones.
    let find: @Sendable (_ db: any SQLConnection, _ after: Key?, _ limit: Int) throws -> [Key]
    /// Removes those of the candidates that still are garbage.
    let remove: @Sendable (_ db: any SQLConnection, _ keys: [Key]) throws -> GarbageReport

    func run(on database: any Database) async throws -> GarbageReport {
        var report = GarbageReport()
        var last: Key?
        while true {
            let page = try await database.read { [last] db in try find(db, last, pageSize) }
            if !page.isEmpty { report += try await database.write { db in try remove(db, page) } }
            guard page.count >= pageSize else { return report }
            last = page.last
        }
    }

    /// The same in a transaction that is rolled back, to see what would be removed.
    func run(within db: any SQLConnection) throws -> GarbageReport {
        var report = GarbageReport()
        var last: Key?
        while true {
            let page = try find(db, last, pageSize)
            report += try remove(db, page)
            guard page.count >= pageSize else { return report }
            last = page.last
        }
    }
}
