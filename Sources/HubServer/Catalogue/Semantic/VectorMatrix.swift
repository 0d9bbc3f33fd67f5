/// The vectors of one length of the repos of one type, in contiguous memory.
///
/// It is a value: whoever searches holds one that doesn't change. Rows lie in slabs, so that a change while somebody
/// searches copies one slab and not all.
struct VectorMatrix: Sendable {
    private static let slabRows = 1_024

    let dimensions: Int
    private let stride: Int
    private var ids: [Int64] = []
    /// When each vector was stored, by the writer's clock.
    private var stamps: [Int64] = []
    private var reciprocalLengths: [Float] = []
    private var slabs: [[Int8]] = []
    private var rows: [Int64: Int32] = [:]

    init(dimensions: Int) {
        self.dimensions = dimensions
        self.stride = VectorRow.stride(dimensions)
    }

    var count: Int { ids.count }

    /// What one repo takes: its row, its id, time and length, and its place in the table of ids, which is up to half
    /// empty. 436 bytes with 384 dimensions.
    static func bytesPerRepo(dimensions: Int) -> Int { VectorRow.stride(dimensions) + 20 + 32 }

    var bytes: Int { count * Self.bytesPerRepo(dimensions: dimensions) }

    func stamp(of id: Int64) -> Int64? { rows[id].map { stamps[Int($0)] } }

    // MARK: Changes

    /// Adds a repo's vector, or puts it in the place of the old one.
    mutating func put(_ code: VectorCode, stamp: Int64, of id: Int64) {
        let row: Int
        if let known = rows[id] {
            row = Int(known)
        } else {
            row = ids.count
            rows[id] = Int32(row)
            ids.append(id)
            stamps.append(0)
            reciprocalLengths.append(0)
            if row / Self.slabRows == slabs.count {
                slabs.append([Int8](repeating: 0, count: Self.slabRows * stride))
            }
        }
        stamps[row] = stamp
        reciprocalLengths[row] = code.reciprocalLength
        write(code.bytes[...], to: row)
    }

    mutating func remove(_ id: Int64) {
        guard let row = rows.removeValue(forKey: id).map(Int.init) else { return }
        let last = ids.count - 1
        if row != last {
            // The last row moves into the gap.
            let (slab, place) = place(of: last)
            write(slabs[slab][place..<place + stride], to: row)
            ids[row] = ids[last]
            stamps[row] = stamps[last]
            reciprocalLengths[row] = reciprocalLengths[last]
            rows[ids[row]] = Int32(row)
        }
        ids.removeLast()
        stamps.removeLast()
        reciprocalLengths.removeLast()
        if ids.count <= (slabs.count - 1) * Self.slabRows { slabs.removeLast() }
    }

    private func place(of row: Int) -> (slab: Int, place: Int) {
        (row / Self.slabRows, row % Self.slabRows * stride)
    }

    private mutating func write(_ bytes: ArraySlice<Int8>, to row: Int) {
        let (slab, place) = place(of: row)
        slabs[slab].replaceSubrange(place..<place + bytes.count, with: bytes)
    }

    // MARK: Searches

    /// The repos nearest to a query, at most `count`, nearest first.
    ///
    /// - Parameter candidates: The only repos that are looked at; nil for all.
    func nearest(to query: VectorCode, count: Int, among candidates: Set<Int64>? = nil) -> [NearRepo] {
        guard query.dimensions == dimensions else { return [] }
        var nearest = NearestRepos(count: count)
        VectorRow.widened(query).withUnsafeBytes { wide in
            guard let wide = wide.baseAddress else { return }
            if let candidates {
                for id in candidates {
                    guard let row = rows[id].map(Int.init) else { continue }
                    let (slab, place) = place(of: row)
                    slabs[slab].withUnsafeBytes { bytes in
                        guard let start = bytes.baseAddress else { return }
                        let product = VectorRow.product(start + place, wide, stride: stride)
                        nearest.offer(Float(product) * reciprocalLengths[row] * query.reciprocalLength, id)
                    }
                }
            } else {
                for slab in slabs.indices { scan(slab, wide, query.reciprocalLength, &nearest) }
            }
        }
        return nearest.sorted()
    }

    private func scan(
        _ slab: Int, _ query: UnsafeRawPointer, _ reciprocalLength: Float, _ nearest: inout NearestRepos
    ) {
        let first = slab * Self.slabRows
        let rows = min(Self.slabRows, ids.count - first)
        slabs[slab].withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            for row in 0..<rows {
                let product = VectorRow.product(start + row * stride, query, stride: stride)
                nearest.offer(Float(product) * reciprocalLengths[first + row] * reciprocalLength, ids[first + row])
            }
        }
    }
}
