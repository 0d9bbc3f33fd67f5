import HTTPTypes
import HubAPI
import HubStorage
import NIOCore

/// Whole contents on their way in and out.
extension LFSService {
    // MARK: In

    /// Checks a ticket to send a content, before the first byte is read.
    ///
    /// - Parameter announced: The length the request states, if it does.
    func admitUpload(_ text: String, announced: Int64?) async throws -> Ticket {
        let ticket = try tickets.verify(text, for: .upload)
        _ = try await database.read { db in try HolderLookup.require(.write, ticket, db) }
        try Self.check(announced, is: ticket.size)
        return ticket
    }

    /// Stores the content of an admitted upload and gives it to the repo.
    ///
    /// Content that is stored already is read and checked all the same: the bytes are the proof that the
    /// sender has them.
    func receive(_ bytes: ByteStream, for ticket: Ticket) async throws {
        let before = try await beginPut(ticket.sha256)
        try await objects.put(
            LFSKeys.content(ticket.sha256), bytes,
            expecting: ObjectExpectation(length: ticket.size, sha256: ticket.sha256))
        try await database.write { db in
            // Hours may have passed.
            let (repo, _) = try HolderLookup.require(.write, ticket, db)
            try Self.bind(
                LFSObject(sha256: ticket.sha256, size: ticket.size), to: repo, uploader: ticket.holder?.userID,
                since: before, db)
        }
    }

    static func check(_ announced: Int64?, is expected: Int64) throws {
        if let announced, announced != expected {
            throw HubFailure(
                .badRequest, .contentMismatch,
                "The body announces \(announced) bytes; \(expected) belong here")
        }
    }

    /// Answers whether the content has arrived.
    func verify(_ ticket: Ticket, _ request: LFSVerifyRequest) async throws {
        guard request.oid == LFSDigest.hex(ticket.sha256) else {
            throw HubFailure.badRequest("\"oid\" is not the one this address is for")
        }
        let size = try await database.read { db in
            let (repo, _) = try HolderLookup.require(.read, ticket, db)
            return try LFSStore(db).bound(repo.id, [ticket.sha256])[ticket.sha256]
        }
        guard let size, size == request.size else {
            throw HubFailure(.notFound, .entryNotFound, "No content of this oid and size has arrived")
        }
    }

    // MARK: Out

    /// What a ticket to fetch a content gives.
    func admitDownload(_ text: String) async throws -> (object: LFSObject, content: ResolveService.Content) {
        let ticket = try tickets.verify(text, for: .download)
        return try await database.read { db in
            let (repo, caller) = try HolderLookup.require(.read, ticket, db)
            try Access.requirePassage(repo, caller)
            guard let bound = try LFSStore(db).places(repo.id, [ticket.sha256])[ticket.sha256] else {
                throw HubFailure(.notFound, .entryNotFound, "The repository no longer has this content")
            }
            return (
                LFSObject(sha256: ticket.sha256, size: bound.size),
                try ResolveService.content(ticket.sha256, bound, db)
            )
        }
    }
}
