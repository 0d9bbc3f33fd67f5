/// How rows of vectors lie in memory, and how they are multiplied.
enum VectorRow {
    /// Rows are filled up with zeros to a multiple of what one step takes.
    static let step = 32

    static func stride(_ dimensions: Int) -> Int { (dimensions + step - 1) / step * step }

    /// A query's components as they are multiplied: of two bytes, filled up to the stride.
    static func widened(_ code: VectorCode) -> [Int16] {
        code.bytes.map(Int16.init) + Array(repeating: 0, count: stride(code.dimensions) - code.dimensions)
    }

    /// The sum of products of a row and a widened query. Both hold `stride` components of at most ±127.
    @inline(__always)
    static func product(_ row: UnsafeRawPointer, _ query: UnsafeRawPointer, stride: Int) -> Int32 {
        var sum = SIMD16<Int32>.zero
        var place = 0
        while place < stride {
            let rows = (
                row.loadUnaligned(fromByteOffset: place, as: SIMD16<Int8>.self),
                row.loadUnaligned(fromByteOffset: place + 16, as: SIMD16<Int8>.self)
            )
            let queries = (
                query.loadUnaligned(fromByteOffset: 2 * place, as: SIMD16<Int16>.self),
                query.loadUnaligned(fromByteOffset: 2 * place + 32, as: SIMD16<Int16>.self)
            )
            // Two products of 127² fit into 16 bits.
            let products =
                SIMD16<Int16>(truncatingIfNeeded: rows.0) &* queries.0
                &+ SIMD16<Int16>(truncatingIfNeeded: rows.1) &* queries.1
            sum &+= SIMD16<Int32>(truncatingIfNeeded: products)
            place += step
        }
        return sum.wrappedSum()
    }
}
