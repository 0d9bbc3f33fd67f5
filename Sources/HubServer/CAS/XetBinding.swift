import HTTPTypes
import HubAPI
import HubStorage
import Xet

/// From the contents that a commit names by SHA-256 to the Xet files that its author registered for them.
///
/// A client's word for a SHA-256 is not proof: it holds for its author's own commits to that repo, and becomes more
/// when the hub has put the file together and hashed it: at once for what is small, later for what is large.
struct XetBinding: Sendable {
    /// Bytes that are hashed before a commit is acknowledged.
    static let immediateBytes: Int64 = 256 << 20

    /// What a commit may bind.
    struct Candidate: Sendable {
        let file: XetFile
        let isProven: Bool
    }

    let database: any Database
    let prove: @Sendable (XetFile) async throws -> [UInt8]

    /// - Throws: ``HubFailure`` 400 when a registered file turns out to have another content.
    func candidates(
        for shas: some Collection<[UInt8]>, of repoID: Int64, caller: Caller
    ) async throws -> [[UInt8]: Candidate] {
        guard let user = caller.user, !shas.isEmpty else { return [:] }
        let wanted = Array(Set(shas))
        let registered = try await database.read { db -> [[UInt8]: [XetFile]] in
            let present = try LFSStore(db).places(repoID, wanted)
            return try wanted.reduce(into: [:]) { found, sha256 in
                guard present[sha256]?.isProven != true else { return }
                let files = try XetStore(db).registered(sha256, repoID: repoID, userID: user.account.id)
                if !files.isEmpty { found[sha256] = files }
            }
        }
        var candidates: [[UInt8]: Candidate] = [:]
        var budget = Self.immediateBytes
        for (sha256, files) in registered.sorted(by: { ($0.value.first?.size ?? 0) < ($1.value.first?.size ?? 0) }) {
            candidates[sha256] = try await candidate(sha256, files, &budget)
        }
        return candidates
    }

    private func candidate(
        _ sha256: [UInt8], _ files: [XetFile], _ budget: inout Int64
    ) async throws -> Candidate? {
        if let file = files.first(where: { $0.sha256 == sha256 }) { return Candidate(file: file, isProven: true) }
        var isRefuted = false
        for file in files {
            guard file.sha256 == nil else {
                isRefuted = true
                continue
            }
            guard file.size <= budget else { return Candidate(file: file, isProven: false) }
            budget -= file.size
            if try await prove(file) == sha256 { return Candidate(file: file, isProven: true) }
            isRefuted = true
        }
        guard isRefuted else { return nil }
        throw HubFailure(
            .badRequest, .contentMismatch,
            "The file that was uploaded as \(LFSDigest.hex(sha256)) has another SHA-256: upload it again")
    }

    /// Binds, in a commit's transaction, what was found before it.
    static func bind(
        _ sha256: [UInt8], to candidate: Candidate, repo: Repo, author: Int64, _ db: any SQLConnection
    ) throws {
        let file = candidate.file
        // Held, so that garbage collection can't take it between here and the commit.
        guard
            try db.row(
                "SELECT size FROM xet_files WHERE domain = ? AND hash = ?" + db.dialect.forUpdate,
                .integer(file.domain), .blob(file.hash.bytes)) != nil
        else { return }
        try LFSStore(db).bind(
            repoID: repo.id, sha256: sha256, to: file, isProven: candidate.isProven, uploader: author)
        if !candidate.isProven {
            try JobStore(db).enqueue(.prove, FileSubject(domain: file.domain, hash: file.hash).text, at: .now)
        }
    }
}
