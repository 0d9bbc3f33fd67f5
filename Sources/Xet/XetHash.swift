/// A hash of the Xet protocol: 32 bytes, held inline as four groups of 8 so that lists of hashes need no allocations.
///
/// Its text writes every group as a little-endian 64-bit number in hexadecimal (Xet protocol, hash strings), so the
/// digits are not those of the bytes in order. The order of hashes is the order of their texts.
public struct XetHash: Hashable, Sendable {
    // Group i holds bytes 8i ..< 8i + 8, read as a little-endian number.
    private let groups: (UInt64, UInt64, UInt64, UInt64)

    /// The number of bytes in a hash.
    public static let byteCount = 32
    /// The number of hexadecimal digits in a hash string.
    public static let hexCount = 64

    /// All zeros: the hash of a file without bytes.
    public static let zero = XetHash(0, 0, 0, 0)
    /// All ones: the mark that ends a section of a shard.
    public static let ones = XetHash(.max, .max, .max, .max)

    init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        groups = (first, second, third, fourth)
    }

    /// A hash from exactly 32 bytes.
    public init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a Xet hash has 32 bytes")
        self.init(unchecked: bytes, at: 0)
    }

    /// A hash from the 32 bytes that begin at an offset; the caller has checked that they exist.
    init(unchecked bytes: UnsafeRawBufferPointer, at offset: Int) {
        groups = (
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self)),
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
        )
    }

    /// A hash from exactly 32 bytes; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard let hash = Self.read(bytes, { XetHash(unchecked: $0, at: 0) }) else { return nil }
        self = hash
    }

    /// The form in which shards hold a SHA-256 of exactly 32 bytes; nil for any other number.
    ///
    /// Clients parse the ordinary hexadecimal SHA-256 as if it were a hash string, which reverses each group.
    public init?(sha256: some Collection<UInt8>) {
        guard let hash = Self.read(sha256, { XetHash(unchecked: $0, at: 0) }) else { return nil }
        self.init(
            hash.groups.0.byteSwapped, hash.groups.1.byteSwapped, hash.groups.2.byteSwapped,
            hash.groups.3.byteSwapped)
    }

    /// Gives `body` the 32 bytes in one piece, without a copy if they lie so already; nil for any other number.
    private static func read(
        _ bytes: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) -> XetHash
    ) -> XetHash? {
        guard bytes.count == byteCount else { return nil }
        return bytes.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes(body)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// The bytes of the ordinary SHA-256 that a shard holds in this form.
    public var sha256: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.byteCount)
        for word in [groups.0, groups.1, groups.2, groups.3] {
            Swift.withUnsafeBytes(of: word.bigEndian) { result.append(contentsOf: $0) }
        }
        return result
    }

    /// Lends the 32 bytes for the duration of a call.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let words = (
            groups.0.littleEndian, groups.1.littleEndian, groups.2.littleEndian, groups.3.littleEndian
        )
        return try Swift.withUnsafeBytes(of: words, body)
    }

    /// The remainder of the last group, which is what the protocol calls a hash modulo a number.
    public func remainder(dividingBy divisor: UInt64) -> UInt64 { groups.3 % divisor }

    /// Whether a chunk with this hash is listed for deduplication between files wherever it lies.
    ///
    /// The first chunk of a file is listed whatever its hash is.
    public var isDedupEligible: Bool { groups.3 & 1023 == 0 }

    public static func == (left: XetHash, right: XetHash) -> Bool { left.groups == right.groups }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(groups.0)
        hasher.combine(groups.1)
        hasher.combine(groups.2)
        hasher.combine(groups.3)
    }
}

extension XetHash: Comparable {
    /// Orders hashes by their groups, as the entries of shards are sorted.
    public static func < (left: XetHash, right: XetHash) -> Bool { left.groups < right.groups }
}

extension XetHash: CustomStringConvertible {
    /// A hash from its hash string: exactly 64 lower-case hexadecimal digits; nil for anything else.
    public init?(_ string: some StringProtocol) {
        let digits = string.utf8
        guard let words = digits.withContiguousStorageIfAvailable(Self.groups) ?? Self.groups(of: Array(digits)) else {
            return nil
        }
        self.init(words[0], words[1], words[2], words[3])
    }

    private static func groups(of digits: [UInt8]) -> SIMD4<UInt64>? { digits.withUnsafeBufferPointer(groups) }

    private static func groups(_ digits: UnsafeBufferPointer<UInt8>) -> SIMD4<UInt64>? {
        guard digits.count == hexCount else { return nil }
        var words = SIMD4<UInt64>()
        for index in 0..<hexCount {
            let digit = digits[index]
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit &- UInt8(ascii: "a") &+ 10
            default: return nil
            }
            words[index >> 4] = words[index >> 4] &<< 4 | UInt64(value)
        }
        return words
    }

    /// The hash string: 64 lower-case hexadecimal digits.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.hexCount) { writeHex(into: UnsafeMutableRawBufferPointer($0)) }
    }

    /// Writes the 64 digits of the hash string to the front of a buffer; returns their number.
    @discardableResult
    func writeHex(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        func write(_ word: UInt64, at offset: Int) {
            for index in 0..<16 {
                let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index)) & 15
                buffer[offset + index] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
            }
        }
        write(groups.0, at: 0)
        write(groups.1, at: 16)
        write(groups.2, at: 32)
        write(groups.3, at: 48)
        return Self.hexCount
    }
}
