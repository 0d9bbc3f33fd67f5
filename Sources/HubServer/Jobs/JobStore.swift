import HubAPI
import HubStorage

/// The rows of work that goes on after the answer. SQL and nothing else.
///
/// A node that takes a job leases it. The end of the lease, which is renewed while the job runs, is also what the node
/// shows to prove that the job is still its own.
struct JobStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// Asks for work to be done, in the transaction of what makes it necessary. Work that waits already is not
    /// doubled; work that runs is done once more, because it may have looked before this transaction ends.
    func enqueue(_ kind: Job.Kind, _ subject: String, at time: Timestamp, now: Timestamp = .now) throws {
        try db.execute(
            """
            INSERT INTO jobs (kind, subject, run_at, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, subject) DO UPDATE SET run_at = excluded.run_at
                WHERE jobs.leased_until > excluded.created_at
            """, .text(kind.rawValue), .text(subject), .integer(time.milliseconds), .integer(now.milliseconds))
    }

    /// As ``enqueue(_:_:at:now:)`` for many, which leaves work that runs alone.
    func enqueueMissing(_ kind: Job.Kind, _ subjects: [String], at time: Timestamp, now: Timestamp) throws {
        try db.execute(
            """
            INSERT INTO jobs (kind, subject, run_at, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, subject) DO NOTHING
            """,
            batches: subjects.map {
                [.text(kind.rawValue), .text($0), .integer(time.milliseconds), .integer(now.milliseconds)]
            })
    }

    // MARK: Leases

    /// Whether ``claim(until:now:)`` would find something. Reading is cheap where writes take turns.
    func isAnyDue(now: Timestamp) throws -> Bool {
        try db.row(
            "SELECT 1 AS due FROM jobs WHERE run_at <= ? AND leased_until <= ? LIMIT 1",
            .integer(now.milliseconds), .integer(now.milliseconds)) != nil
    }

    /// Takes the job that has been due for longest and that nobody works on.
    func claim(until end: Timestamp, now: Timestamp) throws -> Job? {
        let row = try db.row(
            """
            SELECT kind, subject, attempts, run_at FROM jobs WHERE run_at <= ? AND leased_until <= ?
            ORDER BY run_at, kind, subject LIMIT 1
            """ + db.dialect.forUpdateSkipLocked, .integer(now.milliseconds), .integer(now.milliseconds))
        guard let row else { return nil }
        let kind = try row.text("kind")
        let subject = try row.text("subject")
        try db.execute(
            "UPDATE jobs SET leased_until = ?, attempts = attempts + 1 WHERE kind = ? AND subject = ?",
            .integer(end.milliseconds), .text(kind), .text(subject))
        guard let kind = Job.Kind(rawValue: kind) else {
            // A newer node's work; the lease keeps it out of the way of the others for a while.
            return nil
        }
        return Job(
            kind: kind, subject: subject, attempts: try row.integer("attempts") + 1,
            runAt: Timestamp(milliseconds: try row.integer("run_at")))
    }

    /// Takes one certain job at once, whether it was due or not. Nil if somebody works on it.
    func take(_ kind: Job.Kind, _ subject: String, until end: Timestamp, now: Timestamp) throws -> Job? {
        let taken = try db.execute(
            """
            INSERT INTO jobs (kind, subject, run_at, leased_until, attempts, created_at) VALUES (?, ?, ?, ?, 1, ?)
            ON CONFLICT (kind, subject) DO UPDATE SET run_at = excluded.run_at, leased_until = excluded.leased_until,
                attempts = jobs.attempts + 1 WHERE jobs.leased_until <= excluded.created_at
            """,
            .text(kind.rawValue), .text(subject), .integer(now.milliseconds), .integer(end.milliseconds),
            .integer(now.milliseconds))
        return taken == 1 ? Job(kind: kind, subject: subject, attempts: 1, runAt: now) : nil
    }

    /// Moves the end of a lease. False if the job is no longer the caller's.
    func renew(_ job: Job, from end: Timestamp, to newEnd: Timestamp) throws -> Bool {
        try update(job, end, "leased_until = ?", [.integer(newEnd.milliseconds)])
    }

    // MARK: Ends

    /// Ends a job that went well. It stays, as new, if it was asked for again while it ran.
    func finish(_ job: Job, leasedUntil end: Timestamp) throws {
        let removed = try db.execute(
            "DELETE FROM jobs WHERE kind = ? AND subject = ? AND leased_until = ? AND run_at = ?",
            .text(job.kind.rawValue), .text(job.subject), .integer(end.milliseconds),
            .integer(job.runAt.milliseconds))
        if removed == 0 { _ = try update(job, end, "leased_until = 0, attempts = 0, last_error = NULL", []) }
    }

    /// Ends a job that went well and is to be done again.
    func finish(_ job: Job, leasedUntil end: Timestamp, again time: Timestamp) throws {
        _ = try update(
            job, end, "leased_until = 0, attempts = 0, last_error = NULL, run_at = ?", [.integer(time.milliseconds)])
    }

    /// Gives a job back that failed.
    func fail(_ job: Job, leasedUntil end: Timestamp, error: String, again time: Timestamp) throws {
        _ = try update(
            job, end, "leased_until = 0, last_error = ?, run_at = ?",
            [.text(String(error.replacing("\0", with: " ").prefix(1_000))), .integer(time.milliseconds)])
    }

    /// Gives a job back that was interrupted, as if it had not been begun.
    func release(_ job: Job, leasedUntil end: Timestamp) throws {
        _ = try update(job, end, "leased_until = 0, attempts = attempts - 1", [])
    }

    private func update(_ job: Job, _ end: Timestamp, _ change: String, _ values: [SQLValue]) throws -> Bool {
        try db.execute(
            "UPDATE jobs SET \(change) WHERE kind = ? AND subject = ? AND leased_until = ?",
            values + [.text(job.kind.rawValue), .text(job.subject), .integer(end.milliseconds)]) == 1
    }
}
