/// Where each chunk of a stored xorb lies.
///
/// Held as it is stored: for each chunk its hash (32 bytes) and the ends of its record in the stored object and of its
/// bytes among the raw ones (4 bytes each, little-endian).
public struct XorbLayout: Sendable, Hashable {
    /// The name of the xorb.
    public let hash: XetHash
    /// The layout as bytes, 40 for each chunk.
    public let encoded: [UInt8]

    static let rowLength = 40
    private static let storedEndOffset = 32
    private static let rawEndOffset = 36

    init(hash: XetHash, rows: [UInt8]) {
        self.hash = hash
        self.encoded = rows
    }

    /// A layout from its bytes, trusted to be that of the xorb with this hash.
    ///
    /// Throws `malformedLayout` unless there are 1 to 8192 rows whose ends ascend within the bounds of a xorb.
    public init(encoded: [UInt8], hash: XetHash) throws(XetError) {
        guard encoded.count % Self.rowLength == 0 else {
            throw .malformedLayout(reason: "\(encoded.count) bytes are not a multiple of \(Self.rowLength)")
        }
        guard 1...XorbLimits.maximumChunks ~= encoded.count / Self.rowLength else {
            throw .malformedLayout(reason: "\(encoded.count / Self.rowLength) chunks")
        }
        self.init(hash: hash, rows: encoded)
        for index in 0..<count {
            let isAscending =
                storedEnd(at: index) - storedStart(at: index) > XorbChunkHeader.byteCount
                && 1...XorbLimits.maximumChunkLength ~= rawEnd(at: index) - rawStart(at: index)
            guard isAscending else { throw .malformedLayout(reason: "the ends of chunk \(index)") }
        }
        guard storedLength <= XorbLimits.maximumBodyLength, rawLength <= XorbLimits.maximumRawLength else {
            throw .malformedLayout(reason: "\(rawLength) raw bytes in \(storedLength)")
        }
    }

    /// The number of chunks.
    public var count: Int { encoded.count / Self.rowLength }
    /// Bytes of the stored object.
    public var storedLength: Int { storedEnd(at: count - 1) }
    /// Bytes of all chunks.
    public var rawLength: Int { rawEnd(at: count - 1) }

    /// The hash of a chunk.
    public func hash(at index: Int) -> XetHash {
        precondition(0..<count ~= index, "no such chunk")
        return encoded.withUnsafeBytes { XetHash(unchecked: $0, at: index * Self.rowLength) }
    }

    /// The bytes of the stored object that hold these chunks: from the first header to the end of the last data.
    public func storedRange(of chunks: Range<Int>) -> Range<Int> {
        storedStart(at: chunks.lowerBound)..<storedStart(at: chunks.upperBound)
    }

    /// The bytes of these chunks.
    public func rawLength(of chunks: Range<Int>) -> Int {
        rawStart(at: chunks.upperBound) - rawStart(at: chunks.lowerBound)
    }

    /// Bytes of all chunks before one; of all chunks for the index behind the last.
    public func rawStart(at index: Int) -> Int { index == 0 ? 0 : rawEnd(at: index - 1) }

    /// The chunk that holds a raw byte of the xorb; the number of chunks if the byte lies behind them.
    public func chunk(containingRawByte offset: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if rawEnd(at: middle) <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Hashes and lengths of these chunks, as the tree takes them.
    public func hashedLengths(of chunks: Range<Int>) -> some Sequence<HashedLength> {
        chunks.lazy.map { HashedLength(hash: hash(at: $0), length: UInt64(rawEnd(at: $0) - rawStart(at: $0))) }
    }

    /// Hashes of these chunks.
    public func hashes(of chunks: Range<Int>) -> some Sequence<XetHash> { chunks.lazy.map { hash(at: $0) } }

    private func storedStart(at index: Int) -> Int { index == 0 ? 0 : storedEnd(at: index - 1) }
    private func storedEnd(at index: Int) -> Int { number(at: index, Self.storedEndOffset) }
    private func rawEnd(at index: Int) -> Int { number(at: index, Self.rawEndOffset) }

    private func number(at index: Int, _ offset: Int) -> Int {
        precondition(0..<count ~= index, "no such chunk")
        let value = encoded.withUnsafeBytes { $0.littleEndian(at: index * Self.rowLength + offset, as: UInt32.self) }
        return Int(value)
    }
}

extension XorbLayout {
    /// Collects the chunks of a xorb and its hash at once.
    struct Builder: Sendable {
        private(set) var rows: [UInt8] = []
        private(set) var rawLength = 0
        private var tree = MerkleTree.Builder()

        var count: Int { tree.count }

        /// Adds a chunk. Throws `tooLarge` if the xorb becomes larger than the protocol allows.
        mutating func append(hash: XetHash, rawLength length: Int, storedEnd: Int) throws(XetError) {
            guard count < XorbLimits.maximumChunks else {
                throw .tooLarge(what: "chunks", limit: XorbLimits.maximumChunks)
            }
            guard rawLength + length <= XorbLimits.maximumRawLength else {
                throw .tooLarge(what: "raw bytes of a xorb", limit: XorbLimits.maximumRawLength)
            }
            guard storedEnd <= XorbLimits.maximumBodyLength else {
                throw .tooLarge(what: "stored bytes of a xorb", limit: XorbLimits.maximumBodyLength)
            }
            rawLength += length
            tree.append(HashedLength(hash: hash, length: UInt64(length)))
            rows.append(hash)
            rows.appendLittleEndian(UInt32(storedEnd))
            rows.appendLittleEndian(UInt32(rawLength))
        }

        /// The layout of all chunks. Throws `emptyXorb` if there are none.
        consuming func finish() throws(XetError) -> XorbLayout {
            guard count > 0 else { throw .emptyXorb }
            return XorbLayout(hash: tree.finish().hash, rows: rows)
        }
    }
}
