/// Gathers which chunks of which xorbs a plan needs, and merges them to few reads.
struct FetchCollector {
    private struct Entry {
        let layout: XorbLayout
        var ranges: [Range<Int>] = []
    }

    private var order: [XetHash] = []
    private var entries: [XetHash: Entry] = [:]

    /// The layout of a xorb, from `find` when it is met first. Throws `unknownXorb`.
    mutating func layout(
        of xorb: XetHash, _ find: (XetHash) -> XorbLayout?
    ) throws(XetError) -> XorbLayout {
        if let entry = entries[xorb] { return entry.layout }
        guard let layout = find(xorb) else { throw .unknownXorb(xorb) }
        entries[xorb] = Entry(layout: layout)
        order.append(xorb)
        return layout
    }

    /// Adds chunks of a xorb whose layout was asked for.
    mutating func add(_ chunks: Range<Int>, of xorb: XetHash) { entries[xorb]?.ranges.append(chunks) }

    /// The reads: disjoint, not adjacent, ascending in each xorb.
    func merged() -> [Reconstruction.Fetch] {
        var fetches: [Reconstruction.Fetch] = []
        for xorb in order {
            guard let entry = entries[xorb] else { continue }
            for chunks in Self.union(entry.ranges) {
                fetches.append(
                    Reconstruction.Fetch(xorb: xorb, chunks: chunks, bytes: entry.layout.storedRange(of: chunks)))
            }
        }
        return fetches
    }

    /// The same indices in as few ranges as possible, ascending.
    private static func union(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
