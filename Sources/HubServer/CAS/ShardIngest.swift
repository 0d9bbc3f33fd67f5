import HTTPTypes
import HubAPI
import HubStorage
import Xet

/// Shards on their way in: they register files, all of them or none, after every hash was recomputed from the chunks
/// as they are stored.
struct ShardIngest: Sendable {
    static let maximumBody = 64 << 20
    /// Chunks that the files of one shard may have together. A segment of 48 bytes names up to 8,192 of them, so the
    /// shard's length is no bound on the work.
    static let maximumChunks = 1 << 26

    let database: any Database
    let xorbs: XorbObjects

    /// What is done so far.
    enum Progress: Sendable {
        case validating(verified: Int, total: Int)
        case committing
    }

    /// - Throws: ``HubFailure`` 400 for a shard that is broken, names unknown xorbs, or whose hashes are wrong.
    func register(
        _ body: [UInt8], for token: XetToken, progress: (Progress) async throws -> Void = { _ in }
    ) async throws {
        guard token.scope != .read, let holder = token.holder else {
            throw HubFailure.forbidden("This token is for reading only")
        }
        do {
            let shard = try body.withUnsafeBytes { bytes throws(XetError) in try Shard(parsing: bytes) }
            let layouts = try await layouts(of: shard, token)
            for xorb in shard.xorbs { if let layout = layouts[xorb.hash] { try xorb.check(layout) } }
            var files: [(file: XetFile, sha256: [UInt8]?)] = []
            try Self.checkWork(shard)
            var eligible: [XetHash: (xorb: XetHash, index: Int)] = [:]
            for (index, file) in shard.files.enumerated() {
                if index % 256 == 0 {
                    try await progress(.validating(verified: index, total: shard.files.count))
                }
                let size = try file.check(maximumSize: UInt64(LFSService.maximumSize)) { layouts[$0] }
                Self.collectEligible(file, layouts, into: &eligible)
                files.append(
                    (
                        XetFile(domain: token.domain, hash: file.hash, size: Int64(size), segments: file.segments),
                        file.sha256
                    ))
            }
            try await progress(.validating(verified: shard.files.count, total: shard.files.count))
            try await progress(.committing)
            let named = Set(layouts.keys)
            let found = eligible.map { (chunk: $0.key, xorb: $0.value.xorb, index: $0.value.index) }
            try await database.write { [files] db in
                _ = try HolderLookup.require(token.need, repoID: token.repoID, holder, db)
                let store = XetStore(db)
                let now = Timestamp.now
                // Whatever was deleted meanwhile must not be named by what is kept.
                guard try store.use(Array(named), in: token.domain, at: now) == named.count else {
                    throw HubFailure(
                        .serviceUnavailable, .unavailable, "A xorb of this shard was removed just now: try again")
                }
                for (file, sha256) in files {
                    try store.insert(file, at: now)
                    try store.register(
                        file.hash, in: file.domain, sha256: sha256, repoID: token.repoID, userID: holder.userID,
                        at: now)
                }
                try store.insert(dedup: found, in: token.domain)
            }
        } catch let error as XetError {
            throw HubFailure.badRequest("The shard can't be registered: \(error)")
        }
    }

    /// The layouts of all xorbs that the shard names, which must be the domain's.
    private func layouts(of shard: Shard, _ token: XetToken) async throws -> [XetHash: XorbLayout] {
        var names = Set(shard.xorbs.map(\.hash))
        for file in shard.files { names.formUnion(file.segments.lazy.map(\.xorb)) }
        let rows = try await database.read { [names] db in
            _ = try HolderLookup.require(token.need, repoID: token.repoID, token.holder, db)
            return try XetStore(db).xorbs(names, in: token.domain)
        }
        if let missing = names.first(where: { rows[$0] == nil }) {
            throw HubFailure.badRequest(
                "The shard names the xorb \(missing), which was not uploaded here: upload it first. If the client "
                    + "remembers it from an earlier upload, clear its cache (HF_XET_CACHE)")
        }
        return try await xorbs.layouts(rows)
    }

    private static func checkWork(_ shard: Shard) throws {
        var chunks = 0
        for file in shard.files {
            for segment in file.segments {
                guard segment.chunks.upperBound <= UInt32(XorbLimits.maximumChunks) else {
                    throw HubFailure.badRequest(
                        "File \(file.hash) names chunk \(segment.chunks.upperBound) of a xorb, which has at most "
                            + "\(XorbLimits.maximumChunks)")
                }
                chunks += segment.chunks.count
            }
            guard chunks <= maximumChunks else {
                throw HubFailure(
                    .contentTooLarge, .payloadTooLarge,
                    "The files of one shard have at most \(maximumChunks) chunks together: send several shards")
            }
        }
    }

    /// The chunks of a file that clients may ask for: its first one, and one in 1,024.
    private static func collectEligible(
        _ file: Shard.File, _ layouts: [XetHash: XorbLayout],
        into eligible: inout [XetHash: (xorb: XetHash, index: Int)]
    ) {
        for (place, segment) in file.segments.enumerated() {
            guard let layout = layouts[segment.xorb] else { continue }
            for index in segment.chunks {
                let hash = layout.hash(at: Int(index))
                if hash.isDedupEligible || (place == 0 && index == segment.chunks.lowerBound) {
                    eligible[hash] = (segment.xorb, Int(index))
                }
            }
        }
    }
}
