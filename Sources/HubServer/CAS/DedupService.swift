import HubAPI
import HubStorage
import Xet

/// Answers whether a chunk is stored, so that clients needn't send what the domain has.
struct DedupService: Sendable {
    /// Stored xorbs stay at least so long after an answer that names them.
    static let lifetime = Duration.seconds(3 * 24 * 3600)
    /// Chunks that one answer describes: 4 MB.
    private static let maximumChunks: Int64 = 80_000
    private static let maximumNeighbours = 15

    let database: any Database
    let xorbs: XorbObjects

    /// A shard that describes the xorb with the chunk and those that are used together with it; nil if there is
    /// nothing to say. The hashes in it are keyed: they tell nothing to those who do not have the chunks.
    func answer(_ chunk: XetHash, for token: XetToken) async throws -> [UInt8]? {
        guard token.mayDeduplicate else { return nil }
        let rows = try await database.read { db -> [StoredXorb] in
            let store = XetStore(db)
            guard let found = try store.find(chunk: chunk, in: token.domain),
                let xorb = try store.xorb(found.xorb, in: token.domain), xorb.damagedAt == nil
            else { return [] }
            var budget = Self.maximumChunks - xorb.chunks
            var rows = [xorb]
            let near = try store.neighbours(of: xorb.hash, in: token.domain, limit: Self.maximumNeighbours)
            for (_, other) in try store.xorbs(near, in: token.domain) where other.damagedAt == nil {
                guard other.chunks <= budget else { continue }
                budget -= other.chunks
                rows.append(other)
            }
            return rows
        }
        guard !rows.isEmpty else { return nil }
        let now = Timestamp.now
        var layouts: [XorbLayout] = []
        for row in rows { layouts.append(try await xorbs.layout(row)) }
        // Recorded before it is said.
        let told = rows.map(\.hash)
        let kept = try await database.write { db in try XetStore(db).use(told, in: token.domain, at: now) }
        guard kept == told.count else { return nil }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard let key = Blake3.Key(bytes) else { return nil }
        let seconds = UInt64(now.milliseconds / 1000)
        return Shard.dedupAnswer(
            xorbs: layouts, key: key, created: seconds,
            expiry: seconds + UInt64(Self.lifetime.components.seconds))
    }
}
