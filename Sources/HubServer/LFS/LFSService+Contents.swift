import HTTPTypes
import HubAPI
import HubStorage

/// Whole contents between their arrival and the row that says so, while others may be removing the same bytes.
extension LFSService {
    /// To be called before the bytes of a content are put.
    ///
    /// - Throws: ``HubFailure`` 503 while the same content is being removed.
    func beginPut(_ sha256: [UInt8]) async throws -> LFSContentMark {
        let state = try await database.read { db in try LFSStore(db).content(sha256) }
        if let state, state.isDeleting { throw Self.contentLeaves }
        if let state, state.isStored, state.doomedAt != nil {
            // Not needed for correctness, but the transfer would be for nothing.
            try await database.write { db in try LFSStore(db).spare(sha256) }
        }
        return LFSContentMark(state: state)
    }

    /// Gives a content whose bytes were put to a repo, and has it stored as chunks soon.
    ///
    /// - Throws: ``HubFailure`` 503 if the bytes may have been removed since `before`.
    static func bind(
        _ object: LFSObject, to repo: Repo, uploader: Int64?, since before: LFSContentMark, _ db: any SQLConnection
    ) throws {
        let bound = try LFSStore(db).bind(
            repoID: repo.id, sha256: object.sha256, size: object.size, uploader: uploader, since: before)
        guard bound else { throw contentLeaves }
        try RestoredContents([object.sha256: object.size], in: repo.id, db).describe(db)
        try XetConversion.enqueue(domain: repo.ownerID, sha256: object.sha256, size: object.size, db)
    }

    private static var contentLeaves: HubFailure {
        HubFailure(
            .serviceUnavailable, .unavailable,
            "The same content is being removed from the hub just now: send it again in a minute")
    }
}
