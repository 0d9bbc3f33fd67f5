import HubAPI
import HubStorage
import Logging

/// Removes what nothing refers to any more: large files that no commit has, uploads that were never committed, and in
/// the end the bytes of xorbs and contents that only they used.
///
/// Bytes go in two steps. First they are doomed; an hour later, if still nothing refers to them, they are removed. Each
/// step looks again with the rows held, so that uploads may run meanwhile.
struct GarbageCollector: Sendable {
    static let interval = Duration.seconds(24 * 3600)

    let database: any Database
    let objects: any ObjectStore
    let xorbs: XorbObjects
    let logger: Logger

    private struct DryRun: Error {
        let report: GarbageReport
    }

    /// Collects garbage. Only one collector may run at a time: the caller holds the lease of the hub's daily job.
    func collect(_ policy: GarbagePolicy = GarbagePolicy()) async throws -> GarbageReport {
        let now = Timestamp.now
        if policy.grace < GarbagePolicy.memoryOfClients {
            // Clients may remember some of what goes: they must not rely on it.
            try await database.write { db in try XetStore(db).raiseEpoch() }
        }
        let removal = GarbageRemoval(collector: self, policy: policy)
        // What was doomed by an earlier run, before this run dooms more.
        var report = try await removal.removeXorbs()
        report += try await removal.removeContents()
        report += try await GarbageStages(policy: policy, now: now).run(on: database)
        if policy.doom == .zero {
            report += try await removal.removeXorbs()
            report += try await removal.removeContents()
        }
        report += try await removal.removeOrphans()
        try await database.write { db in try Self.enqueueRemoval(db) }
        log(report)
        return report
    }

    // MARK: Doomed bytes

    /// Asks for the removal of what is doomed when its time has come, in the transaction that dooms it.
    static func enqueueRemoval(_ db: any SQLConnection) throws {
        let removal = NextRemoval(policy: GarbagePolicy())
        guard let time = try removal.time(db) else { return }
        try JobStore(db).enqueue(.remove, Job.doomedSubject, at: time)
    }

    /// Does that job: removes what has been doomed for long enough.
    func removeDoomed() async throws -> JobOutcome {
        let policy = GarbagePolicy()
        let removal = GarbageRemoval(collector: self, policy: policy)
        var report = try await removal.removeXorbs()
        report += try await removal.removeContents()
        log(report)
        let next = try await database.read { db in try NextRemoval(policy: policy).time(db) }
        return next.map { .again(at: max($0, Timestamp.now.adding(.seconds(60)))) } ?? .done
    }

    /// What ``collect(_:)`` would do, for which nothing is changed.
    func rehearse(_ policy: GarbagePolicy = GarbagePolicy()) async throws -> GarbageReport {
        let stages = GarbageStages(policy: policy, now: .now)
        var report = GarbageReport()
        do {
            try await database.write { db in throw DryRun(report: try stages.run(within: db)) }
        } catch let outcome as DryRun {
            report = outcome.report
        }
        report += try await GarbageRemoval(collector: self, policy: policy, isDryRun: true).rehearse()
        return report
    }

    private func log(_ report: GarbageReport) {
        if report.unreadableRepos > 0 {
            logger.error(
                "garbage collection could not read the history of some repos: run roost admin fsck",
                metadata: ["repos": "\(report.unreadableRepos)"])
        }
        guard report != GarbageReport() else { return }
        logger.info("collected garbage", metadata: ["report": "\(report.json.text)"])
    }
}

extension Server {
    /// Collects garbage now, whether the server runs or not.
    ///
    /// A grace shorter than the memory of clients makes them forget what they know of this hub's storage.
    ///
    /// - Parameter isDryRun: Change nothing, and tell what would be removed.
    /// - Throws: ``GarbageCollectionRuns`` when somebody else does it at this moment.
    package func collectGarbage(_ policy: GarbagePolicy, isDryRun: Bool) async throws -> GarbageReport {
        if isDryRun { return try await garbage.rehearse(policy) }
        let now = Timestamp.now
        let end = JobLease.end(from: now)
        let job = try await database.write { db in
            try JobStore(db).take(.collect, Job.dailySubject, until: end, now: now)
        }
        guard let job else { throw GarbageCollectionRuns() }
        let lease = JobLease(job, until: end, database: database)
        let again = now.adding(GarbageCollector.interval)
        do {
            let report = try await lease.holding { [garbage] in try await garbage.collect(policy) }
            try await lease.end { store, job, end in try store.finish(job, leasedUntil: end, again: again) }
            return report
        } catch {
            try? await lease.end { store, job, end in try store.release(job, leasedUntil: end) }
            throw error
        }
    }

    private var garbage: GarbageCollector {
        GarbageCollector(database: database, objects: objects, xorbs: xorbs, logger: logger)
    }
}
