import GitObjects
import HubAPI
import HubStorage
import Logging
import RepoCards

/// Reads the contents that a commit's transaction could not, and derives the repo's facts from them.
struct DescriptionService: Sendable {
    /// How often it begins again because the branch has moved; the next commit asks for it anyway.
    private static let tries = 3
    /// How long a commit's answer waits for its facts.
    private static let patience = Duration.seconds(1)
    /// When a commit's job is due. It is mostly done before, by the node that took the commit.
    static let delay = Duration.seconds(2)

    let database: any Database
    let caches: HistoryCaches
    let contents: ContentFactsReader
    let logger: Logger
    let slots = DescriptionSlots()

    /// Does a job. The subject is a repo's id.
    func describe(subject: String) async throws {
        if let repoID = Int64(subject) { try await describe(repoID) }
    }

    /// Does the job of a commit that was just made, so that whoever made it finds the facts; but nobody waits long for
    /// that. What goes wrong here is left to the worker.
    func describeSoon(_ repoID: Int64) async {
        guard slots.take() else { return }
        // Not a task group: that would wait for the work to its end, however long it takes.
        let (ends, end) = AsyncStream.makeStream(of: Never.self)
        Task {
            // The job stays, and the worker tells what goes wrong with it.
            try? await describeNow(repoID)
            slots.leave()
            end.finish()
        }
        let patience = Task {
            try? await Task.sleep(for: Self.patience)
            end.finish()
        }
        for await _ in ends {}
        patience.cancel()
    }

    private func describeNow(_ repoID: Int64) async throws {
        let now = Timestamp.now
        let end = JobLease.end(from: now)
        let job = try await database.write { db in
            try JobStore(db).take(.describe, String(repoID), until: end, now: now)
        }
        guard let job else { return }
        let lease = JobLease(job, until: end, database: database)
        do {
            try await lease.holding { try await describe(repoID) }
            try await lease.end { store, job, end in try store.finish(job, leasedUntil: end) }
        } catch {
            try await lease.end { store, job, end in try store.release(job, leasedUntil: end) }
            throw error
        }
    }

    func describe(_ repoID: Int64) async throws {
        for _ in 0..<Self.tries {
            guard let reading = try await reading(repoID) else { return }
            let (facts, failure) = try await reading.unread.read(contents, logger)
            let isRecorded = try await record(facts, reading, isLast: failure == nil)
            // What could be read counts; the job comes back for the rest.
            if let failure { throw failure }
            if isRecorded { return }
        }
    }

    private struct Reading: Sendable {
        let repoID: Int64
        let head: ObjectID
        let unread: UnreadContents
    }

    /// What is to be read. Derives at once from what is known: with nothing to read, that is all.
    private func reading(_ repoID: Int64) async throws -> Reading? {
        let caches = caches
        return try await database.write { db in
            guard let repo = try ReposStore(db).find(id: repoID, locking: true), let head = repo.head else {
                return nil
            }
            let reader = HistoryReader(writing: db, repoID: repoID, caches: caches)
            guard let commit = try reader.commit(head) else { return nil }
            // Newer rules may want to know more of a file than the older ones kept.
            if repo.factsVersion != 0, repo.factsVersion != RepoFacts.version {
                try ContentFactsStore(db).keepOnly([], of: repoID)
            }
            let unread = try HeadDerivation(db: db, repo: repo, reader: reader).derive(commit)
            if unread.isEmpty { return nil }
            return Reading(
                repoID: repoID, head: head, unread: try UnreadContents(unread, of: repoID, db))
        }
    }

    /// Returns false if the branch has moved meanwhile.
    private func record(
        _ facts: [ContentFactsStore.Key: String?], _ reading: Reading, isLast: Bool
    ) async throws -> Bool {
        let caches = caches
        return try await database.write { db in
            guard let repo = try ReposStore(db).find(id: reading.repoID, locking: true) else { return true }
            try ContentFactsStore(db).put(facts, of: repo.id)
            guard repo.head == reading.head else { return false }
            let reader = HistoryReader(writing: db, repoID: repo.id, caches: caches)
            guard let commit = try reader.commit(reading.head) else { return true }
            try HeadDerivation(db: db, repo: repo, reader: reader).derive(commit, isLast: isLast)
            return true
        }
    }
}
