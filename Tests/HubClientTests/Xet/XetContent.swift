import Xet

/// Files as a store of Xet content keeps them: xorbs, and for each file which chunks of them it is made of.
struct XetContent {
    struct Xorb {
        let layout: XorbLayout
        let body: [UInt8]
    }

    struct File {
        let hash: XetHash
        let bytes: [UInt8]
        let segments: [Segment]
    }

    /// As many chunks go into a xorb, so that small files have several.
    let chunksPerXorb: Int
    private(set) var xorbs: [XetHash: Xorb] = [:]
    private(set) var files: [XetHash: File] = [:]

    init(chunksPerXorb: Int = 8192) { self.chunksPerXorb = chunksPerXorb }

    /// Chunks a file, and stores each of its chunks once.
    mutating func add(_ bytes: [UInt8]) throws -> File {
        var chunks: [(HashedLength, [UInt8])] = []
        var stream = ChunkStream()
        func keep(_ raw: UnsafeRawBufferPointer) {
            chunks.append((HashedLength(hash: .chunk(raw), length: UInt64(raw.count)), Array(raw)))
        }
        bytes.withUnsafeBytes { stream.append($0, keep) }
        stream.finish(keep)

        var places: [XetHash: (xorb: Int, index: Int)] = [:]
        var packed: [Xorb] = []
        var writer = XorbWriter()
        func close() {
            guard !writer.isEmpty else { return }
            let (layout, body) = writer.finish()
            packed.append(Xorb(layout: layout, body: body))
            writer = XorbWriter()
        }
        for (chunk, raw) in chunks where places[chunk.hash] == nil {
            if writer.count == chunksPerXorb { close() }
            guard let index = raw.withUnsafeBytes({ writer.append($0, hash: chunk.hash) }) else {
                throw XetError.tooLarge(what: "chunks", limit: 0)
            }
            places[chunk.hash] = (packed.count, index)
        }
        close()
        for xorb in packed { xorbs[xorb.layout.hash] = xorb }

        var segments: [Segment] = []
        for (chunk, _) in chunks {
            guard let place = places[chunk.hash] else { continue }
            let xorb = packed[place.xorb].layout.hash
            let index = UInt32(place.index)
            if let last = segments.last, last.xorb == xorb, last.chunks.upperBound == index {
                segments[segments.count - 1].chunks = last.chunks.lowerBound..<index + 1
                segments[segments.count - 1].rawLength += UInt32(chunk.length)
            } else {
                segments.append(Segment(xorb: xorb, rawLength: UInt32(chunk.length), chunks: index..<index + 1))
            }
        }
        let file = File(hash: XetHash.file(of: chunks.map(\.0)), bytes: bytes, segments: segments)
        files[file.hash] = file
        return file
    }

    /// Changes stored bytes.
    mutating func change(_ xorb: XetHash, _ change: (inout [UInt8]) -> Void) {
        guard let stored = xorbs[xorb] else { return }
        var body = stored.body
        change(&body)
        xorbs[xorb] = Xorb(layout: stored.layout, body: body)
    }

    /// How the chunks of a xorb are stored.
    func packings(of xorb: XetHash) throws -> Set<Packing> {
        guard let stored = xorbs[xorb] else { return [] }
        return try Set(
            (0..<stored.layout.count).map { index in
                let start = stored.layout.storedRange(of: index..<index + 1).lowerBound
                return try stored.body[start...].withUnsafeBytes {
                    try XorbChunkHeader(parsing: $0, index: index, offset: start).packing
                }
            })
    }
}

/// Bytes to be stored, the same for the same seed.
enum XetBytes {
    /// Without any order: stored as they are.
    static func random(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            word ^= word >> 31
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    /// Like text: compressed.
    static func words(_ count: Int, seed: UInt64 = 2) -> [UInt8] {
        let words = ["hub ", "model ", "data ", "space ", "xorb ", "chunk ", "token ", "revision "]
        return Array(random(count / 4 + 1, seed: seed).flatMap { words[Int($0) % words.count].utf8 }.prefix(count))
    }

    /// Like numbers of four bytes that differ little: compressed byte by byte.
    static func numbers(_ count: Int, seed: UInt64 = 3) -> [UInt8] {
        Array(random(count / 4 + 1, seed: seed).flatMap { [$0, $0 & 3, 0x80, 0x3F] }.prefix(count))
    }
}
