import HubAPI
import HubStorage
import Logging
import RepoCards

/// What this hub's background jobs are, and how they are found when nobody asks for them.
struct BackgroundWork: Sendable {
    private static let pageSize = 500

    let database: any Database
    let conversion: XetConversion
    let proof: XetProof
    let garbage: GarbageCollector
    let descriptions: DescriptionService
    let recount: DownloadRecount
    let embedding: EmbeddingSweep?

    /// The worker of a node.
    func runner(signal: JobSignal, logger: Logger) -> JobRunner {
        JobRunner(database: database, handlers: handlers, sweep: sweep, signal: signal, logger: logger)
    }

    private var handlers: [Job.Kind: JobRunner.Handler] {
        [
            .convert: { job in
                if let subject = ContentSubject(job.subject) { try await conversion.convert(subject) }
                return .done
            },
            .prove: { job in
                if let subject = FileSubject(job.subject) { try await proof.prove(subject) }
                return .done
            },
            .describe: { job in
                try await descriptions.describe(subject: job.subject)
                return .done
            },
            .embed: { job in try await embedding?.handle(job) ?? .done },
            .count: { _ in .again(at: try await recount.run()) },
            .collect: { _ in
                _ = try await garbage.collect()
                return .again(at: Timestamp.now.adding(GarbageCollector.interval))
            },
            .remove: { _ in try await garbage.removeDoomed() },
        ]
    }

    /// Asks for all work that is left, so that nothing depends on its having been asked for: contents from before
    /// there were chunks, repos that have moved to another owner, jobs that were lost.
    @Sendable func sweep() async throws {
        let now = Timestamp.now
        var lastContent: ContentSubject?
        while true {
            let page = try await database.read { [lastContent] db in
                try LFSStore(db).readWhole(after: lastContent, limit: Self.pageSize)
            }
            try await enqueue(.convert, page.map(\.text), at: now)
            guard page.count == Self.pageSize else { break }
            lastContent = page.last
        }
        var lastFile: FileSubject?
        while true {
            let page = try await database.read { [lastFile] db in
                try LFSStore(db).unproven(after: lastFile, limit: Self.pageSize)
            }
            try await enqueue(.prove, page.map(\.text), at: now)
            guard page.count == Self.pageSize else { break }
            lastFile = page.last
        }
        try await enqueueDescriptions(at: now)
        try await enqueue(.count, [Job.dailySubject], at: now)
        if embedding != nil { try await enqueue(.embed, [EmbeddingSweep.everything], at: now) }
        try await database.write { db in try GarbageCollector.enqueueRemoval(db) }
        try await enqueue(.collect, [Job.dailySubject], at: now.adding(GarbageCollector.interval))
    }

    /// Repos from before the rules of this version.
    private func enqueueDescriptions(at now: Timestamp) async throws {
        var last: RepoFactsStore.Outdated?
        while true {
            let page = try await database.read { [last] db in
                try RepoFactsStore(db).outdated(before: RepoFacts.version, after: last, limit: Self.pageSize)
            }
            try await enqueue(.describe, page.map { String($0.repoID) }, at: now)
            guard page.count == Self.pageSize else { return }
            last = page.last
        }
    }

    private func enqueue(_ kind: Job.Kind, _ subjects: [String], at time: Timestamp) async throws {
        guard !subjects.isEmpty else { return }
        try await database.write { db in try JobStore(db).enqueueMissing(kind, subjects, at: time, now: .now) }
    }
}
