/// The SHA-1 name of a git object: 20 bytes, held inline so that collections of ids need no allocations.
public struct ObjectID: Hashable, Sendable {
    // Big-endian words: comparing them in order compares the bytes in order.
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// The number of bytes in an id.
    public static let byteCount = 20
    /// The number of hexadecimal digits in an id.
    public static let hexCount = 40

    /// The id of all zeros, with which git's protocols say "no object".
    public static let zero = ObjectID(high: 0, middle: 0, low: 0)
    /// The id of the tree without entries, which git knows even when it is not stored.
    public static let emptyTree = ObjectID(
        high: 0x4b82_5dc6_42cb_6eb9, middle: 0xa060_e54b_f8d6_9288, low: 0xfbee_4904)
    /// The id of the blob without bytes.
    public static let emptyBlob = ObjectID(
        high: 0xe69d_e29b_b2d1_d643, middle: 0x4b8b_29ae_775a_d8c2, low: 0xe48c_5391)

    private init(high: UInt64, middle: UInt64, low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// An id from exactly 20 bytes; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(uncheckedBytes: bytes)
    }

    /// An id from bytes whose number the caller has checked; missing ones would count as zero.
    init(uncheckedBytes bytes: some Sequence<UInt8>) {
        var high: UInt64 = 0
        var middle: UInt64 = 0
        var low: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 {
                high = high << 8 | UInt64(byte)
            } else if index < 16 {
                middle = middle << 8 | UInt64(byte)
            } else {
                low = low << 8 | UInt32(byte)
            }
        }
        self.init(high: high, middle: middle, low: low)
    }

    /// An id from exactly 40 hexadecimal digits of either case; nil for anything else.
    public init?(hex: some StringProtocol) {
        self.init(hexBytes: hex.utf8)
    }

    /// An id from 40 hexadecimal digits as ASCII bytes.
    init?(hexBytes: some Collection<UInt8>) {
        guard hexBytes.count == Self.hexCount else { return nil }
        var words: (UInt64, UInt64, UInt32) = (0, 0, 0)
        for (index, byte) in hexBytes.enumerated() {
            guard let digit = hexDigitValue(byte) else { return nil }
            if index < 16 {
                words.0 = words.0 << 4 | UInt64(digit)
            } else if index < 32 {
                words.1 = words.1 << 4 | UInt64(digit)
            } else {
                words.2 = words.2 << 4 | UInt32(digit)
            }
        }
        self.init(high: words.0, middle: words.1, low: words.2)
    }

    /// The 20 bytes, as trees hold them.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.byteCount)
        append(to: &result)
        return result
    }

    /// The 40 lower-case hexadecimal digits, as commits hold them.
    public var hex: String {
        String(unsafeUninitializedCapacity: Self.hexCount) { buffer in
            var index = 0
            forEachByte { byte in
                buffer[index] = lowerHexDigit(byte >> 4)
                buffer[index + 1] = lowerHexDigit(byte & 15)
                index += 2
            }
            return index
        }
    }

    /// Appends the 20 bytes.
    func append(to output: inout [UInt8]) {
        forEachByte { output.append($0) }
    }

    private func forEachByte(_ body: (UInt8) -> Void) {
        for shift in stride(from: 56, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: high >> shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: middle >> shift)) }
        for shift in stride(from: 24, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: low >> shift)) }
    }
}

extension ObjectID: Comparable {
    /// Orders ids by their bytes, as git's indexes do.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
    }
}

extension ObjectID: CustomStringConvertible {
    public var description: String { hex }
}
