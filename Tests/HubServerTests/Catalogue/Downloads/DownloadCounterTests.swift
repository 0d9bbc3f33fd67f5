import HubAPI
import HubStorage
import Logging
import Testing

@testable import HubServer

@Suite("Counting downloads", .timeLimit(.minutes(20)))
struct DownloadCounterTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// One time for all that a test writes: a day that ends in between would begin another row.
    private static let noon = Timestamp(milliseconds: 20_000 * 86_400_000 + 43_200_000)

    private static func counts(_ database: any Database, _ id: Int64 = LFSFixture.model) async throws -> [Int64] {
        try await database.read { db in
            let repo = try #require(try ReposStore(db).find(id: id))
            let day = try db.rows("SELECT count FROM repo_downloads WHERE repo_id = ?", .integer(id))
            return [repo.downloads, repo.downloadsAllTime, repo.trendingScore / 7]
                + (try day.map { try $0.integer("count") })
        }
    }

    @Test("what comes close together from one caller is one download", arguments: LFSFixture.Kind.available)
    func window(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let counter = DownloadCounter(database: fixture.database, logger: Self.logger)
        let start = ContinuousClock.now
        func record(_ caller: String, _ second: Int, _ repo: Int64 = LFSFixture.model) {
            counter.record(repo, caller: caller, now: start.advanced(by: .seconds(second)))
        }
        for second in [0, 0, 1, 299] { record("x", second) }
        record("y", 10)
        record("x", 10, LFSFixture.other)
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [2, 2, 2, 2])
        #expect(try await Self.counts(fixture.database, LFSFixture.other) == [1, 1, 1, 1])
        // Over the end of a period: the last one counts for the next, too.
        record("z", 298)
        record("z", 301)
        record("z", 590)
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [3, 3, 3, 3])
        // Later it is another download.
        record("z", 1_000)
        record("x", 5_000)
        record("x", 5_001)
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [5, 5, 5, 5])
        // Nothing new: nothing is written.
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [5, 5, 5, 5])
    }

    @Test("a repo that is gone takes no others along", arguments: LFSFixture.Kind.available)
    func gone(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let counter = DownloadCounter(database: fixture.database, logger: Self.logger)
        for id in [LFSFixture.other, LFSFixture.model, 999, -1] { counter.record(id, caller: "x") }
        try await fixture.execute("DELETE FROM repos WHERE id = \(LFSFixture.other)")
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [1, 1, 1, 1])
        let rows = try await fixture.database.read { db in try db.rows("SELECT * FROM repo_downloads") }
        #expect(rows.count == 1)
    }

    @Test("what could not be written is written later", arguments: LFSFixture.Kind.available)
    func failure(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let counter = DownloadCounter(database: fixture.database, logger: Self.logger)
        counter.record(LFSFixture.model, caller: "x")
        try await fixture.execute("ALTER TABLE repo_downloads RENAME TO elsewhere")
        await counter.writeDown(at: Self.noon)
        counter.record(LFSFixture.model, caller: "y")
        try await fixture.execute("ALTER TABLE elsewhere RENAME TO repo_downloads")
        await counter.writeDown(at: Self.noon)
        #expect(try await Self.counts(fixture.database) == [2, 2, 2, 2])
    }

    @Test("a node that stops writes down what it has", arguments: LFSFixture.Kind.available)
    func stopping(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let counter = DownloadCounter(database: fixture.database, logger: Self.logger)
        counter.record(LFSFixture.model, caller: "x")
        let running = Task { try await counter.run() }
        running.cancel()
        try await running.value
        #expect(try await Self.counts(fixture.database) == [1, 1, 1, 1])
    }

    @Test("two nodes add up", arguments: LFSFixture.Kind.available)
    func twoNodes(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await withThrowingTaskGroup { group in
            for node in 0..<4 {
                group.addTask {
                    for round in 0..<15 {
                        let counter = DownloadCounter(database: fixture.database, logger: Self.logger)
                        for id in [LFSFixture.other, LFSFixture.secret, LFSFixture.model] {
                            counter.record(id, caller: "\(node) \(round)")
                        }
                        await counter.writeDown(at: Self.noon)
                        try await fixture.database.write { db in
                            _ = try DownloadsStore(db).recount(after: 0, limit: 500, at: Self.noon)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        for id in [LFSFixture.model, LFSFixture.secret, LFSFixture.other] {
            #expect(try await Self.counts(fixture.database, id) == [60, 60, 60, 60])
        }
    }

    @Test("over HTTP", arguments: TestDatabase.available)
    func requests(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put("config.json", "{}"), .put("notes.txt", "n")])
            func count() async throws -> Int64? {
                await hub.server.downloads.writeDown()
                return try await hub.get("/api/\(repo)?expand=downloads,downloadsAllTime").json["downloads"]?.integer
            }
            try await hub.get("/ann/m/resolve/main/notes.txt").expect(200)
            try await hub.get("/ann/m/resolve/main/none").expect(404)
            try await hub.get("/ann/m/raw/main/config.json").expect(200)
            #expect(try await count() == 0)
            try await hub.send(.head, "/ann/m/resolve/main/config.json").expect(200)
            try await hub.get("/ann/m/resolve/main/config.json").expect(200)
            #expect(try await count() == 1)
            try await hub.get("/ann/m/resolve/main/config.json", as: "bob").expect(200)
            try await hub.get("/ann/m/resolve/main/config.json", as: "cay", headers: ["X-HF-Download-Counter": "0"])
                .expect(200)
            #expect(try await count() == 2)
            #expect(try await hub.items("/api/models?sort=downloads").first?["downloads"]?.integer == 2)
        }
    }
}
