import Xet

/// Which chunks are stored where, as far as one conversion knows: those it has packed itself, and those of the domain's
/// xorbs that it has met.
///
/// It holds two generations and forgets the older one when the younger is full, so that its memory is bounded and what
/// is used again stays.
struct ChunkCatalog {
    /// A chunk of a xorb, which goes by a number as long as its hash is not known.
    struct Place: Hashable {
        var xorb: Int32
        var chunk: Int32

        func advanced(by count: Int) -> Place { Place(xorb: xorb, chunk: chunk + Int32(count)) }
    }

    /// About 12 MB a generation; 10 GiB of chunks.
    private let limit: Int
    private var young: [XetHash: Place] = [:]
    private var old: [XetHash: Place] = [:]

    init(limit: Int = 160_000) {
        self.limit = limit
    }

    func find(_ hash: XetHash) -> Place? { young[hash] ?? old[hash] }

    mutating func insert(_ hash: XetHash, _ place: Place) {
        if young.count >= limit {
            old = young
            young = [:]
            young.reserveCapacity(limit)
        }
        young[hash] = place
    }
}
