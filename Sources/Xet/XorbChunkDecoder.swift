/// Turns the bytes of consecutive chunk records, which may come in any pieces, into raw chunks.
///
/// Older clients append a footer to a xorb; decoding stops where it begins, and the rest is ignored.
/// After an error, what further calls give is unspecified.
public struct XorbChunkDecoder {
    private static let footerMark = Array("XETBLOB".utf8)

    private let maximumChunks: Int
    private var unpacker: ChunkUnpacker?
    /// The front of a record whose rest has not come yet.
    private var pending: [UInt8] = []
    /// Chunks decoded so far.
    public private(set) var count = 0
    /// Bytes of whole chunk records decoded so far; without footer.
    public private(set) var storedLength = 0
    /// Whether a footer was found behind the chunks.
    public private(set) var sawFooter = false

    /// A decoder that gives up behind a number of chunks.
    public init(maximumChunks: Int = XorbLimits.maximumChunks) {
        self.maximumChunks = maximumChunks
    }

    /// Takes the next bytes, and calls `chunk` with each chunk they complete; its bytes are valid during the call only.
    ///
    /// Throws `malformedChunk` or `tooLarge`, and what `chunk` throws.
    public mutating func append(
        _ bytes: UnsafeRawBufferPointer, _ chunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try decode(bytes) { raw, _ in try chunk(raw) }
    }

    /// As `append`, and tells `chunk` the number of stored bytes up to the end of its record.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer, _ chunk: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
        var rest = bytes
        if !pending.isEmpty { try completePending(from: &rest, chunk) }
        while !sawFooter, !rest.isEmpty {
            guard let length = try recordLength(rest), length <= rest.count else {
                if !sawFooter { pending.append(contentsOf: rest) }
                return
            }
            try unpack(UnsafeRawBufferPointer(rebasing: rest[..<length]), chunk)
            rest = UnsafeRawBufferPointer(rebasing: rest[length...])
        }
    }

    /// States that all bytes have come. Throws `truncated` if they end within a record.
    public func finish() throws {
        guard pending.isEmpty else { throw XetError.truncated(what: "chunk", offset: storedLength) }
    }

    /// Moves bytes from `rest` to the pending record until it is whole, and decodes it.
    private mutating func completePending(
        from rest: inout UnsafeRawBufferPointer, _ chunk: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
        var record: [UInt8] = []
        swap(&record, &pending)
        while true {
            let length = try record.withUnsafeBytes { bytes throws(XetError) in try recordLength(bytes) }
            if sawFooter { return }
            let needed = length ?? XorbChunkHeader.byteCount
            if record.count >= needed { break }
            guard !rest.isEmpty else {
                swap(&record, &pending)
                return
            }
            let taken = min(needed - record.count, rest.count)
            record.append(contentsOf: rest[..<taken])
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
        }
        try record.withUnsafeBytes { try unpack($0, chunk) }
        // The memory serves the next record that comes in pieces.
        record.removeAll(keepingCapacity: true)
        swap(&record, &pending)
    }

    /// The number of bytes of the record at the front of `bytes`, header included.
    ///
    /// Nil if its header has not come whole, or if the footer begins here.
    private mutating func recordLength(_ bytes: UnsafeRawBufferPointer) throws(XetError) -> Int? {
        guard bytes.count >= XorbChunkHeader.byteCount else { return nil }
        if bytes[0] == Self.footerMark[0], bytes.starts(with: Self.footerMark) {
            sawFooter = true
            return nil
        }
        let header = try XorbChunkHeader(parsing: bytes, index: count, offset: storedLength)
        guard count < maximumChunks else { throw .tooLarge(what: "chunks", limit: maximumChunks) }
        return XorbChunkHeader.byteCount + header.packedLength
    }

    /// Decodes one whole record.
    private mutating func unpack(
        _ record: UnsafeRawBufferPointer, _ chunk: (UnsafeRawBufferPointer, Int) throws -> Void
    ) throws {
        let header = try XorbChunkHeader(parsing: record, index: count, offset: storedLength)
        let data = UnsafeRawBufferPointer(rebasing: record[XorbChunkHeader.byteCount...])
        let raw =
            header.packing == .raw
            ? data : try ownUnpacker().unpack(data, header, index: count, offset: storedLength)
        count += 1
        storedLength += record.count
        try chunk(raw, storedLength)
    }

    /// The unpacker of this very value; one that a copy shares is not touched.
    private mutating func ownUnpacker() throws(XetError) -> ChunkUnpacker {
        if isKnownUniquelyReferenced(&unpacker), let unpacker { return unpacker }
        let own = try ChunkUnpacker()
        unpacker = own
        return own
    }
}
