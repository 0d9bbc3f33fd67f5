import HubAPI
import HubStorage
import Xet

/// Where the content of a repo's large file is read from.
struct LargeContent: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// One object.
        case whole
        /// Chunks of xorbs.
        case xet(domain: Int64, hash: XetHash)
    }

    let size: Int64
    let place: Place
    /// Whether the hub itself has seen that the content has its SHA-256.
    let isProven: Bool

    var xetHash: XetHash? {
        if case .xet(_, let hash) = place { hash } else { nil }
    }
}

extension LFSStore {
    /// Those of the contents that belong to the repo, and where they are.
    func places(_ repoID: Int64, _ shas: [[UInt8]]) throws -> [[UInt8]: LargeContent] {
        try db.matching(shas).reduce(into: [:]) { found, batch in
            let rows = try db.rows(
                """
                SELECT sha256, size, xet_domain, xet_hash, sha_proven FROM repo_lfs
                WHERE repo_id = ? AND sha256 IN (\(batch.marks))
                """, [.integer(repoID)] + batch.values)
            for row in rows {
                let place: LargeContent.Place =
                    if let domain = try row.integerOrNil("xet_domain") {
                        .xet(domain: domain, hash: try XetHash(column: "xet_hash", of: row))
                    } else {
                        .whole
                    }
                found[try row.blob("sha256")] = LargeContent(
                    size: try row.integer("size"), place: place, isProven: try row.boolean("sha_proven"))
            }
        }
    }

    /// Records that the repo has a content that is stored as a Xet file.
    func bind(
        repoID: Int64, sha256: [UInt8], to file: XetFile, isProven: Bool, uploader: Int64?,
        at now: Timestamp = .now
    ) throws {
        try mention(sha256, size: file.size, at: now)
        try db.execute(
            """
            INSERT INTO repo_lfs (repo_id, sha256, size, uploader_id, pushed_at, xet_domain, xet_hash, sha_proven)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (repo_id, sha256) DO UPDATE
                SET size = excluded.size, xet_domain = excluded.xet_domain, xet_hash = excluded.xet_hash,
                    sha_proven = excluded.sha_proven
                WHERE repo_lfs.sha_proven = 0
            """,
            .integer(repoID), .blob(sha256), .integer(file.size), .optional(uploader), .integer(now.milliseconds),
            .integer(file.domain), .blob(file.hash.bytes), .boolean(isProven))
    }
}
