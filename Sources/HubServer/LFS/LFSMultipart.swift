import HTTPTypes
import HubAPI
import HubStorage
import Logging
import NIOCore

/// Uploads in parts: each part is an object of its own until the whole is put together.
extension LFSService {
    /// A part that may be sent.
    struct AdmittedPart: Sendable {
        let uploadID: String
        let number: Int64
        let length: Int64
    }

    /// Checks a ticket to send a part, before the first byte is read.
    func admitPart(_ text: String, announced: Int64?) async throws -> AdmittedPart {
        let ticket = try tickets.verify(text, for: .uploadPart)
        let upload = try await database.read { db in
            _ = try HolderLookup.require(.write, ticket, db)
            return try LFSStore(db).upload(ticket.uploadID)
        }
        guard let upload, upload.isFor(ticket), (1...max(1, upload.partCount)).contains(ticket.part) else {
            throw Self.uploadGone
        }
        let length = upload.length(ofPart: ticket.part)
        try Self.check(announced, is: length)
        return AdmittedPart(uploadID: upload.id, number: ticket.part, length: length)
    }

    /// Stores an admitted part; one that is sent again takes the place of the former. Returns its tag.
    ///
    /// Only the whole has a digest to check against, so that a part's tag is just a name for this sending of
    /// it.
    func receive(_ bytes: ByteStream, for part: AdmittedPart) async throws -> String {
        let tag = LFSDigest.randomName()
        let key = try LFSKeys.part(part.number, tag: tag, of: part.uploadID)
        try await objects.put(key, bytes, expecting: ObjectExpectation(length: part.length))
        do {
            let former = try await database.write { db in
                let store = LFSStore(db)
                guard try store.upload(part.uploadID, locking: true) != nil else { throw Self.uploadGone }
                return try store.setPart(
                    LFSUploadPart(number: part.number, size: part.length, tag: tag), of: part.uploadID)
            }
            if let former {
                await remove(try LFSKeys.part(part.number, tag: former, of: part.uploadID))
            }
        } catch {
            await remove(key)
            throw error
        }
        return tag
    }

    // MARK: Completion

    /// Puts the parts together and gives the content to the repo. Repeating it after it succeeded is fine.
    func complete(_ ticket: Ticket, _ request: LFSCompleteRequest) async throws {
        guard request.oid == LFSDigest.hex(ticket.sha256) else {
            throw HubFailure.badRequest("\"oid\" is not the one this address is for")
        }
        guard Int64(request.parts.count) <= LFSPartPlan.maximumCount else {
            throw HubFailure.badRequest("No upload has more than \(LFSPartPlan.maximumCount) parts")
        }
        // Before joining work that runs: its outcome is nobody else's to know.
        _ = try await database.read { db in try HolderLookup.require(.write, ticket, db) }
        try await completions.run(ticket.uploadID) { try await assemble(ticket, request.parts) }
    }

    private func assemble(_ ticket: Ticket, _ named: [LFSCompleteRequest.Part]) async throws {
        let (isBound, upload, stored) = try await database.read { db in
            let store = LFSStore(db)
            let place = try store.places(ticket.repoID, [ticket.sha256])[ticket.sha256]
            // What is not proven may be another content.
            return (
                place?.size == ticket.size && place?.isProven == true,
                try store.upload(ticket.uploadID), try store.parts(of: ticket.uploadID)
            )
        }
        if isBound {
            try await discard(ticket.uploadID)
            return
        }
        guard let upload, upload.isFor(ticket) else { throw Self.uploadGone }
        try Self.check(named, against: stored, of: upload)
        let keys = try stored.map { try LFSKeys.part($0.number, tag: $0.tag, of: upload.id) }
        let before = try await beginPut(upload.sha256)
        do {
            try await objects.put(
                LFSKeys.content(upload.sha256), concatenation(of: keys),
                expecting: ObjectExpectation(length: upload.size, sha256: upload.sha256))
        } catch let error as ObjectStoreError where error.code == .notFound {
            // Another node may have completed the same upload meanwhile; the client asks again and finds out.
            throw HubFailure(
                .conflict, .conflict, "A part was sent again meanwhile: complete the upload again")
        } catch let error as ObjectStoreError where error.code == .hashMismatch {
            // One of the parts is wrong, and nobody can tell which.
            try await discard(upload.id)
            throw error
        }
        try await database.write { db in
            let (repo, _) = try HolderLookup.require(.write, ticket, db)
            try Self.bind(
                LFSObject(sha256: upload.sha256, size: upload.size), to: repo, uploader: upload.userID,
                since: before, db)
            try LFSStore(db).deleteUpload(upload.id)
        }
        await removeParts(of: upload.id)
    }

    /// The client must name all parts, each as its last answer did.
    static func check(
        _ named: [LFSCompleteRequest.Part], against stored: [LFSUploadPart], of upload: LFSUpload
    ) throws {
        let named = named.sorted { $0.partNumber < $1.partNumber }
        guard Int64(named.count) == upload.partCount,
            zip(named, Int64(1)...).allSatisfy({ $0.partNumber == $1 })
        else {
            throw HubFailure.badRequest("\"parts\" must name each of the parts 1 to \(upload.partCount) once")
        }
        let tags = Dictionary(stored.map { ($0.number, $0.tag) }) { $1 }
        for part in named where tags[part.partNumber].map({ part.tag == $0[...] }) != true {
            throw HubFailure(
                .badRequest, .contentMismatch,
                tags[part.partNumber] == nil
                    ? "Part \(part.partNumber) has not arrived"
                    : "The etag of part \(part.partNumber) is not the one its last upload was answered with")
        }
    }

    private func concatenation(of keys: [ObjectKey]) -> ByteStream {
        let objects = objects
        return ByteStream(pulling: {
            var waiting = keys[...]
            var current: ByteStream.AsyncIterator?
            return {
                while true {
                    if let piece = try await current?.next() { return piece }
                    guard let key = waiting.popFirst() else { return nil }
                    current = try await objects.read(key, range: nil).makeAsyncIterator()
                }
            }
        })
    }

    private static var uploadGone: HubFailure {
        HubFailure(.notFound, .notFound, "This upload is over or was given up: ask for a new one")
    }

    // MARK: Cleaning

    /// Gives up the uploads that were begun longer ago than `age`, and removes parts that belong to none.
    /// Returns the number of bytes freed.
    func removeAbandonedUploads(olderThan age: Duration) async throws -> Int64 {
        let limit = Timestamp(milliseconds: Timestamp.now.milliseconds - age.components.seconds * 1000)
        let unfinished = try await database.write { db in
            let store = LFSStore(db)
            try store.deleteUploads(before: limit)
            return try store.uploadIDs()
        }
        var freed: Int64 = 0
        // Also finds what a crash left, and the parts of repos that were deleted.
        for try await object in try await objects.list(prefix: LFSKeys.parts)
        where object.modified < limit.milliseconds {
            guard let id = LFSKeys.uploadID(of: object.key), !unfinished.contains(id) else { continue }
            try await objects.delete(object.key)
            freed += object.length
        }
        return freed
    }

    private func discard(_ uploadID: String) async throws {
        try await database.write { db in try LFSStore(db).deleteUpload(uploadID) }
        await removeParts(of: uploadID)
    }

    /// What remains is removed with the abandoned uploads one day, so that a failure here harms nothing.
    private func removeParts(of uploadID: String) async {
        do {
            for try await object in try await objects.list(prefix: LFSKeys.parts(of: uploadID)) {
                try await objects.delete(object.key)
            }
        } catch {
            logger.warning("could not remove the parts of an upload", metadata: ["error": "\(error)"])
        }
    }

    private func remove(_ key: ObjectKey) async {
        do {
            try await objects.delete(key)
        } catch {
            logger.warning("could not remove a part", metadata: ["key": "\(key)", "error": "\(error)"])
        }
    }
}

extension LFSUpload {
    fileprivate func isFor(_ ticket: Ticket) -> Bool {
        repoID == ticket.repoID && userID == ticket.holder?.userID && sha256 == ticket.sha256 && size == ticket.size
    }
}
