import GitObjects
import HubAPI
import HubStorage
import Logging
import ModelFormats
import RepoCards

/// Reads the contents that a commit's transaction could not, and derives the repo's facts from them.
struct DescriptionService: Sendable {
    /// Contents that are read at the same time.
    private static let width = 4
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
            let (facts, failure) = try await read(reading)
            let isRecorded = try await record(facts, reading, isLast: failure == nil)
            // What could be read counts; the job comes back for the rest.
            if let failure { throw failure }
            if isRecorded { return }
        }
    }

    private struct Reading: Sendable {
        let repoID: Int64
        let head: ObjectID
        let unread: [(content: UnreadContent, place: ResolveService.Content)]
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
            let places = try LFSStore(db).places(repoID, unread.compactMap(\.large?.sha256))
            return Reading(
                repoID: repoID, head: head,
                unread: try unread.compactMap { content in
                    try Self.place(content, repoID, places, db).map { (content, $0) }
                })
        }
    }

    /// Where a content is read from; nil if the repo has lost it.
    private static func place(
        _ content: UnreadContent, _ repoID: Int64, _ places: [[UInt8]: LargeContent], _ db: any SQLConnection
    ) throws -> ResolveService.Content? {
        guard let large = content.large else { return .object(try GitBlobKey.key(repoID, content.blob)) }
        return try places[large.sha256].map { try ResolveService.content(large.sha256, $0, db) }
    }

    /// What could be read, and why something could not.
    private func read(
        _ reading: Reading
    ) async throws -> (facts: [ContentFactsStore.Key: String?], failure: (any Error)?) {
        try await withThrowingTaskGroup(
            of: (ContentFactsStore.Key, Result<String?, any Error>).self
        ) { group in
            var rest = reading.unread[...]
            var facts: [ContentFactsStore.Key: String?] = [:]
            var failure: (any Error)?
            func start() {
                guard let (content, place) = rest.popFirst() else { return }
                group.addTask {
                    do {
                        return (content.key, .success(try await read(content, place, of: reading.repoID)))
                    } catch {
                        try Task.checkCancellation()
                        return (content.key, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.width { start() }
            while let (key, result) = try await group.next() {
                switch result {
                case .success(let text): facts[key] = .some(text)
                case .failure(let error): failure = failure ?? error
                }
                start()
            }
            return (facts, failure)
        }
    }

    /// Nil for a content that isn't what its name says: it won't be asked for again.
    private func read(
        _ content: UnreadContent, _ place: ResolveService.Content, of repoID: Int64
    ) async throws -> String? {
        do {
            return try await contents.read(content.wanted.kind, place, size: content.size)
        } catch let error where error is FormatError || error is UnreadableContent || error is DecodingError {
            logger.info(
                "a file can't be described",
                metadata: ["repo": "\(repoID)", "path": "\(content.wanted.path)", "reason": "\(error)"])
            return nil
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
