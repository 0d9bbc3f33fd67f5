import HubAPI
import HubStorage
import Synchronization

/// Finds the repos whose vectors are missing or out of date, and embeds them.
///
/// One job does it for all repos, in batches and a few seconds at a time, so that a new model doesn't fill the table
/// of jobs and other work goes on between. Where it stopped is remembered by this process only: another one begins at
/// the start, which costs it some reading.
final class EmbeddingSweep: Sendable {
    static let pageSize = 500
    /// The subject of the job that goes through all repos; a repo's own job has its id.
    static let everything = "all"
    private static let start = Int64.min

    let job: EmbeddingJob
    private let turn: Duration
    private let position = Mutex(start)

    /// - Parameter turn: How long one turn takes before other jobs have theirs.
    init(_ job: EmbeddingJob, turn: Duration = .seconds(10)) {
        self.job = job
        self.turn = turn
    }

    static func subject(_ repoID: Int64) -> String { String(repoID) }

    /// Does a job: one repo's, or the next turn of all repos.
    func handle(_ job: Job) async throws -> JobOutcome {
        if job.subject == Self.everything { return try await run() ? .done : .again(at: .now) }
        if let id = Int64(job.subject) { try await self.job.embed(repoIDs: [id]) }
        return .done
    }

    /// A page of repos that must be embedded, and the place where the next page begins; nil after the last one.
    func stale(after id: Int64) async throws -> (sources: [VectorStore.Source], next: Int64?) {
        let page = try await job.database.read { db in
            try VectorStore(db).sources(after: id, limit: Self.pageSize)
        }
        return (page.filter(job.isStale), page.count == Self.pageSize ? page.last?.repoID : nil)
    }

    /// Embeds what is stale until its turn is over. Returns whether it came to the end.
    ///
    /// - Throws: ``PostponedJob`` when the endpoint can't do it now.
    func run() async throws -> Bool {
        let end = ContinuousClock.now.advanced(by: turn)
        while ContinuousClock.now < end {
            try Task.checkCancellation()
            let page = try await stale(after: position.withLock(\.self))
            // A page takes as long as it takes; it is done whole, so that the place is right.
            try await job.embed(page.sources)
            position.withLock { $0 = page.next ?? Self.start }
            if page.next == nil { return true }
        }
        return false
    }
}
