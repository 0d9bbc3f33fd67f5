import Xet

/// What to read from which xorbs to get the bytes of a range of a file, and at which addresses.
struct XetPlan: Sendable, Hashable {
    /// Chunks whose bytes come next in the file.
    struct Term: Sendable, Hashable {
        /// The index of the fetch that holds its chunks.
        let fetch: Int
        let chunks: Range<Int>
        /// Bytes of all these chunks.
        let length: Int
    }

    /// A part of a xorb that is read at once.
    struct Fetch: Sendable, Hashable {
        let xorb: XetHash
        let chunks: Range<Int>
        /// Bytes of the stored xorb.
        let bytes: Range<Int>
        let url: String
    }

    /// Bytes of the first term that come before the range.
    let offset: Int
    let terms: [Term]
    /// Those that terms need, in the order of first use.
    let fetches: [Fetch]
}

extension XetPlan {
    /// More terms than that a window doesn't have: its chunks would be smaller than any client makes them.
    private static let maximumTerms = 1 << 16
    private static let maximumFetches = 1 << 16
    /// Among this many parts of a xorb that begin before a term's chunks one should hold them.
    private static let maximumOverlaps = 64
    /// A stored xorb with the footer that older clients append.
    private static let maximumStored = 2 * XorbLimits.maximumBodyLength

    /// Checks what a CAS answered, and finds the fetch of each term.
    ///
    /// - Parameter length: Bytes that are to come from it.
    /// - Throws: ``HubError/Kind/decoding`` with what is wrong.
    init(_ wire: XetPlanWire, length: Int) throws(HubError) {
        guard wire.terms.count <= Self.maximumTerms else { throw Self.wrong("\(wire.terms.count) terms") }
        var parts = try Self.parts(wire)
        for hash in parts.keys { parts[hash]?.sort { $0.chunks.lowerBound < $1.chunks.lowerBound } }

        var terms: [Term] = []
        var fetches: [Fetch] = []
        var indices: [Fetch: Int] = [:]
        var total = 0
        for (index, term) in wire.terms.enumerated() {
            let (xorb, chunks) = try Self.check(term, index: index)
            guard let fetch = Self.part(of: parts[xorb] ?? [], holding: chunks) else {
                throw Self.wrong("no address for the chunks \(chunks) of xorb \(xorb)")
            }
            let number = indices[fetch] ?? fetches.count
            if number == fetches.count {
                indices[fetch] = number
                fetches.append(fetch)
            }
            guard total - Int(clamping: wire.offset) < length else { throw Self.wrong("terms behind the range's end") }
            terms.append(Term(fetch: number, chunks: chunks, length: Int(term.length)))
            total += Int(term.length)
        }
        guard wire.offset >= 0, wire.offset < terms.first?.length ?? 1 else {
            throw Self.wrong("\(wire.offset) bytes to skip in a first term of \(terms.first?.length ?? 0)")
        }
        guard total - Int(wire.offset) >= length else {
            throw Self.wrong("terms of \(total - Int(wire.offset)) bytes instead of \(length)")
        }
        self.init(offset: Int(wire.offset), terms: terms, fetches: fetches)
    }

    private static func check(
        _ term: XetPlanWire.Term, index: Int
    ) throws(HubError) -> (xorb: XetHash, chunks: Range<Int>) {
        guard let xorb = XetHash(term.hash) else { throw wrong("no hash in term \(index)") }
        let chunks = try range(term.chunks)
        guard 1...Int64(chunks.count * XorbLimits.maximumChunkLength) ~= term.length else {
            throw wrong("\(term.length) bytes in the \(chunks.count) chunks of term \(index)")
        }
        return (xorb, chunks)
    }

    private static func parts(_ wire: XetPlanWire) throws(HubError) -> [XetHash: [Fetch]] {
        guard wire.parts.count <= maximumFetches else { throw wrong("\(wire.parts.count) addresses") }
        var parts: [XetHash: [Fetch]] = [:]
        for part in wire.parts {
            guard let xorb = XetHash(part.hash) else { throw wrong("addresses for what is no hash") }
            let chunks = try range(part.chunks)
            guard 0 <= part.bytes.start, part.bytes.start <= part.bytes.end, part.bytes.end < maximumStored else {
                throw wrong("the bytes \(part.bytes.start)-\(part.bytes.end) of xorb \(xorb)")
            }
            let bytes = Int(part.bytes.start)..<Int(part.bytes.end) + 1
            let largest = XorbChunkHeader.byteCount + XorbLimits.maximumPackedLength
            guard (chunks.count * (XorbChunkHeader.byteCount + 1)...chunks.count * largest).contains(bytes.count) else {
                throw wrong("\(bytes.count) bytes for \(chunks.count) chunks of xorb \(xorb)")
            }
            guard XetAddress.isValid(part.url) else { throw wrong("an address that is not http or https") }
            parts[xorb, default: []].append(Fetch(xorb: xorb, chunks: chunks, bytes: bytes, url: part.url))
        }
        return parts
    }

    /// Parts are in the order of their first chunks.
    private static func part(of parts: [Fetch], holding chunks: Range<Int>) -> Fetch? {
        var low = 0
        var high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].chunks.lowerBound <= chunks.lowerBound { low = middle + 1 } else { high = middle }
        }
        return parts[..<low].suffix(maximumOverlaps).last { $0.chunks.upperBound >= chunks.upperBound }
    }

    private static func range(_ span: XetPlanWire.Span) throws(HubError) -> Range<Int> {
        guard 0 <= span.start, span.start < span.end, span.end <= XorbLimits.maximumChunks else {
            throw wrong("chunks from \(span.start) to \(span.end)")
        }
        return Int(span.start)..<Int(span.end)
    }

    private static func wrong(_ what: String) -> HubError {
        HubError(.decoding, "The CAS's reconstruction can't be right: it has \(what)")
    }
}
