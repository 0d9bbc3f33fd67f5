import HubAPI
import HubStorage
import Logging
import ServiceLifecycle

/// This node's worker: does the hub's background work, one job at a time.
struct JobRunner: Service {
    typealias Handler = @Sendable (Job) async throws -> JobOutcome

    /// How long work that other nodes asked for may wait.
    private static let pollInterval = Duration.seconds(5)
    private static let sweepInterval = Duration.seconds(3600)
    private static let firstDelay = Duration.seconds(5)
    static let longestDelay = Duration.seconds(3600)

    let database: any Database
    let handlers: [Job.Kind: Handler]
    /// Looks for work that nobody asked for; done at the start and once an hour.
    let sweep: @Sendable () async throws -> Void
    let signal: JobSignal
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var nextSweep = ContinuousClock.now
            while !Task.isCancelled {
                if ContinuousClock.now >= nextSweep {
                    nextSweep = .now.advanced(by: Self.sweepInterval)
                    await logging("looking for background work") { try await sweep() }
                }
                await logging("background work") { _ = try await runDue() }
                guard !Task.isCancelled else { return }
                await signal.wait(atMost: Self.pollInterval)
            }
        }
    }

    private func logging(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("\(what) failed; it is tried again", metadata: ["error": "\(error)"])
        }
    }

    /// Does all work that is due. Returns the number of jobs done, failed ones included.
    @discardableResult
    func runDue() async throws -> Int {
        var count = 0
        while !Task.isCancelled, try await runOne() { count += 1 }
        return count
    }

    private func runOne() async throws -> Bool {
        let now = Timestamp.now
        guard try await database.read({ db in try JobStore(db).isAnyDue(now: now) }) else { return false }
        let end = JobLease.end(from: now)
        let job = try await database.write { db in try JobStore(db).claim(until: end, now: now) }
        guard let job else { return false }
        let lease = JobLease(job, until: end, database: database)
        guard let handler = handlers[job.kind] else {
            try await lease.end { store, job, end in
                try store.fail(
                    job, leasedUntil: end, error: "this node does not know the work",
                    again: now.adding(Self.longestDelay)
                )
            }
            return true
        }
        do {
            let outcome = try await lease.holding { try await handler(job) }
            try await lease.end { store, job, end in
                switch outcome {
                case .done: try store.finish(job, leasedUntil: end)
                case .again(let time): try store.finish(job, leasedUntil: end, again: time)
                }
            }
        } catch {
            try await fail(lease, error)
        }
        return true
    }

    private func fail(_ lease: JobLease, _ error: any Error) async throws {
        let job = lease.job
        if Task.isCancelled {
            // The node stops; another one, or the next start, begins again at once.
            return try await lease.end { store, job, end in try store.release(job, leasedUntil: end) }
        }
        if error is JobLeaseLost {
            logger.warning("a job was lost to another node", metadata: ["job": "\(job.kind.rawValue) \(job.subject)"])
            return
        }
        let delay = (error as? PostponedJob)?.delay ?? Self.delay(afterAttempt: job.attempts)
        let again = Timestamp.now.adding(delay)
        logger.error(
            "a job failed",
            metadata: [
                "job": "\(job.kind.rawValue) \(job.subject)", "attempt": "\(job.attempts)", "error": "\(error)",
                "again": "\(again.iso8601)",
            ])
        let text = String(describing: error)
        try await lease.end { store, job, end in try store.fail(job, leasedUntil: end, error: text, again: again) }
    }

    /// Doubles with each attempt up to an hour, spread so that jobs which failed together don't come back together.
    static func delay(afterAttempt attempt: Int64) -> Duration {
        let longest = min(firstDelay * (1 << Int(min(max(attempt - 1, 0), 16))), longestDelay)
        return longest * Double.random(in: 0.75...1)
    }
}
