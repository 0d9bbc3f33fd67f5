/// What to read from which xorbs to get the bytes of a file, or of a range of it (Xet protocol, reconstruction).
public struct Reconstruction: Sendable, Hashable {
    /// Chunks whose bytes come next in the file.
    public struct Term: Sendable, Hashable {
        public var xorb: XetHash
        /// Raw bytes of the chunks.
        public var rawLength: UInt32
        public var chunks: Range<Int>

        public init(xorb: XetHash, rawLength: UInt32, chunks: Range<Int>) {
            self.xorb = xorb
            self.rawLength = rawLength
            self.chunks = chunks
        }
    }

    /// A part of a stored xorb that is to be read once.
    public struct Fetch: Sendable, Hashable {
        public var xorb: XetHash
        public var chunks: Range<Int>
        /// Bytes of the stored object.
        public var bytes: Range<Int>

        public init(xorb: XetHash, chunks: Range<Int>, bytes: Range<Int>) {
            self.xorb = xorb
            self.chunks = chunks
            self.bytes = bytes
        }
    }

    /// Bytes of the first term that come before the range asked for.
    public var offsetIntoFirstRange: UInt64
    /// In the order of the file.
    public var terms: [Term]
    /// Disjoint and as few as possible; grouped by xorb in the order of first use, ascending in each.
    public var fetches: [Fetch]

    public init(offsetIntoFirstRange: UInt64 = 0, terms: [Term] = [], fetches: [Fetch] = []) {
        self.offsetIntoFirstRange = offsetIntoFirstRange
        self.terms = terms
        self.fetches = fetches
    }

    /// The indices of segments that hold bytes of a range of their file.
    public static func segments(_ segments: [Segment], overlapping range: Range<UInt64>) -> Range<Int> {
        overlap(segments, range).indices
    }

    /// As `segments(_:overlapping:)`, with the place in the file where the first of them begins.
    private static func overlap(
        _ segments: [Segment], _ range: Range<UInt64>
    ) -> (indices: Range<Int>, start: UInt64) {
        var first = 0
        var start: UInt64 = 0
        while first < segments.count, start + UInt64(segments[first].rawLength) <= range.lowerBound {
            start += UInt64(segments[first].rawLength)
            first += 1
        }
        var end = first
        var position = start
        while end < segments.count, position < range.upperBound, !range.isEmpty {
            position += UInt64(segments[end].rawLength)
            end += 1
        }
        return (first..<end, start)
    }

    /// The plan for a range of the file made of these segments; for all of it if there is no range.
    ///
    /// A range may end behind the file. `layout` gives the layouts of stored xorbs; it is asked once for each xorb of
    /// the segments in range, and for no other.
    ///
    /// Throws `rangeNotSatisfiable` if the range begins at or behind the end (but not at the start of a file without
    /// bytes), `unknownXorb`, or `invalidSegment` if a segment does not fit its xorb.
    public static func plan(
        _ segments: [Segment], range: Range<UInt64>?, layout: (XetHash) -> XorbLayout?
    ) throws(XetError) -> Reconstruction {
        let size = segments.rawLength
        let range = range ?? 0..<size
        guard range.lowerBound < size || (size == 0 && range.lowerBound == 0) else {
            throw .rangeNotSatisfiable(length: size)
        }
        var plan = Reconstruction()
        var fetches = FetchCollector()
        var (indices, position) = overlap(segments, range)
        for index in indices {
            let segment = segments[index]
            let layout = try fetches.layout(of: segment.xorb, layout)
            var chunks = try segment.chunks(in: layout, index: index)
            let end = position + UInt64(segment.rawLength)
            let origin = layout.rawStart(at: chunks.lowerBound)
            if end > range.upperBound {
                let last = origin + Int(range.upperBound - 1 - position)
                chunks = chunks.lowerBound..<layout.chunk(containingRawByte: last) + 1
            }
            if position < range.lowerBound {
                let first = origin + Int(range.lowerBound - position)
                chunks = layout.chunk(containingRawByte: first)..<chunks.upperBound
                plan.offsetIntoFirstRange = UInt64(first - layout.rawStart(at: chunks.lowerBound))
            }
            plan.terms.append(
                Term(xorb: segment.xorb, rawLength: UInt32(layout.rawLength(of: chunks)), chunks: chunks))
            fetches.add(chunks, of: segment.xorb)
            position = end
        }
        plan.fetches = fetches.merged()
        return plan
    }
}

extension [Segment] {
    /// Bytes of the file that the segments make.
    public var rawLength: UInt64 { reduce(0) { $0 + UInt64($1.rawLength) } }
}
