import Xet

/// Turns the chunks of one file into segments: of xorbs that are stored already where that spares bytes, and of new
/// xorbs, which it packs.
struct FilePacker {
    /// Half of what the protocol allows, because a xorb is in memory more than once while it is stored.
    private static let maximumRawLength = 32 << 20
    /// Files in many small pieces are slow to read. When the last segments have fewer chunks than this on average,
    /// chunks are taken from elsewhere only in runs of at least so many.
    private static let smallRun = 8
    private static let window = 128
    private static let smallestWindow = 16

    typealias Place = ChunkCatalog.Place

    /// A segment whose xorb goes by its number.
    private struct Run {
        let xorb: Int32
        let start: Int32
        var end: Int32
        var rawLength: UInt32
    }

    private struct Eligible {
        let chunk: XetHash
        let place: Place
    }

    private var catalog = ChunkCatalog()
    /// Names of xorbs by their numbers; nil while the xorb is being packed.
    private var names: [XetHash?] = []
    private var numbers: [XetHash: Int32] = [:]
    private var writer = XorbWriter()
    /// The number of the xorb that is being packed.
    private var open: Int32 = 0
    private var runs: [Run] = []
    private var eligible: [Eligible] = []
    private var tree = MerkleTree.Builder()
    private var full: [Xorb] = []
    /// Bytes of content so far.
    private(set) var size: Int64 = 0

    /// A new xorb.
    struct Xorb {
        let layout: XorbLayout
        let body: [UInt8]
    }

    /// What became of the file.
    struct Result {
        let hash: XetHash
        let size: Int64
        let segments: [Segment]
        /// Chunks that clients may ask for.
        let dedup: [(chunk: XetHash, xorb: XetHash, index: Int)]
    }

    /// The chunks that are worth asking the domain's index for: those it may know and this file has not met.
    func unknown(in batch: ChunkBatch) -> [XetHash] {
        batch.chunks.indices.compactMap { index in
            let hash = batch.chunks[index].hash
            guard hash.isDedupEligible || (index == 0 && tree.count == 0) else { return nil }
            return catalog.find(hash) == nil ? hash : nil
        }
    }

    /// Makes the chunks of a stored xorb known.
    mutating func learn(_ layout: XorbLayout) {
        guard numbers[layout.hash] == nil else { return }
        let number = Int32(names.count)
        names.append(layout.hash)
        numbers[layout.hash] = number
        for index in 0..<layout.count {
            let hash = layout.hash(at: index)
            if catalog.find(hash) == nil { catalog.insert(hash, Place(xorb: number, chunk: Int32(index))) }
        }
    }

    /// Takes the next chunks of the file.
    mutating func append(_ batch: ChunkBatch) {
        // How many of the next chunks are to be taken from where they are.
        var accepted = 0
        for index in batch.chunks.indices {
            let chunk = batch.chunks[index]
            let length = chunk.range.count
            let isFirst = tree.count == 0
            tree.append(HashedLength(hash: chunk.hash, length: UInt64(length)))
            size += Int64(length)
            let place: Place
            if let found = catalog.find(chunk.hash), accepted > 0 || isContinuation(found) {
                accepted = max(accepted - 1, 0)
                place = found
            } else if let found = catalog.find(chunk.hash), let run = usefulRun(from: index, found, batch) {
                accepted = run - 1
                place = found
            } else {
                accepted = 0
                place = batch.withBytes(of: chunk) { pack($0, chunk.hash) }
                catalog.insert(chunk.hash, place)
                if chunk.hash.isDedupEligible, !isFirst { eligible.append(Eligible(chunk: chunk.hash, place: place)) }
            }
            if isFirst { eligible.append(Eligible(chunk: chunk.hash, place: place)) }
            extend(by: place, length)
        }
    }

    private func isContinuation(_ place: Place) -> Bool {
        guard let last = runs.last else { return false }
        return last.xorb == place.xorb && last.end == place.chunk
    }

    /// The length of the run of known chunks that begins here, unless it is too short to be worth a segment.
    private func usefulRun(from index: Int, _ place: Place, _ batch: ChunkBatch) -> Int? {
        let recent = runs.suffix(Self.window)
        let chunks = recent.reduce(0) { $0 + Int($1.end - $1.start) }
        guard recent.count >= Self.smallestWindow, chunks < Self.smallRun * recent.count else { return 1 }
        var run = 1
        while index + run < batch.chunks.count, run < Self.smallRun,
            catalog.find(batch.chunks[index + run].hash) == place.advanced(by: run)
        {
            run += 1
        }
        // What lies behind the batch is not known; the run may go on there.
        if index + run == batch.chunks.count { return run }
        return run >= Self.smallRun ? run : nil
    }

    private mutating func pack(_ raw: UnsafeRawBufferPointer, _ hash: XetHash) -> Place {
        if writer.rawLength + raw.count > Self.maximumRawLength { close() }
        while true {
            if writer.isEmpty {
                open = Int32(names.count)
                names.append(nil)
            }
            if let index = writer.append(raw, hash: hash) { return Place(xorb: open, chunk: Int32(index)) }
            close()
        }
    }

    private mutating func close() {
        guard !writer.isEmpty else { return }
        var complete = XorbWriter()
        swap(&complete, &writer)
        let (layout, body) = complete.finish()
        names[Int(open)] = layout.hash
        if numbers[layout.hash] == nil { numbers[layout.hash] = open }
        full.append(Xorb(layout: layout, body: body))
    }

    private mutating func extend(by place: Place, _ length: Int) {
        if isContinuation(place) {
            runs[runs.count - 1].end += 1
            runs[runs.count - 1].rawLength += UInt32(length)
        } else {
            runs.append(
                Run(xorb: place.xorb, start: place.chunk, end: place.chunk + 1, rawLength: UInt32(length)))
        }
    }

    // MARK: Results

    /// The xorbs that are complete; they are handed out once.
    mutating func takeXorbs() -> [Xorb] {
        defer { full = [] }
        return full
    }

    /// Completes the last xorb, which ``takeXorbs()`` then gives.
    mutating func finish() -> Result {
        close()
        return Result(
            hash: .file(tree), size: size,
            segments: runs.compactMap { run in
                names[Int(run.xorb)].map {
                    Segment(xorb: $0, rawLength: run.rawLength, chunks: UInt32(run.start)..<UInt32(run.end))
                }
            },
            dedup: eligible.compactMap { eligible in
                names[Int(eligible.place.xorb)].map { (eligible.chunk, $0, Int(eligible.place.chunk)) }
            })
    }
}

/// Some chunks of a file with their bytes.
struct ChunkBatch {
    struct Chunk {
        let hash: XetHash
        let range: Range<Int>
    }

    private(set) var bytes: [UInt8] = []
    private(set) var chunks: [Chunk] = []

    mutating func append(_ raw: UnsafeRawBufferPointer) {
        chunks.append(Chunk(hash: .chunk(raw), range: bytes.count..<bytes.count + raw.count))
        bytes.append(contentsOf: raw)
    }

    func withBytes<Value>(of chunk: Chunk, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[chunk.range])) }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        chunks.removeAll(keepingCapacity: true)
    }
}
