import HubAPI
import HubStorage
import Logging
import Synchronization
import Testing

@testable import HubServer

@Suite("Background jobs")
struct JobsTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let start = Timestamp(milliseconds: 1_000_000)

    private static func time(_ milliseconds: Int64) -> Timestamp { start.adding(.milliseconds(milliseconds)) }

    @Test("a job is leased to one, comes back when the lease ends, and ends once", arguments: LFSFixture.Kind.available)
    func leases(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let jobs = JobStore(db)
            try jobs.enqueue(.prove, "late", at: Self.time(50), now: Self.start)
            try jobs.enqueue(.prove, "early", at: Self.time(10), now: Self.start)
            // Work that waits is not doubled or put off.
            try jobs.enqueue(.prove, "early", at: Self.time(500), now: Self.start)
            #expect(try !jobs.isAnyDue(now: Self.time(9)))
            #expect(try jobs.claim(until: Self.time(100), now: Self.time(9)) == nil)

            let first = try #require(try jobs.claim(until: Self.time(200), now: Self.time(60)))
            #expect(first.subject == "early" && first.attempts == 1)
            let second = try #require(try jobs.claim(until: Self.time(200), now: Self.time(60)))
            #expect(second.subject == "late")
            #expect(try jobs.claim(until: Self.time(300), now: Self.time(199)) == nil)

            #expect(try jobs.renew(first, from: Self.time(200), to: Self.time(300)))
            let again = try #require(try jobs.claim(until: Self.time(400), now: Self.time(250)))
            #expect(again.subject == "late" && again.attempts == 2)
            // Who lost the lease can neither renew nor end it.
            #expect(try !jobs.renew(second, from: Self.time(200), to: Self.time(999)))
            try jobs.finish(second, leasedUntil: Self.time(200))
            #expect(try jobs.renew(again, from: Self.time(400), to: Self.time(400)))

            try jobs.finish(again, leasedUntil: Self.time(400))
            try jobs.finish(first, leasedUntil: Self.time(300))
            #expect(try db.rows("SELECT * FROM jobs").isEmpty)
        }
    }

    @Test("work that is asked for while it runs is done once more", arguments: LFSFixture.Kind.available)
    func askedAgain(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let jobs = JobStore(db)
            try jobs.enqueue(.convert, "x", at: Self.time(0), now: Self.start)
            let job = try #require(try jobs.claim(until: Self.time(100), now: Self.time(10)))
            try jobs.enqueue(.convert, "x", at: Self.time(30), now: Self.time(20))
            #expect(try jobs.claim(until: Self.time(200), now: Self.time(40)) == nil)
            try jobs.finish(job, leasedUntil: Self.time(100))
            let again = try #require(try jobs.claim(until: Self.time(200), now: Self.time(40)))
            #expect(again.subject == "x" && again.attempts == 1)
            try jobs.finish(again, leasedUntil: Self.time(200))
            #expect(try db.rows("SELECT * FROM jobs").isEmpty)
        }
    }

    @Test("one certain job is taken at once, unless somebody has it", arguments: LFSFixture.Kind.available)
    func taking(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let jobs = JobStore(db)
            let job = try #require(try jobs.take(.collect, "daily", until: Self.time(100), now: Self.time(0)))
            #expect(try jobs.take(.collect, "daily", until: Self.time(150), now: Self.time(50)) == nil)
            #expect(try jobs.claim(until: Self.time(150), now: Self.time(50)) == nil)
            try jobs.finish(job, leasedUntil: Self.time(100), again: Self.time(1_000))
            #expect(try !jobs.isAnyDue(now: Self.time(999)))
            #expect(try jobs.take(.collect, "daily", until: Self.time(700), now: Self.time(600)) != nil)
        }
    }

    @Test("many workers do each job once", arguments: LFSFixture.Kind.available)
    func manyWorkers(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            try JobStore(db).enqueueMissing(
                .prove, (0..<60).map { "job \($0)" }, at: Self.start, now: Self.start)
        }
        let done = Mutex<[String]>([])
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                let runner = runner(fixture) { job in
                    done.withLock { $0.append(job.subject) }
                    return .done
                }
                group.addTask { try await runner.runDue() }
            }
            try await group.waitForAll()
        }
        #expect(done.withLock { $0.sorted() } == (0..<60).map { "job \($0)" }.sorted())
        #expect(try await fixture.database.read { db in try db.rows("SELECT * FROM jobs") }.isEmpty)
    }

    @Test("a job that fails comes back later, and says why it failed", arguments: LFSFixture.Kind.available)
    func failure(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            for subject in ["broken", "postponed", "periodic"] {
                try JobStore(db).enqueue(.prove, subject, at: Self.start, now: Self.start)
            }
        }
        let before = Timestamp.now
        let count = try await runner(fixture) { job in
            switch job.subject {
            case "broken": throw TestFailure("it is\0broken")
            case "postponed": throw PostponedJob(for: .seconds(86_400), "not now")
            default: return .again(at: before.adding(.seconds(7_200)))
            }
        }.runDue()
        // On a busy machine the broken one may be due again before the others are done.
        #expect(count >= 3)
        let rows = try await fixture.database.read { db in
            try db.rows("SELECT subject, run_at, attempts, leased_until, last_error FROM jobs ORDER BY subject")
        }
        let delays = try rows.map { (try $0.integer("run_at") - before.milliseconds) / 1_000 }
        #expect(try rows.map { try $0.text("subject") } == ["broken", "periodic", "postponed"])
        #expect(delays[0] >= 3 && delays[1] == 7_200 && (86_399...86_500).contains(delays[2]))
        #expect(try rows.map { try $0.integer("attempts") } == [Int64(count) - 2, 0, 1])
        #expect(try rows.allSatisfy { try $0.integer("leased_until") == 0 })
        #expect(try rows[0].textOrNil("last_error") == "it is broken")
        #expect(try rows[2].textOrNil("last_error") == "not now")
    }

    @Test("the wait between attempts grows, and never beyond an hour")
    func backOff() {
        for attempt in 1...200 as ClosedRange<Int64> {
            let delay = JobRunner.delay(afterAttempt: attempt)
            #expect(delay <= .seconds(3_600) && delay >= .seconds(3))
            if attempt >= 12 { #expect(delay >= .seconds(2_600)) }
        }
        #expect(JobRunner.delay(afterAttempt: 1) <= .seconds(5))
    }

    @Test("a worker that stops gives its job back at once", arguments: LFSFixture.Kind.available)
    func shutdown(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            try JobStore(db).enqueue(.prove, "long", at: Self.start, now: Self.start)
        }
        let (began, continuation) = AsyncStream.makeStream(of: Void.self)
        let runner = runner(fixture) { _ in
            continuation.yield()
            try await Task.sleep(for: .seconds(600))
            return .done
        }
        let running = Task { try await runner.runDue() }
        _ = await began.first { true }
        running.cancel()
        _ = await running.result
        let row = try #require(try await fixture.database.read { db in try db.row("SELECT * FROM jobs") })
        #expect(try row.integer("leased_until") == 0 && row.integer("attempts") == 0)
        #expect(try row.textOrNil("last_error") == nil)
    }

    @Test("a raised signal wakes the worker, also when it was raised before", .timeLimit(.minutes(20)))
    func signal() async {
        // Whoever is not woken sleeps past the limit.
        let signal = JobSignal()
        signal.raise()
        await signal.wait(atMost: .seconds(3600))
        let waiting = Task { await signal.wait(atMost: .seconds(3600)) }
        try? await Task.sleep(for: .milliseconds(20))
        signal.raise()
        await waiting.value
        await signal.wait(atMost: .milliseconds(30))
    }

    private func runner(_ fixture: LFSFixture, _ handler: @escaping JobRunner.Handler) -> JobRunner {
        JobRunner(
            database: fixture.database, handlers: [.prove: handler], sweep: {}, signal: JobSignal(),
            logger: Self.logger)
    }
}
