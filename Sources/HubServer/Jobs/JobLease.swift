import HubAPI
import HubStorage
import Synchronization

/// A job that this process works on. The lease is renewed while it does, so that no other node begins the same; if the
/// process dies, the lease runs out and another one takes the job.
struct JobLease: Sendable {
    static let length = Duration.seconds(120)
    private static let renewal = Duration.seconds(30)

    let database: any Database
    let job: Job
    /// The end of the lease, which renewals move.
    private let end: EndOfLease

    init(_ job: Job, until end: Timestamp, database: any Database) {
        self.database = database
        self.job = job
        self.end = EndOfLease(end)
    }

    /// When a lease that begins now ends.
    static func end(from now: Timestamp) -> Timestamp { now.adding(length) }

    /// Runs `work` and renews the lease meanwhile. The work is cancelled when the lease is lost.
    ///
    /// - Throws: ``JobLeaseLost``, or what the work throws.
    func holding<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await renewUntilLost()
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                guard let value = result else { throw JobLeaseLost() }
                return value
            }
            throw JobLeaseLost()
        }
    }

    /// Returns when the job is somebody else's.
    private func renewUntilLost() async throws {
        while true {
            try await Task.sleep(for: Self.renewal)
            let old = end.value
            let now = Timestamp.now
            let new = Self.end(from: now)
            do {
                guard try await database.write({ db in try JobStore(db).renew(job, from: old, to: new) }) else {
                    return
                }
                end.value = new
            } catch let error as DatabaseError where error.code == .busy || error.code == .unavailable {
                // There is time left for some more tries.
                guard now < old else { return }
            }
        }
    }

    /// Writes down how the job ended; also when the task is cancelled, because others wait for that word.
    func end(_ body: @escaping @Sendable (JobStore, Job, Timestamp) throws -> Void) async throws {
        let (job, end) = (job, end.value)
        try await Task { try await database.write { db in try body(JobStore(db), job, end) } }.value
    }
}

/// Another node has the job: this one was away for too long.
struct JobLeaseLost: Error, CustomStringConvertible {
    var description: String { "the lease of the job was lost to another node" }
}

/// The end of a lease, shared by the one who renews it and the one who ends it.
private final class EndOfLease: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ moment: Timestamp) { self.moment = Mutex(moment) }

    var value: Timestamp {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }
}

extension Timestamp {
    func adding(_ duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: milliseconds + seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
