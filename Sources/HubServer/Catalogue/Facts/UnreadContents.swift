import HubAPI
import HubStorage
import Logging
import RepoCards

/// Contents that facts come from and that must be read where they lie, outside of every transaction.
struct UnreadContents: Sendable {
    /// Contents that are read at the same time.
    private static let width = 4

    let repoID: Int64
    let places: [(content: UnreadContent, place: ResolveService.Content)]
    /// Whether the repo no longer has some of them: these are left out.
    let areSomeLost: Bool

    init(_ unread: [UnreadContent], of repoID: Int64, _ db: any SQLConnection) throws {
        let large = try LFSStore(db).places(repoID, unread.compactMap(\.large?.sha256))
        self.repoID = repoID
        // Many files may have the same content.
        var seen: Set<ContentFactsStore.Key> = []
        let unread = unread.filter { seen.insert($0.key).inserted }
        places = try unread.compactMap { content in
            guard let file = content.large else { return (content, .object(try GitBlobKey.key(repoID, content.blob))) }
            return try large[file.sha256].map { (content, try ResolveService.content(file.sha256, $0, db)) }
        }
        areSomeLost = places.count < unread.count
    }

    /// What could be read, and why something could not. Nil is the fact of a content that isn't what its name says, and
    /// of all that is more than a commit's facts may be.
    func read(
        _ reader: ContentFactsReader, _ logger: Logger
    ) async throws -> (facts: [ContentFactsStore.Key: String?], failure: (any Error)?) {
        try await withThrowingTaskGroup(
            of: (ContentFactsStore.Key, Result<String?, any Error>).self
        ) { group in
            var rest = places[...]
            var facts: [ContentFactsStore.Key: String?] = [:]
            var failure: (any Error)?
            var budget = ContentFacts.mostBytes
            func start() {
                guard let (content, place) = rest.popFirst() else { return }
                group.addTask {
                    do {
                        return (content.key, .success(try await read(content, place, reader, logger)))
                    } catch {
                        try Task.checkCancellation()
                        return (content.key, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.width { start() }
            while let (key, result) = try await group.next() {
                switch result {
                case .success(let text?) where text.utf8.count > min(budget, ContentFacts.mostBytes(key.kind)):
                    logger.warning(
                        "a file says too much of itself to be described",
                        metadata: ["repo": "\(repoID)", "bytes": "\(text.utf8.count)"])
                    facts[key] = .some(nil)
                case .success(let text):
                    budget -= text?.utf8.count ?? 0
                    facts[key] = .some(text)
                case .failure(let error): failure = failure ?? error
                }
                start()
            }
            return (facts, failure)
        }
    }

    private func read(
        _ content: UnreadContent, _ place: ResolveService.Content, _ reader: ContentFactsReader, _ logger: Logger
    ) async throws -> String? {
        do {
            return try await reader.read(content.wanted.kind, place, size: content.size)
        } catch let error where error is FormatError || error is UnreadableContent || error is DecodingError {
            logger.info(
                "a file can't be described",
                metadata: ["repo": "\(repoID)", "path": "\(content.wanted.path)", "reason": "\(error)"])
            return nil
        }
    }
}
