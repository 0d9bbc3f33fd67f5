import Crypto
import GitObjects
import HubAPI
import HubStorage
import Logging
import NIOCore
import Synchronization

@testable import HubServer

/// A hub's storage without a server. Commits come in as the hub makes them; descriptions are read when a test says so.
struct FactsFixture: Sendable {
    enum File: Sendable {
        case text(String)
        case bytes([UInt8])
        /// Stored beside git.
        case large([UInt8])
    }

    let storage: StorageFixture
    let held: HeldStore
    let descriptions: DescriptionService

    var database: any Database { storage.database }

    init(_ kind: LFSFixture.Kind) async throws {
        storage = try await StorageFixture(kind)
        held = HeldStore(storage.objects)
        descriptions = DescriptionService(
            database: storage.database, caches: HistoryCaches(),
            contents: ContentFactsReader(stored: StoredBytes(objects: held, reader: storage.reader)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Makes a commit of exactly these files. Returns whether contents are left to be read.
    @discardableResult
    func commit(_ files: [String: File], to repoID: Int64 = LFSFixture.model) async throws -> Bool {
        for case .large(let bytes) in files.values { try await storage.putWhole(bytes, in: repoID) }
        return try await database.write { db in
            let reader = HistoryReader(writing: db, repoID: repoID, caches: HistoryCaches())
            let (commit, parent) = try Self.write(files, reader)
            guard let repo = try ReposStore(db).find(id: repoID) else { throw TestFailure("no repo \(repoID)") }
            return try HeadDerivation(db: db, repo: repo, reader: reader).record(commit, after: parent)
        }
    }

    /// Writes history and nothing else, so that it also works in a database of an older version.
    static func write(
        _ files: [String: File], _ reader: HistoryReader
    ) throws -> (commit: CommitRecord, parent: CommitRecord?) {
        let now = Timestamp.now
        let old = try reader.store.ref(CommitService.mainBranch)
        let parent = try old.flatMap { try reader.commit($0) }
        var tree = try TreeChangeset(base: nil, reader: reader)
        var objects: [HistoryStore.NewObject] = []
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            let bytes: [UInt8]
            var large: TreeListing.LargeFile?
            switch file {
            case .text(let text): bytes = Array(text.utf8)
            case .bytes(let content): bytes = content
            case .large(let content):
                let file = TreeListing.LargeFile(
                    sha256: Array(SHA256.hash(data: content)), size: Int64(content.count))
                guard let pointer = LFSPointer(sha256: LFSDigest.hex(file.sha256), size: file.size) else {
                    throw TestFailure("no pointer for \(path)")
                }
                bytes = pointer.serialized()
                large = file
            }
            let id = ObjectID.hash(.blob, bytes)
            objects.append(.init(id: id, kind: .blob, size: Int64(bytes.count), data: bytes))
            try tree.set(try FilePath(path), id, .init(size: Int64(bytes.count), large: large))
        }
        let (root, trees) = try tree.finish()
        let author = Account(
            id: LFSFixture.ann, kind: .user, name: "ann", fullName: "", email: nil, isAdmin: false,
            defaultVisibility: .public, createdAt: Timestamp(milliseconds: 0))
        let commit = try CommitWriter(reader: reader).write(
            .init(
                tree: root, parents: parent.map { [$0] } ?? [], author: author, title: "change", message: "",
                time: now), objects: objects + trees)
        if let old {
            _ = try reader.store.moveRef(CommitService.mainBranch, from: old, to: commit.id, at: now)
        } else {
            _ = try reader.store.createRef(CommitService.mainBranch, commit.id, at: now)
        }
        return (commit, parent)
    }

    // MARK: What is known

    struct Known: Sendable, Equatable {
        var isFinished: Bool
        var library: String?
        var parameters: Int64?
        var tags: Set<String>
    }

    func known(_ repoID: Int64 = LFSFixture.model) async throws -> Known {
        try await database.read { db in
            guard let repo = try ReposStore(db).find(id: repoID) else { throw TestFailure("no repo \(repoID)") }
            return Known(
                isFinished: repo.factsVersion > 0, library: repo.libraryName, parameters: repo.parameters,
                tags: Set(try ReposStore(db).tags(of: repoID)))
        }
    }

    func parameters(_ repoID: Int64 = LFSFixture.model) async throws -> Int64? {
        try await known(repoID).parameters
    }

    /// Whether the facts are there to the end, with so many numbers in the weights.
    func isKnown(_ parameters: Int64?) async throws -> Bool {
        let known = try await known()
        return known.isFinished && known.parameters == parameters
    }

    func jobs() async throws -> Int64 { try await storage.count("jobs") }

    /// What was read from contents: how many there are, and how many of them say nothing.
    func contentFacts(_ repoID: Int64 = LFSFixture.model) async throws -> (all: Int64, empty: Int64) {
        (
            try await storage.count("content_facts", where: "repo_id = \(repoID)"),
            try await storage.count("content_facts", where: "repo_id = \(repoID) AND facts IS NULL")
        )
    }

    // MARK: Files

    /// A safetensors file with one tensor of so many numbers.
    static func weights(_ count: Int) -> [UInt8] {
        let text = "{\"w\":{\"dtype\":\"F32\",\"shape\":[\(count)],\"data_offsets\":[0,\(count * 4)]}}"
        return FormatsFixture.length(text.utf8.count) + Array(text.utf8) + Array(repeating: 0, count: count * 4)
    }

    static func config(_ type: String, padding: Int = 0) -> String {
        "{\"model_type\":\"\(type)\"\(String(repeating: " ", count: padding))}"
    }
}

/// An object store whose readers wait until a test lets them go on.
final class HeldStore: ObjectStore {
    private struct State {
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let base: any ObjectStore
    private let state = Mutex(State())

    init(_ base: any ObjectStore) { self.base = base }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when somebody waits to read.
    func someoneWaits() async throws {
        while state.withLock({ $0.waiting.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ByteStream {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        return try await base.read(key, range: range)
    }

    func put(
        _ key: ObjectKey, _ bytes: ByteStream, expecting expectation: ObjectExpectation
    ) async throws -> StoredObject { try await base.put(key, bytes, expecting: expectation) }

    func length(of key: ObjectKey) async throws -> Int64? { try await base.length(of: key) }

    func localPath(of key: ObjectKey) -> String? { base.localPath(of: key) }

    func directURL(of key: ObjectKey, range: Range<Int64>?, ttl: Duration) async throws -> String? { nil }

    func delete(_ key: ObjectKey) async throws { try await base.delete(key) }

    func list(prefix: String) async throws -> AsyncThrowingStream<ListedObject, any Error> {
        try await base.list(prefix: prefix)
    }

    func removeAbandoned(olderThan age: Duration) async throws -> Int64 {
        try await base.removeAbandoned(olderThan: age)
    }
}
