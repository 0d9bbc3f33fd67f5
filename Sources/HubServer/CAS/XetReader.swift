import HubAPI
import HubStorage
import NIOCore
import Xet

/// Files as bytes, put together from stored xorbs while they are read: a few chunks are in memory at a time. Every
/// chunk is checked, so what is damaged ends in an error and never passes for content.
struct XetReader: Sendable {
    /// Segments whose xorbs are looked up together.
    private static let window = 64
    /// About as many bytes of content are made at once.
    private static let step = 256 << 10

    let database: any Database
    let xorbs: XorbObjects

    /// - Parameter range: Bytes of the content; must lie within the file.
    /// - Throws: from the stream, ``DatabaseError`` or ``XetError`` for what is damaged.
    func bytes(of file: XetFile, range: Range<Int64>? = nil) -> ByteStream {
        let range = range ?? 0..<file.size
        return ByteStream(pulling: {
            var terms = Terms(file: file, range: range, reader: self)
            var current: TermReader?
            return {
                while true {
                    if let piece = try await current?.next() { return piece }
                    guard let term = try await terms.next() else { return nil }
                    current = TermReader(term, try await self.xorbs.read(term.xorb, term.bytes))
                }
            }
        })
    }

    /// A run of chunks of one xorb, and which of their bytes are wanted.
    fileprivate struct Term {
        let xorb: StoredXorb
        let layout: XorbLayout
        let chunks: Range<Int>
        /// Within the raw bytes of these chunks.
        let wanted: Range<Int>

        var bytes: Range<Int> { layout.storedRange(of: chunks) }
    }

    /// The terms of a range, one after the other.
    private struct Terms {
        let file: XetFile
        let range: Range<Int64>
        let reader: XetReader
        /// The next segment, and where in the file it begins.
        private var index = 0
        private var offset: Int64 = 0
        private var rows: [XetHash: StoredXorb] = [:]
        private var rowsEnd = 0

        init(file: XetFile, range: Range<Int64>, reader: XetReader) {
            self.file = file
            self.range = range
            self.reader = reader
        }

        mutating func next() async throws -> Term? {
            while index < file.segments.count, offset < range.upperBound {
                let segment = file.segments[index]
                let start = offset
                let length = Int64(segment.rawLength)
                defer {
                    index += 1
                    offset += length
                }
                guard start + length > range.lowerBound, length > 0 else { continue }
                let xorb = try await row(segment.xorb)
                let layout = try await reader.xorbs.layout(xorb)
                let low = Int(max(range.lowerBound - start, 0))
                let high = Int(min(range.upperBound - start, length))
                return try Self.term(segment, xorb, layout, low..<high)
            }
            return nil
        }

        private mutating func row(_ hash: XetHash) async throws -> StoredXorb {
            if index >= rowsEnd {
                rowsEnd = min(index + XetReader.window, file.segments.count)
                let names = Set(file.segments[index..<rowsEnd].map(\.xorb))
                rows = try await reader.database.read { db in try XetStore(db).xorbs(names) }
            }
            guard let row = rows[hash] else {
                throw DatabaseError(.unexpectedValue, "xorb \(hash) of Xet file \(file.hash) is missing")
            }
            return row
        }

        /// The chunks of a segment that hold the wanted bytes of it.
        private static func term(
            _ segment: Segment, _ xorb: StoredXorb, _ layout: XorbLayout, _ wanted: Range<Int>
        ) throws -> Term {
            let all = Int(segment.chunks.lowerBound)..<Int(segment.chunks.upperBound)
            guard all.upperBound <= layout.count, layout.rawLength(of: all) == Int(segment.rawLength) else {
                throw DatabaseError(.unexpectedValue, "a segment does not fit its xorb \(xorb.hash)")
            }
            var first = all.lowerBound
            var before = 0
            while first < all.upperBound - 1 {
                let length = layout.rawLength(of: first..<first + 1)
                guard before + length <= wanted.lowerBound else { break }
                before += length
                first += 1
            }
            var end = first
            var reached = before
            while reached < wanted.upperBound, end < all.upperBound {
                reached += layout.rawLength(of: end..<end + 1)
                end += 1
            }
            return Term(
                xorb: xorb, layout: layout, chunks: first..<end,
                wanted: wanted.lowerBound - before..<wanted.upperBound - before)
        }
    }

    /// Decodes the stored bytes of one term.
    private struct TermReader {
        private let term: Term
        private var stored: ByteStream.AsyncIterator
        private var decoder: XorbChunkDecoder
        private var piece = ByteBuffer()
        private var index: Int
        /// Raw bytes decoded so far.
        private var position = 0
        private var isDone = false
        /// Stored bytes that are decoded at once: they can grow 250-fold.
        private let step: Int

        init(_ term: Term, _ stored: ByteStream) {
            self.term = term
            self.stored = stored.makeAsyncIterator()
            self.decoder = XorbChunkDecoder()
            self.index = term.chunks.lowerBound
            self.step = max(term.bytes.count * XetReader.step / max(term.layout.rawLength(of: term.chunks), 1), 1024)
        }

        mutating func next() async throws -> ByteBuffer? {
            while !isDone {
                if piece.readableBytes == 0 {
                    guard let more = try await stored.next() else {
                        isDone = true
                        try decoder.finish()
                        guard index == term.chunks.upperBound else { throw damage("it ends early") }
                        return nil
                    }
                    piece = more
                }
                guard let slice = piece.readSlice(length: min(piece.readableBytes, step)) else { continue }
                let out = try decode(slice)
                if out.readableBytes > 0 { return out }
            }
            return nil
        }

        private mutating func decode(_ slice: ByteBuffer) throws -> ByteBuffer {
            var out = ByteBuffer()
            out.reserveCapacity(XetReader.step + XorbLimits.maximumChunkLength)
            var index = index
            var position = position
            let term = term
            try slice.withUnsafeReadableBytes { bytes in
                try decoder.append(bytes) { raw in
                    guard index < term.chunks.upperBound, XetHash.chunk(raw) == term.layout.hash(at: index) else {
                        throw DatabaseError(
                            .unexpectedValue, "chunk \(index) of the stored xorb \(term.xorb.hash) is damaged")
                    }
                    let low = max(term.wanted.lowerBound - position, 0)
                    let high = min(term.wanted.upperBound - position, raw.count)
                    if low < high { out.writeBytes(UnsafeRawBufferPointer(rebasing: raw[low..<high])) }
                    index += 1
                    position += raw.count
                }
            }
            self.index = index
            self.position = position
            return out
        }

        private func damage(_ what: String) -> DatabaseError {
            DatabaseError(.unexpectedValue, "the stored xorb \(term.xorb.hash) is damaged: \(what)")
        }
    }
}
