/// Packs chunks into one xorb.
///
/// For the first chunk of each block of 32 both compressed packings are tried, and the better one is used for the block.
/// A chunk that does not become smaller is stored as it is.
public struct XorbWriter: Sendable {
    private static let blockLength = 32
    private static let smallLength = 1 << 20

    private var packer = ChunkPacker()
    private var packing = Packing.lz4
    private var chunksUntilChoice = 0
    private var layout = XorbLayout.Builder()
    /// The bytes of all chunks so far.
    public private(set) var body: [UInt8] = []

    public init() {}

    /// A writer that puts its body into the memory of bytes no longer needed, such as an earlier body already sent.
    ///
    /// Fresh memory costs more than packing does, so whoever writes many xorbs should hand it on.
    public init(reusing memory: consuming [UInt8]) {
        memory.removeAll(keepingCapacity: true)
        body = memory
    }

    public var isEmpty: Bool { layout.count == 0 }
    /// The number of chunks.
    public var count: Int { layout.count }
    /// Bytes of all chunks before packing.
    public var rawLength: Int { layout.rawLength }

    /// Makes the next chunk choose the packing again, because it begins another file.
    public mutating func beginFile() { chunksUntilChoice = 0 }

    /// Adds a chunk of 1 to 131072 bytes with its chunk hash.
    ///
    /// Gives its index in the xorb; nil if the xorb is full, and the chunk must be the first of a new one.
    public mutating func append(_ raw: UnsafeRawBufferPointer, hash: XetHash) -> Int? {
        precondition(1...XorbLimits.maximumChunkLength ~= raw.count, "the length of a chunk")
        let index = count
        guard index < XorbLimits.maximumChunks, rawLength + raw.count <= XorbLimits.maximumRawLength else {
            return nil
        }
        let data: ArraySlice<UInt8>
        if chunksUntilChoice == 0 {
            (packing, data) = packer.packBest(raw)
            chunksUntilChoice = Self.blockLength
        } else {
            data = packer.pack(raw, packing)
        }
        chunksUntilChoice -= 1
        if data.count < raw.count {
            append(data, packing, rawLength: raw.count, hash: hash)
        } else {
            append(raw, .raw, rawLength: raw.count, hash: hash)
        }
        return index
    }

    private mutating func append(
        _ data: some Collection<UInt8>, _ packing: Packing, rawLength: Int, hash: XetHash
    ) {
        // A xorb that is no longer small will mostly become full. Memory that is not written to costs nothing.
        if body.count > Self.smallLength, body.capacity < XorbLimits.maximumBodyLength {
            body.reserveCapacity(XorbLimits.maximumBodyLength)
        }
        let header = XorbChunkHeader(packedLength: data.count, packing: packing, rawLength: rawLength)
        body.appendLittleEndian(header.word)
        body.append(contentsOf: data)
        do {
            try layout.append(hash: hash, rawLength: rawLength, storedEnd: body.count)
        } catch {
            preconditionFailure("the bounds were checked: \(error)")
        }
    }

    /// Where the chunks lie, and the bytes to upload or store. There must be at least one chunk.
    public consuming func finish() -> (layout: XorbLayout, body: [UInt8]) {
        do {
            return (try layout.finish(), body)
        } catch {
            preconditionFailure("a xorb without chunks")
        }
    }
}
