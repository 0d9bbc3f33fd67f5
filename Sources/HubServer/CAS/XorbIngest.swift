import HTTPTypes
import HubAPI
import HubStorage
import NIOCore
import Synchronization
import Xet

/// Xorbs on their way in: nothing is stored unless every chunk decodes and all hashes are right.
struct XorbIngest: Sendable {
    /// Old clients send a footer behind the chunks: 40 bytes a chunk and some more.
    static let maximumBody = Int64(XorbLimits.maximumBodyLength + XorbLimits.maximumChunks * 40 + 4096)

    let database: any Database
    let xorbs: XorbObjects
    /// Bytes that one user may have sent without registering a file that uses them.
    let unreferencedQuota: Int64

    /// Takes a xorb from a client. Returns whether the domain did not have it before.
    ///
    /// - Parameter announced: The body's length if the request states it.
    /// - Throws: ``HubFailure`` 400 for what is not the xorb of this hash, 413 over limits and quota.
    func receive(
        _ body: () async throws -> ByteStream, announced: Int64?, as hash: XetHash, for token: XetToken
    ) async throws -> Bool {
        guard token.scope != .read else { throw HubFailure.forbidden("This token is for reading only") }
        guard announced ?? 0 <= Self.maximumBody else { throw Self.tooLarge }
        let (known, stored, pending) = try await database.read { db in
            _ = try HolderLookup.require(token.need, repoID: token.repoID, token.holder, db)
            let store = XetStore(db)
            return (
                try store.xorb(hash, in: token.domain), try store.xorb(hash),
                try token.holder.map { try store.unreferencedBytes(of: $0.userID) } ?? 0
            )
        }
        let isSound = stored.map { !$0.isDeleting && $0.damagedAt == nil } ?? false
        if isSound, known != nil {
            // The domain has it, and who may write here may know: the bytes are of no use.
            try await Self.drain(try await body())
            return try await admit(hash, nil, to: token)
        }
        guard pending + (announced ?? 0) <= unreferencedQuota else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge,
                "You have sent \(pending) bytes that no file uses yet, and may send \(unreferencedQuota): finish or "
                    + "retry the uploads that were cut off, or wait for two days")
        }
        let found = Mutex<XorbLayout?>(nil)
        let inspected = Self.inspecting(try await body(), hash) { layout in found.withLock { $0 = layout } }
        do {
            guard !isSound else {
                // Another domain's: the bytes prove that this one has them as well.
                try await Self.drain(inspected)
                return try await admit(hash, nil, to: token)
            }
            let object = LFSDigest.randomName()
            let length = try await xorbs.objects.put(
                XorbObjects.bodyKey(hash, object), inspected,
                expecting: ObjectExpectation(maximumLength: Int64(XorbLimits.maximumBodyLength))
            ).length
            guard let layout = found.withLock({ $0 }), layout.storedLength == Int(length) else {
                throw HubFailure.badRequest("The xorb \(hash) ends early")
            }
            return try await settle(layout, object) { try await admit(hash, (layout, object), to: token) }
        } catch let error as XetError {
            throw HubFailure.badRequest("This is not the xorb \(hash): \(error)")
        } catch let error as ObjectStoreError where error.code == .tooLarge {
            throw Self.tooLarge
        }
    }

    /// Stores a xorb that was made here. Returns whether the domain did not have it before.
    @discardableResult
    func store(
        _ body: [UInt8], _ layout: XorbLayout, in domain: Int64, uploader: Int64?
    ) async throws -> Bool {
        let known = try await database.read { db in try XetStore(db).xorb(layout.hash) }
        if let known, !known.isDeleting, known.damagedAt == nil {
            return try await database.write { db in
                try Self.admit(layout.hash, nil, to: domain, uploader: uploader, db)
            }
        }
        let object = LFSDigest.randomName()
        try await xorbs.objects.put(
            XorbObjects.bodyKey(layout.hash, object), ByteStream(ByteBuffer(bytes: body)),
            expecting: ObjectExpectation(length: Int64(layout.storedLength)))
        return try await settle(layout, object) {
            try await database.write { db in
                try Self.admit(layout.hash, (layout, object), to: domain, uploader: uploader, db)
            }
        }
    }

    // MARK: Rows

    /// Completes a xorb whose body is stored; takes the bytes back if they turn out not to be needed.
    private func settle(
        _ layout: XorbLayout, _ object: String, _ admit: () async throws -> Bool
    ) async throws -> Bool {
        do {
            try await xorbs.put(layout, object)
            let isNew = try await admit()
            let used = try await database.read { db in try XetStore(db).xorb(layout.hash)?.object }
            if used != object { try await xorbs.delete(layout.hash, object) }
            return isNew
        } catch {
            // Whether the transaction took place is known only if the database can be asked; if it can't, garbage
            // collection will find the bytes.
            if let used = try? await database.read({ db in try XetStore(db).xorb(layout.hash)?.object }),
                used != object
            {
                try? await xorbs.delete(layout.hash, object)
            }
            throw error
        }
    }

    private func admit(
        _ hash: XetHash, _ new: (layout: XorbLayout, object: String)?, to token: XetToken
    ) async throws -> Bool {
        try await database.write { db in
            // The transfer took time.
            _ = try HolderLookup.require(token.need, repoID: token.repoID, token.holder, db)
            return try Self.admit(hash, new, to: token.domain, uploader: token.holder?.userID, db)
        }
    }

    private static func admit(
        _ hash: XetHash, _ new: (layout: XorbLayout, object: String)?, to domain: Int64, uploader: Int64?,
        _ db: any SQLConnection
    ) throws -> Bool {
        let store = XetStore(db)
        let now = Timestamp.now
        if let new { _ = try store.insert(new.layout, object: new.object, at: now) }
        guard let stored = try store.xorb(hash, locking: true), !stored.isDeleting else {
            throw HubFailure(
                .serviceUnavailable, .unavailable, "The xorb \(hash) is being removed just now: try again")
        }
        return try store.admit(hash, to: domain, uploader: uploader, at: now)
    }

    // MARK: Bytes

    private static var tooLarge: HubFailure {
        HubFailure(
            .contentTooLarge, .payloadTooLarge,
            "A xorb has at most \(XorbLimits.maximumRawLength) bytes before compression")
    }

    /// Reads what is not needed, so that the client can end its request.
    private static func drain(_ body: ByteStream) async throws {
        var count: Int64 = 0
        for try await piece in body {
            count += Int64(piece.readableBytes)
            guard count <= maximumBody else { throw tooLarge }
        }
    }

    /// The chunks of a body as they pass inspection, without a footer; at the end the hash is compared.
    private static func inspecting(
        _ body: ByteStream, _ hash: XetHash, _ done: @escaping @Sendable (XorbLayout) -> Void
    ) -> ByteStream {
        ByteStream(pulling: {
            var iterator = body.makeAsyncIterator()
            var inspector = XorbInspector()
            var held = ByteBuffer()
            var sent = 0
            var received: Int64 = 0
            var isDone = false
            return {
                while !isDone {
                    guard var piece = try await iterator.next() else {
                        isDone = true
                        done(try inspector.finish(expecting: hash))
                        break
                    }
                    received += Int64(piece.readableBytes)
                    guard received <= maximumBody else { throw tooLarge }
                    try piece.withUnsafeReadableBytes { try inspector.append($0) }
                    // Bytes are passed on when the chunk they belong to is whole: what comes after the last chunk
                    // is not stored.
                    held.writeBuffer(&piece)
                    let ready = inspector.storedLength - sent
                    guard ready > 0, let out = held.readSlice(length: min(ready, held.readableBytes)) else { continue }
                    sent += out.readableBytes
                    held = ByteBuffer(bytes: held.readableBytesView)
                    return out
                }
                return nil
            }
        })
    }
}
