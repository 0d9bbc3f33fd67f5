import HubAPI
import HubStorage
import Xet

/// The part of the check that is about chunks: large files lead to Xet files, these to chunks of xorbs, and these to
/// stored bytes.
extension Fsck {
    private static let pageSize = 200

    mutating func checkXet() async throws {
        for text in try await database.read({ db in try Self.checkBindings(db) }) { problem(text) }
        try await checkXorbs()
        try await checkFiles()
    }

    /// Large files of repos must be readable from somewhere, and be there what the repo says.
    private static func checkBindings(_ db: any SQLConnection) throws -> [String] {
        try db.rows(
            """
            SELECT repo_lfs.repo_id, repo_lfs.sha256, repo_lfs.size, repo_lfs.xet_hash, repo_lfs.sha_proven,
                xet_files.size AS xet_size, xet_files.sha256 AS xet_sha256, lfs_objects.stored, lfs_objects.deleting
            FROM repo_lfs JOIN lfs_objects ON lfs_objects.sha256 = repo_lfs.sha256
            LEFT JOIN xet_files ON xet_files.domain = repo_lfs.xet_domain AND xet_files.hash = repo_lfs.xet_hash
            WHERE (repo_lfs.xet_hash IS NULL AND (lfs_objects.stored = 0 OR lfs_objects.deleting = 1))
                OR (repo_lfs.xet_hash IS NOT NULL AND (xet_files.hash IS NULL OR xet_files.size <> repo_lfs.size
                    OR (repo_lfs.sha_proven = 1
                        AND (xet_files.sha256 IS NULL OR xet_files.sha256 <> repo_lfs.sha256))))
            ORDER BY repo_lfs.repo_id, repo_lfs.sha256
            """
        ).map { row in
            let name = "large file \(LFSDigest.hex(try row.blob("sha256"))) of repo \(try row.integer("repo_id"))"
            guard try row.blobOrNil("xet_hash") != nil else { return "\(name) is stored neither whole nor as chunks" }
            let hash = try XetHash(column: "xet_hash", of: row)
            guard let size = try row.integerOrNil("xet_size") else {
                return "\(name) leads to the Xet file \(hash), which is missing"
            }
            guard size == (try row.integer("size")) else {
                return "\(name) has \(try row.integer("size")) bytes, but its Xet file \(hash) has \(size)"
            }
            return "\(name) passes for proven, but its Xet file \(hash) was not seen to have this SHA-256"
        }
    }

    // MARK: Xorbs

    private mutating func checkXorbs() async throws {
        var last: XetHash?
        while true {
            let page = try await database.read { [last] db in try ScrubStore(db).xorbs(after: last, Self.pageSize) }
            for xorb in page {
                summary.xorbs += 1
                guard let text = try await problem(of: xorb) else { continue }
                // Unless it was removed or replaced since its row was read.
                let row = try await database.read { db in try XetStore(db).xorb(xorb.hash) }
                guard let row, row.object == xorb.object, !row.isDeleting else { continue }
                problem("xorb \(xorb.hash): \(text)")
            }
            guard page.count == Self.pageSize else { return }
            last = page.last?.hash
        }
    }

    private func problem(of xorb: StoredXorb) async throws -> String? {
        if xorb.damagedAt != nil, !deep { return "it was found damaged: run roost admin scrub" }
        guard let length = try await objects.length(of: XorbObjects.bodyKey(xorb.hash, xorb.object)) else {
            return "its bytes are missing"
        }
        guard length == xorb.storedBytes else { return "it has \(length) bytes instead of \(xorb.storedBytes)" }
        if deep { return try await Scrub.problem(of: xorb, objects) }
        do {
            let layout = try await xorbs.layout(xorb)
            let isWhole =
                layout.storedLength == Int(xorb.storedBytes) && layout.rawLength == Int(xorb.rawBytes)
                && layout.count == Int(xorb.chunks)
                && XetHash.xorb(of: layout.hashedLengths(of: 0..<layout.count)) == xorb.hash
            return isWhole ? nil : "the list of its chunks does not belong to it"
        } catch let error as XetError {
            return "\(error)"
        } catch let error as ObjectStoreError where error.code == .notFound {
            return "the list of its chunks is missing"
        }
    }

    // MARK: Files

    private mutating func checkFiles() async throws {
        var last: FileSubject?
        while true {
            let page = try await database.read { [last] db in
                try FsckStore(db).files(after: last, limit: Self.pageSize)
            }
            for subject in page {
                summary.xetFiles += 1
                let file = try await database.read { db in try XetStore(db).file(subject.hash, in: subject.domain) }
                guard let file, let text = try await problem(of: file) else { continue }
                let isThere = try await database.read { db in
                    try XetStore(db).file(subject.hash, in: subject.domain)?.segments == file.segments
                }
                if isThere { problem("Xet file \(subject.hash) of domain \(subject.domain): \(text)") }
            }
            guard page.count == Self.pageSize else { return }
            last = page.last
        }
    }

    /// Puts the hash of a file together from what is stored of its xorbs.
    private func problem(of file: XetFile) async throws -> String? {
        let names = Set(file.segments.map(\.xorb))
        let (rows, referred) = try await database.read { db in
            (try XetStore(db).xorbs(names, in: file.domain), try FsckStore(db).xorbs(of: file))
        }
        if let missing = names.first(where: { rows[$0] == nil }) { return "its xorb \(missing) is missing" }
        if names != referred { return "the list of its xorbs is wrong" }
        var tree = MerkleTree.Builder()
        var size: Int64 = 0
        do {
            for segment in file.segments {
                guard let row = rows[segment.xorb] else { continue }
                let layout = try await xorbs.layout(row)
                let chunks = Int(segment.chunks.lowerBound)..<Int(segment.chunks.upperBound)
                guard chunks.upperBound <= layout.count, layout.rawLength(of: chunks) == Int(segment.rawLength) else {
                    return "a segment does not fit the xorb \(segment.xorb)"
                }
                for chunk in layout.hashedLengths(of: chunks) { tree.append(chunk) }
                size += Int64(segment.rawLength)
            }
        } catch is XetError {
            // Told of the xorb itself.
            return nil
        } catch let error as ObjectStoreError where error.code == .notFound {
            return nil
        }
        guard size == file.size else { return "its chunks have \(size) bytes instead of \(file.size)" }
        return XetHash.file(tree) == file.hash ? nil : "its chunks make another file"
    }
}

/// The rows that the check reads. SQL and nothing else.
private struct FsckStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    func files(after last: FileSubject?, limit: Int) throws -> [FileSubject] {
        let domain = SQLValue.integer(last?.domain ?? .min)
        return try db.rows(
            """
            SELECT domain, hash FROM xet_files WHERE domain > ? OR (domain = ? AND hash > ?)
            ORDER BY domain, hash LIMIT ?
            """, domain, domain, .blob(last?.hash.bytes ?? []), .integer(limit)
        ).map { FileSubject(domain: try $0.integer("domain"), hash: try XetHash(column: "hash", of: $0)) }
    }

    func xorbs(of file: XetFile) throws -> Set<XetHash> {
        Set(
            try db.rows(
                "SELECT xorb_hash FROM xet_file_xorbs WHERE domain = ? AND file_hash = ?", .integer(file.domain),
                .blob(file.hash.bytes)
            ).map { try XetHash(column: "xorb_hash", of: $0) })
    }
}
