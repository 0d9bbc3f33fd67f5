import HubAPI
import HubStorage
import Logging
import NIOCore
import Xet

/// Finds out which SHA-256 a Xet file has. Clients say so when they register it, but no Xet hash proves it: whoever
/// uploads could give a content the name of another one.
struct XetProof: Sendable {
    let database: any Database
    let reader: XetReader
    let logger: Logger

    /// Does a job: proves the file of the subject, if there is one.
    func prove(_ subject: FileSubject) async throws {
        let file = try await database.read { db in try XetStore(db).file(subject.hash, in: subject.domain) }
        guard let file else { return }
        _ = try await prove(file)
    }

    /// Hashes a file's content, and records what it is: repos that have the file under another SHA-256 lose it.
    ///
    /// - Returns: The content's SHA-256.
    /// - Throws: What reading throws for damaged xorbs.
    @Sendable func prove(_ file: XetFile) async throws -> [UInt8] {
        let sha256: [UInt8]
        if let known = file.sha256 { sha256 = known } else { sha256 = try await reader.sha256(of: file) }
        let wrong = try await database.write { db in try Self.settle(file, sha256, db) }
        for (repoID, claimed) in wrong {
            logger.error(
                "a large file was not what its uploader said, and was taken from the repo",
                metadata: [
                    "repo": "\(repoID)", "xet": "\(file.hash)", "said": "\(LFSDigest.hex(claimed))",
                    "is": "\(LFSDigest.hex(sha256))",
                ])
        }
        return sha256
    }

    /// Returns the repos that lost the file, and under which SHA-256 they had it.
    private static func settle(
        _ file: XetFile, _ sha256: [UInt8], _ db: any SQLConnection
    ) throws -> [(repoID: Int64, sha256: [UInt8])] {
        let store = XetStore(db)
        // First, because it holds the file's row: bindings made from here on see what is proven.
        try store.prove(file.hash, in: file.domain, sha256: sha256)
        try store.unregisterOthers(than: sha256, of: file)
        var wrong: [(repoID: Int64, sha256: [UInt8])] = []
        for binding in try LFSStore(db).unproven(file) {
            if binding.sha256 == sha256 {
                try LFSStore(db).setProven(binding.repoID, sha256)
            } else {
                wrong.append(binding)
                try LFSStore(db).unbind(binding.repoID, [binding.sha256])
                try LFSStore(db).recordStorage(of: binding.repoID)
                try EventsStore(db).append(
                    "xet.mismatch", repoID: binding.repoID, actorID: nil,
                    detail: [
                        "xetHash": .string(file.hash.description),
                        "claimed": .string(LFSDigest.hex(binding.sha256)),
                        "sha256": .string(LFSDigest.hex(sha256)),
                    ])
            }
        }
        return wrong
    }
}
