/// A direction in space, with one signed byte for each dimension.
///
/// The vector is scaled so that its largest component becomes ±127, and rounded. Only the direction is kept, so the
/// scale need not be: the length of the bytes themselves serves wherever one is divided by. A component is off by at
/// most 1/254 of the largest one; in 384 dimensions the cosine of two vectors is off by less than 0.0005 on
/// average, which changes the order only of what is as good as equally near.
struct VectorCode: Sendable, Hashable {
    static let maximumDimensions = 4_096

    /// Why numbers are no direction.
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// From -127 to 127; never all zero.
    let bytes: [Int8]
    /// One divided by the length of `bytes`.
    let reciprocalLength: Float

    var dimensions: Int { bytes.count }

    init(_ values: [Float]) throws(Invalid) {
        guard values.allSatisfy(\.isFinite) else { throw Invalid(description: "a vector with infinite components") }
        let largest = Double(values.lazy.map(\.magnitude).max() ?? 0)
        guard largest > 0 || values.isEmpty else { throw Invalid(description: "a vector without a direction") }
        try self.init(bytes: values.map { Int8((Double($0) / largest * 127).rounded()) })
    }

    /// From the bytes of a row.
    init(stored: [UInt8]) throws(Invalid) {
        // Sums are made for 127 at most; -128 is written by nobody.
        try self.init(bytes: stored.map { max(Int8(bitPattern: $0), -127) })
    }

    private init(bytes: [Int8]) throws(Invalid) {
        guard (1...Self.maximumDimensions).contains(bytes.count) else {
            throw Invalid(description: "a vector of \(bytes.count) dimensions")
        }
        let square = bytes.reduce(0) { $0 + Int($1) * Int($1) }
        guard square > 0 else { throw Invalid(description: "a vector without a direction") }
        self.bytes = bytes
        self.reciprocalLength = 1 / Float(square).squareRoot()
    }

    /// The bytes for a row.
    var stored: [UInt8] { bytes.map(UInt8.init(bitPattern:)) }

    /// The cosine of the angle between two vectors of one length. ``VectorMatrix`` does the same for many.
    func cosine(_ other: VectorCode) -> Float {
        let product = zip(bytes, other.bytes).reduce(0) { $0 + Int($1.0) * Int($1.1) }
        return Float(product) * reciprocalLength * other.reciprocalLength
    }
}
