import HubAPI
import HubStorage
import Logging
import NIOCore
import Xet

/// Stores large files that came whole as chunks, so that every large file has a Xet hash and shares its chunks.
///
/// The whole bytes are read from until one transaction lets all repos of the domain read the chunks instead, and they
/// stay until nothing reads them any more. Whatever stops a conversion, the next one begins again: xorbs that are
/// stored already are found, and those that nothing uses are garbage after two days.
struct XetConversion: Sendable {
    /// An upload often comes again or is deleted at once; besides, its commit has better things to wait for.
    private static let delay = Duration.seconds(3)
    /// Bytes whose chunks are looked at together.
    private static let batchLength = 4 << 20
    /// Damage does not go away by itself.
    private static let delayOfDamaged = Duration.seconds(24 * 3600)

    let database: any Database
    let objects: any ObjectStore
    let xorbs: XorbObjects
    let reader: XetReader
    let ingest: XorbIngest
    let logger: Logger

    /// Asks for the conversion of a content, in the transaction that binds it.
    static func enqueue(domain: Int64, sha256: [UInt8], size: Int64, _ db: any SQLConnection) throws {
        guard size > 0 else { return }
        try JobStore(db).enqueue(
            .convert, ContentSubject(domain: domain, sha256: sha256).text, at: Timestamp.now.adding(delay))
    }

    /// Stores a content of a domain as chunks, if there is a repo which reads it whole.
    ///
    /// - Throws: ``PostponedJob`` when the whole bytes are damaged or missing; nothing is changed then.
    func convert(_ subject: ContentSubject) async throws {
        let task = try await database.read { db -> (size: Int64, file: XetFile?)? in
            guard let size = try LFSStore(db).wholeSize(of: subject) else { return nil }
            let file = try XetStore(db).soundFile(ofContent: subject.sha256, in: subject.domain)
            return (size, file)
        }
        guard let task else { return }
        if let file = task.file, file.size == task.size {
            return try await publish(subject, file, dedup: [])
        }
        let packed = try await pack(subject, size: task.size)
        let file = XetFile(
            domain: subject.domain, hash: packed.hash, size: packed.size, segments: packed.segments,
            sha256: subject.sha256)
        // The whole bytes will go: nobody's word counts for the chunks but what they give when they are read.
        try await check(file, subject)
        try await publish(subject, file, dedup: packed.dedup)
    }

    // MARK: Chunks

    private func pack(_ subject: ContentSubject, size: Int64) async throws -> FilePacker.Result {
        var packer = FilePacker()
        var chunks = ChunkStream()
        var batch = ChunkBatch()
        var hash = ContentHasher()
        do {
            for try await piece in try await objects.read(LFSKeys.content(subject.sha256), range: nil) {
                piece.withUnsafeReadableBytes { bytes in
                    hash.update(bytes)
                    chunks.append(bytes) { batch.append($0) }
                }
                if batch.bytes.count >= Self.batchLength { try await pack(&batch, into: &packer, subject.domain) }
            }
        } catch let error as ObjectStoreError where error.code == .notFound {
            throw damage(subject, "is missing")
        }
        chunks.finish { batch.append($0) }
        // A stream may simply end when its task is cancelled; that is not damage.
        try Task.checkCancellation()
        try await pack(&batch, into: &packer, subject.domain)
        guard packer.size == size, hash.sha256 == subject.sha256 else {
            throw damage(subject, "has \(packer.size) bytes of another SHA-256, where \(size) should be")
        }
        let result = packer.finish()
        try await store(packer.takeXorbs(), subject.domain)
        return result
    }

    private func pack(_ batch: inout ChunkBatch, into packer: inout FilePacker, _ domain: Int64) async throws {
        for layout in try await known(packer.unknown(in: batch), domain) { packer.learn(layout) }
        packer.append(batch)
        batch.removeAll()
        try await store(packer.takeXorbs(), domain)
    }

    /// The layouts of the domain's sound xorbs that hold one of the chunks.
    private func known(_ chunks: [XetHash], _ domain: Int64) async throws -> [XorbLayout] {
        guard !chunks.isEmpty else { return [] }
        let rows = try await database.read { db in
            let store = XetStore(db)
            let names = Set(try chunks.compactMap { try store.find(chunk: $0, in: domain)?.xorb })
            return try store.xorbs(names, in: domain).values.filter { $0.damagedAt == nil }
        }
        var layouts: [XorbLayout] = []
        for row in rows { layouts.append(try await xorbs.layout(row)) }
        return layouts
    }

    private func store(_ new: [FilePacker.Xorb], _ domain: Int64) async throws {
        for xorb in new { try await ingest.store(xorb.body, xorb.layout, in: domain, uploader: nil) }
    }

    private func check(_ file: XetFile, _ subject: ContentSubject) async throws {
        let sha256 = try await reader.sha256(of: file)
        guard sha256 == subject.sha256 else {
            throw PostponedJob(
                for: Self.delayOfDamaged,
                "the chunks of large file \(LFSDigest.hex(subject.sha256)) give another SHA-256 when they are read")
        }
    }

    private func damage(_ subject: ContentSubject, _ what: String) -> PostponedJob {
        PostponedJob(
            for: Self.delayOfDamaged,
            "the content of large file \(LFSDigest.hex(subject.sha256)) \(what): upload the file again")
    }

    // MARK: Rows

    /// Lets all repos of the domain read the chunks, and dooms the whole bytes if none is left that reads them.
    private func publish(
        _ subject: ContentSubject, _ file: XetFile, dedup: [(chunk: XetHash, xorb: XetHash, index: Int)]
    ) async throws {
        let names = Array(Set(file.segments.map(\.xorb)))
        let count = try await database.write { [dedup] db in
            let now = Timestamp.now
            let store = XetStore(db)
            // Before the bindings, as uploads do.
            _ = try LFSStore(db).content(subject.sha256, locking: true)
            guard try LFSStore(db).wholeSize(of: subject) != nil else { return 0 }
            // Held from here on; what was removed meanwhile is packed anew by the next attempt.
            guard try store.use(names, in: subject.domain, at: now) == names.count else {
                throw ConversionOutrun(sha256: subject.sha256)
            }
            try store.insertRead(file, at: now)
            try store.prove(file.hash, in: file.domain, sha256: subject.sha256)
            try store.insert(dedup: dedup, in: subject.domain)
            let count = try LFSStore(db).place(subject, at: file.hash)
            if try LFSStore(db).doom(subject.sha256, at: now) != nil { try GarbageCollector.enqueueRemoval(db) }
            return count
        }
        guard count > 0 else { return }
        logger.debug(
            "stored a large file as chunks",
            metadata: [
                "sha256": "\(LFSDigest.hex(subject.sha256))", "xet": "\(file.hash)", "size": "\(file.size)",
                "repos": "\(count)",
            ])
    }
}

/// Something the conversion had built on was removed before it could be published; trying again helps.
struct ConversionOutrun: Error, CustomStringConvertible {
    let sha256: [UInt8]

    var description: String {
        "a xorb that large file \(LFSDigest.hex(sha256)) would have shared was removed meanwhile"
    }
}

extension XetReader {
    /// The SHA-256 of a file's content, put together from its chunks.
    func sha256(of file: XetFile) async throws -> [UInt8] {
        var hash = ContentHasher()
        for try await piece in bytes(of: file) { piece.withUnsafeReadableBytes { hash.update($0) } }
        try Task.checkCancellation()
        return hash.sha256
    }
}
