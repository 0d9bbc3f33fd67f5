import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Counting downloads anew")
struct DownloadRecountTests {
    private static let day: Int64 = 86_400_000
    private static let today: Int64 = 20_000

    private static func time(_ day: Int64, _ milliseconds: Int64 = 0) -> Timestamp {
        Timestamp(milliseconds: day * Self.day + milliseconds)
    }

    private struct Counts: Equatable {
        let downloads: Int64
        let allTime: Int64
        let trending: Int64
    }

    private static func counts(_ fixture: LFSFixture, _ id: Int64 = LFSFixture.model) async throws -> Counts {
        try await fixture.database.read { db in
            let repo = try #require(try ReposStore(db).find(id: id))
            return Counts(downloads: repo.downloads, allTime: repo.downloadsAllTime, trending: repo.trendingScore)
        }
    }

    @Test("what is added at once is what counting anew gives", arguments: LFSFixture.Kind.available)
    func idempotence(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let recount = DownloadRecount(database: fixture.database)
        try await fixture.database.write { db in
            try DownloadsStore(db).add([LFSFixture.model: 3], at: Self.time(Self.today))
            try DownloadsStore(db).add(
                [LFSFixture.model: 2, LFSFixture.other: 1], at: Self.time(Self.today, Self.day - 1))
        }
        let expected = Counts(downloads: 5, allTime: 5, trending: 35)
        #expect(try await Self.counts(fixture) == expected)
        let version = try await fixture.database.read { db in try ReposStore(db).find(id: LFSFixture.model)?.version }
        for milliseconds in [0, 1, Self.day - 1] {
            let next = try await recount.run(now: Self.time(Self.today, milliseconds))
            #expect(next == Self.time(Self.today + 1, 60_000))
            #expect(try await Self.counts(fixture) == expected)
        }
        // Rows that don't change are not written.
        let later = try await fixture.database.read { db in try ReposStore(db).find(id: LFSFixture.model)?.version }
        #expect(version == later)
    }

    @Test("days pass out of the windows", arguments: LFSFixture.Kind.available)
    func windows(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let recount = DownloadRecount(database: fixture.database)
        try await fixture.database.write { db in
            try DownloadsStore(db).add([LFSFixture.model: 10], at: Self.time(Self.today))
            try DownloadsStore(db).add([LFSFixture.model: 1], at: Self.time(Self.today + 1))
        }
        let cases: [(Int64, Int64, Int64)] = [
            (1, 11, 67), (2, 11, 56), (6, 11, 12), (7, 11, 1), (8, 11, 0), (29, 11, 0), (30, 1, 0), (31, 0, 0),
            (50, 0, 0),
        ]
        for (days, downloads, trending) in cases {
            _ = try await recount.run(now: Self.time(Self.today + days))
            let expected = Counts(downloads: downloads, allTime: 11, trending: trending)
            #expect(try await Self.counts(fixture) == expected, "after \(days) days")
        }
        #expect(try await Self.rows(fixture) == 2)
        _ = try await recount.run(now: Self.time(Self.today + 400))
        #expect(try await Self.rows(fixture) == 2)
        _ = try await recount.run(now: Self.time(Self.today + 401))
        #expect(try await Self.rows(fixture) == 1)
        #expect(try await Self.counts(fixture).allTime == 11)
    }

    @Test("repos are counted a few at a time, each once", arguments: LFSFixture.Kind.available)
    func batches(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let all = [LFSFixture.model, LFSFixture.secret, LFSFixture.other]
        try await fixture.database.write { db in
            try DownloadsStore(db).add([LFSFixture.model: 4, LFSFixture.other: 5], at: Self.time(Self.today))
            // From a time when something else was counted.
            try db.execute("UPDATE repos SET trending_score = 9 WHERE id = ?", .integer(LFSFixture.secret))
            var looked: [Int64?] = []
            var last: Int64? = 0
            while let after = last {
                last = try DownloadsStore(db).recount(after: after, limit: 1, at: Self.time(Self.today + 1))
                looked.append(last)
            }
            #expect(looked == all.map { $0 } + [nil])
        }
        #expect(try await Self.counts(fixture) == Counts(downloads: 4, allTime: 4, trending: 24))
        #expect(try await Self.counts(fixture, LFSFixture.secret) == Counts(downloads: 0, allTime: 0, trending: 0))
        #expect(try await Self.counts(fixture, LFSFixture.other) == Counts(downloads: 5, allTime: 5, trending: 30))
    }

    private static func rows(_ fixture: LFSFixture) async throws -> Int {
        try await fixture.database.read { db in try db.rows("SELECT * FROM repo_downloads").count }
    }
}
