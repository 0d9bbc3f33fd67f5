import Testing

@testable import Xet

/// Reads a file by a plan, as a client does.
enum PlanReader {
    static func read(_ plan: Reconstruction, count: Int, bodies: [XetHash: [UInt8]]) throws -> [UInt8] {
        var chunks: [XetHash: [Int: [UInt8]]] = [:]
        for fetch in plan.fetches {
            let body = try #require(bodies[fetch.xorb])
            let decoded = try Samples.decode(body[fetch.bytes])
            #expect(decoded.count == fetch.chunks.count)
            for (index, chunk) in zip(fetch.chunks, decoded) {
                #expect(chunks[fetch.xorb]?[index] == nil, "chunk \(index) is fetched twice")
                chunks[fetch.xorb, default: [:]][index] = chunk
            }
        }
        var output: [UInt8] = []
        for term in plan.terms {
            let start = output.count
            for index in term.chunks { output += try #require(chunks[term.xorb]?[index]) }
            #expect(output.count - start == Int(term.rawLength))
        }
        return Array(output.dropFirst(Int(plan.offsetIntoFirstRange)).prefix(count))
    }
}

@Suite struct ReconstructionTests {
    struct Stored {
        var layouts: [XetHash: XorbLayout] = [:]
        var bodies: [XetHash: [UInt8]] = [:]
        var segments: [Segment] = []
        var content: [UInt8] = []

        /// Random segments of random xorbs.
        init(seed: UInt64) {
            var generator = SplitMix64(seed: seed)
            var xorbs: [(XorbLayout, [[UInt8]])] = []
            for _ in 0..<4 {
                let chunks = Samples.chunks(Int.random(in: 1...15, using: &generator), longest: 400, using: &generator)
                let (layout, body) = Samples.xorb(chunks)
                layouts[layout.hash] = layout
                bodies[layout.hash] = body
                xorbs.append((layout, chunks))
            }
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let (layout, chunks) = xorbs[Int.random(in: 0..<4, using: &generator)]
                let first = Int.random(in: 0..<chunks.count, using: &generator)
                let end = Int.random(in: first + 1...chunks.count, using: &generator)
                segments += Samples.file([(layout, first..<end)]).segments
                content += chunks[first..<end].joined()
            }
        }
    }

    @Test func randomRangesOfRandomFiles() throws {
        var generator = SplitMix64(seed: 10)
        for seed in 0..<60 as Range<UInt64> {
            let stored = Stored(seed: seed)
            let size = UInt64(stored.content.count)
            var ranges: [Range<UInt64>?] = [nil, 0..<size, 0..<1, size - 1..<size, 0..<(.max), size - 1..<(.max)]
            for _ in 0..<40 {
                let start = UInt64.random(in: 0..<size, using: &generator)
                ranges.append(start..<UInt64.random(in: start + 1...size + 10, using: &generator))
            }
            for range in ranges {
                var asked: [XetHash] = []
                let plan = try Reconstruction.plan(stored.segments, range: range) {
                    asked.append($0)
                    return stored.layouts[$0]
                }
                let wanted = (range ?? 0..<size).clamped(to: 0..<size)
                let found = try PlanReader.read(plan, count: wanted.count, bodies: stored.bodies)
                #expect(found == Array(stored.content[Int(wanted.lowerBound)..<Int(wanted.upperBound)]))
                try Self.checkShape(plan, wanted, stored)

                let indices = Reconstruction.segments(stored.segments, overlapping: wanted)
                #expect(indices.count == plan.terms.count)
                #expect(Set(asked).count == asked.count)
                #expect(Set(asked) == Set(stored.segments[indices].map(\.xorb)))
            }
        }
    }

    /// No chunk more than needed, and reads that could not be fewer.
    static func checkShape(_ plan: Reconstruction, _ wanted: Range<UInt64>, _ stored: Stored) throws {
        let first = try #require(plan.terms.first)
        let last = try #require(plan.terms.last)
        let layout = try #require(stored.layouts[first.xorb])
        #expect(plan.offsetIntoFirstRange < layout.rawLength(of: first.chunks.prefix(1)))
        let total = plan.terms.reduce(0) { $0 + UInt64($1.rawLength) }
        let surplus = total - plan.offsetIntoFirstRange - UInt64(wanted.count)
        let lastLayout = try #require(stored.layouts[last.xorb])
        #expect(surplus < UInt64(lastLayout.rawLength(of: last.chunks.suffix(1))))
        var firstUses: [XetHash] = []
        for term in plan.terms where !firstUses.contains(term.xorb) { firstUses.append(term.xorb) }
        var fetchOrder: [XetHash] = []
        for fetch in plan.fetches where fetchOrder.last != fetch.xorb { fetchOrder.append(fetch.xorb) }
        #expect(fetchOrder == firstUses)
        for (left, right) in zip(plan.fetches, plan.fetches.dropFirst()) where left.xorb == right.xorb {
            #expect(left.chunks.upperBound < right.chunks.lowerBound)
        }
        for xorb in firstUses {
            let used = Set(plan.terms.filter { $0.xorb == xorb }.flatMap { Array($0.chunks) })
            #expect(used == Set(plan.fetches.filter { $0.xorb == xorb }.flatMap { Array($0.chunks) }))
        }
    }

    @Test func rangesOutsideAreRefused() throws {
        let stored = Stored(seed: 1)
        let size = UInt64(stored.content.count)
        for range in [size..<size + 1, size..<size, size + 5..<UInt64.max, UInt64.max..<UInt64.max] {
            #expect(throws: XetError.rangeNotSatisfiable(length: size)) {
                try Reconstruction.plan(stored.segments, range: range) { stored.layouts[$0] }
            }
        }
        #expect(try Reconstruction.plan(stored.segments, range: 3..<3) { stored.layouts[$0] } == Reconstruction())
        #expect(Reconstruction.segments(stored.segments, overlapping: 3..<3).isEmpty)
        #expect(Reconstruction.segments(stored.segments, overlapping: size..<size + 9).isEmpty)
        #expect(try Reconstruction.plan([], range: nil) { _ in nil } == Reconstruction())
        #expect(try Reconstruction.plan([], range: 0..<10) { _ in nil } == Reconstruction())
        #expect(throws: XetError.rangeNotSatisfiable(length: 0)) {
            try Reconstruction.plan([], range: 1..<10) { _ in nil }
        }
    }

    @Test func damagedSegmentsAreErrors() throws {
        let stored = Stored(seed: 2)
        #expect(throws: XetError.unknownXorb(stored.segments[0].xorb)) {
            try Reconstruction.plan(stored.segments, range: nil) { _ in nil }
        }
        var segments = stored.segments
        segments[0].rawLength += 1
        #expect(throws: XetError.self) { try Reconstruction.plan(segments, range: nil) { stored.layouts[$0] } }
        segments = stored.segments
        segments[0].chunks = 0..<UInt32.max
        #expect(throws: XetError.self) { try Reconstruction.plan(segments, range: nil) { stored.layouts[$0] } }
    }

    /// An answer that hf_xet 1.8.0 accepted, in both versions of the protocol.
    struct Answer: Decodable {
        struct Bounds: Decodable { var start, end: Int }
        struct Term: Decodable {
            var hash: String
            var unpacked_length: UInt32
            var range: Bounds
        }
        struct Ranges: Decodable {
            struct Part: Decodable { var chunks, bytes: Bounds }
            var ranges: [Part]
        }
        struct FetchInfo: Decodable { var range, url_range: Bounds }
        var offset_into_first_range: UInt64
        var terms: [Term]
        var xorbs: [String: [Ranges]]?
        var fetch_info: [String: [FetchInfo]]?
    }

    struct WireLog: Decodable {
        struct Flow: Decodable { var requests: [Request] }
        struct Request: Decodable {
            var path: String
            var answer: Answer?
            enum CodingKeys: String, CodingKey { case path, response_body }
            init(from decoder: any Decoder) throws {
                let fields = try decoder.container(keyedBy: CodingKeys.self)
                path = try fields.decode(String.self, forKey: .path)
                answer = try? fields.decode(Answer.self, forKey: .response_body)
            }
        }
        var flows: [String: Flow]
    }

    @Test func plansOfCapturedSessions() throws {
        let content = SplitMix64.bytes(5_000_000)
        var writer = XorbWriter()
        var tree = MerkleTree.Builder()
        var stream = ChunkStream()
        func add(_ chunk: UnsafeRawBufferPointer) {
            let hash = XetHash.chunk(chunk)
            tree.append(HashedLength(hash: hash, length: UInt64(chunk.count)))
            _ = writer.append(chunk, hash: hash)
        }
        content.withUnsafeBytes { stream.append($0, add) }
        stream.finish(add)
        let (layout, body) = writer.finish()
        #expect(body.count == 5_000_688)
        let segment = Segment(xorb: layout.hash, rawLength: 5_000_000, chunks: 0..<86)
        let plan = try Reconstruction.plan([segment], range: 0..<5_000_000) { $0 == layout.hash ? layout : nil }
        let file = XetHash.file(tree).description
        var checked = 0
        for flow in try VectorFile.load("wire-log.json", as: WireLog.self).flows.values {
            for request in flow.requests {
                guard let answer = request.answer, request.path.contains("/reconstructions/") else { continue }
                checked += 1
                #expect(request.path.hasSuffix(file))
                #expect(answer.offset_into_first_range == plan.offsetIntoFirstRange)
                let terms = try answer.terms.map { term in
                    Reconstruction.Term(
                        xorb: try #require(XetHash(term.hash)), rawLength: term.unpacked_length,
                        chunks: term.range.start..<term.range.end)
                }
                #expect(terms == plan.terms)
                let parts =
                    (answer.xorbs ?? [:]).flatMap { xorb, entries in
                        entries.flatMap(\.ranges).map { (xorb, $0.chunks, $0.bytes) }
                    }
                    + (answer.fetch_info ?? [:]).flatMap { xorb, entries in
                        entries.map { (xorb, $0.range, $0.url_range) }
                    }
                let fetches = try parts.map { xorb, chunks, bytes in
                    Reconstruction.Fetch(
                        xorb: try #require(XetHash(xorb)), chunks: chunks.start..<chunks.end,
                        bytes: bytes.start..<bytes.end + 1)
                }
                #expect(fetches == plan.fetches)
            }
        }
        #expect(checked == 4)
    }
}
