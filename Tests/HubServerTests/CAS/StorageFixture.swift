import Crypto
import HubAPI
import HubStorage
import Logging
import NIOCore
import Synchronization
import Testing
import Xet

@testable import HubServer

/// A hub's storage without a server, with the parts that look after it. Ann owns `model` and `secret`, Bob `other`.
struct StorageFixture: Sendable {
    let lfs: LFSFixture
    let objects: FaultyStore
    let xorbs: XorbObjects
    let reader: XetReader
    let ingest: XorbIngest
    let conversion: XetConversion
    let proof: XetProof
    let garbage: GarbageCollector
    let descriptions: DescriptionService

    var database: any Database { lfs.database }

    init(_ kind: LFSFixture.Kind) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        lfs = try await LFSFixture(kind)
        objects = FaultyStore(lfs.objects)
        xorbs = XorbObjects(objects: objects)
        reader = XetReader(database: lfs.database, xorbs: xorbs)
        ingest = XorbIngest(database: lfs.database, xorbs: xorbs, unreferencedQuota: 1 << 40)
        conversion = XetConversion(
            database: lfs.database, objects: objects, xorbs: xorbs, reader: reader, ingest: ingest, logger: logger)
        proof = XetProof(database: lfs.database, reader: reader, logger: logger)
        garbage = GarbageCollector(database: lfs.database, objects: objects, xorbs: xorbs, logger: logger)
        descriptions = DescriptionService(
            database: lfs.database, caches: HistoryCaches(),
            contents: ContentFactsReader(stored: StoredBytes(objects: objects, reader: reader)), logger: logger)
    }

    // MARK: Contents

    /// Stores a content whole and gives it to repos. Returns its SHA-256.
    @discardableResult
    func putWhole(_ bytes: [UInt8], in repos: Int64...) async throws -> [UInt8] {
        let sha256 = Array(SHA256.hash(data: bytes))
        try await objects.put(
            LFSKeys.content(sha256), ByteStream(ByteBuffer(bytes: bytes)),
            expecting: ObjectExpectation(length: Int64(bytes.count), sha256: sha256))
        try await database.write { db in
            for repo in repos {
                try LFSStore(db).bind(
                    repoID: repo, sha256: sha256, size: Int64(bytes.count), uploader: LFSFixture.ann)
            }
        }
        return sha256
    }

    /// Stores a content as a client that speaks Xet does. The claimed SHA-256 is that of the bytes unless given.
    @discardableResult
    func putXet(
        _ bytes: [UInt8], domain: Int64 = LFSFixture.ann, repo: Int64? = nil, claiming sha256: [UInt8]? = nil,
        isProven: Bool = false
    ) async throws -> XetFile {
        let packed = PackedFile(bytes)
        try await ingest.store(packed.body, packed.layout, in: domain, uploader: LFSFixture.ann)
        let claimed = sha256 ?? packed.sha256
        let file = XetFile(
            domain: domain, hash: packed.hash, size: Int64(bytes.count), segments: packed.file.segments,
            sha256: isProven ? claimed : nil)
        try await database.write { db in
            let now = Timestamp.now
            let store = XetStore(db)
            guard try store.use(Array(Set(file.segments.map(\.xorb))), in: domain, at: now) == 1 else {
                throw TestFailure("the xorb went away")
            }
            try store.insert(file, at: now)
            try store.insert(dedup: [(packed.layout.hash(at: 0), packed.layout.hash, 0)], in: domain)
            guard let repo else { return }
            try store.register(
                file.hash, in: domain, sha256: claimed, repoID: repo, userID: LFSFixture.ann, at: now)
            try LFSStore(db).bind(repoID: repo, sha256: claimed, to: file, isProven: isProven, uploader: LFSFixture.ann)
        }
        return file
    }

    /// What a repo gives who asks for the content, read from where the repo says it is.
    func content(_ sha256: [UInt8], of repo: Int64) async throws -> [UInt8]? {
        let found = try await database.read { db -> (LargeContent, XetFile?)? in
            guard let content = try LFSStore(db).places(repo, [sha256])[sha256] else { return nil }
            guard case .xet(let domain, let hash) = content.place else { return (content, nil) }
            guard let file = try XetStore(db).file(hash, in: domain) else { throw TestFailure("no Xet file \(hash)") }
            return (content, file)
        }
        guard let (_, file) = found else { return nil }
        let stream =
            if let file { reader.bytes(of: file) } else {
                try await objects.read(LFSKeys.content(sha256), range: nil)
            }
        var bytes: [UInt8] = []
        for try await piece in stream { bytes.append(contentsOf: piece.readableBytesView) }
        return bytes
    }

    func xetHash(_ sha256: [UInt8], of repo: Int64) async throws -> XetHash? {
        try await database.read { db in try LFSStore(db).places(repo, [sha256])[sha256]?.xetHash }
    }

    func state(_ sha256: [UInt8]) async throws -> LFSContentState? {
        try await database.read { db in try LFSStore(db).content(sha256) }
    }

    // MARK: Rows and objects

    func count(_ table: String, where condition: String = "1 = 1") async throws -> Int64 {
        try await database.read { db in
            try db.row("SELECT COUNT(*) AS count FROM \(table) WHERE \(condition)")?.integer("count") ?? 0
        }
    }

    func execute(_ sql: String) async throws { try await lfs.execute(sql) }

    /// The keys of all stored objects below a folder.
    func keys(_ prefix: String = "") async throws -> [String] { try await lfs.keys().filter { $0.hasPrefix(prefix) } }

    /// Bytes of all stored objects below a folder.
    func storedBytes(_ prefix: String) async throws -> Int64 {
        var bytes: Int64 = 0
        for try await object in try await lfs.objects.list(prefix: prefix) { bytes += object.length }
        return bytes
    }

    /// Checks everything as `roost admin fsck --deep` does. Repos of this fixture have no history, which is not told.
    func problems() async throws -> [String] {
        let found = Mutex<[String]>([])
        var check = Fsck(
            database: database, objects: objects, xorbs: XorbObjects(objects: objects), deep: true,
            report: { text in found.withLock { $0.append(text) } })
        _ = try await check.run()
        return found.withLock { $0 }.filter { !$0.hasSuffix("it has no main branch") }
    }

    /// Flips one byte in a stored object.
    func damage(_ prefix: String, at offset: Int = 100) async throws {
        guard let key = try await keys(prefix).first else { throw TestFailure("nothing under \(prefix)") }
        let path = try #require(lfs.objects.localPath(of: try ObjectKey(key)))
        var bytes = try FileBytes.read(path)
        bytes[min(offset, bytes.count - 1)] ^= 0x40
        try FileBytes.write(bytes, path)
    }
}

extension GarbagePolicy {
    /// Nothing is kept for anybody.
    static var merciless: GarbagePolicy {
        var policy = GarbagePolicy(grace: .zero)
        policy.unreferenced = .zero
        policy.doom = .zero
        policy.orphan = .zero
        return policy
    }
}

/// Bytes that no other seed gives, made fast.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededRandom(seed)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        var offset = 0
        while offset < count {
            withUnsafeBytes(of: generator.next()) { word in
                for index in 0..<min(8, count - offset) { buffer[offset + index] = word[index] }
            }
            offset += 8
        }
        initialized = count
    }
}
