// The ASCII bytes git's formats are made of, by name, and small helpers on bytes.

extension UInt8 {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let bang: UInt8 = 0x21
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let star: UInt8 = 0x2a
    static let minus: UInt8 = 0x2d
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let colon: UInt8 = 0x3a
    static let less: UInt8 = 0x3c
    static let equals: UInt8 = 0x3d
    static let greater: UInt8 = 0x3e
    static let question: UInt8 = 0x3f
    static let openBracket: UInt8 = 0x5b
    static let backslash: UInt8 = 0x5c
    static let closeBracket: UInt8 = 0x5d
    static let caret: UInt8 = 0x5e

    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLower: Bool { (0x61...0x7a).contains(self) }
    var isUpper: Bool { (0x41...0x5a).contains(self) }
    var isLetter: Bool { isLower || isUpper }
    /// What git's text parsers take for blank: space, tab, carriage return, newline.
    var isBlank: Bool { self == .space || self == .tab || self == .carriageReturn || self == .newline }
}

/// The value of a hexadecimal digit of either case.
func hexDigitValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}

/// The lower-case digit of a value below 16.
func lowerHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 - 10 + value
}

/// A non-negative decimal number of ASCII digits only; nil when empty, too large or anything else is there.
func parseDecimal(_ digits: some Collection<UInt8>) -> Int64? {
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
        guard byte.isDigit else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int64(byte - 0x30))
        guard !overflow, !carry else { return nil }
        value = sum
    }
    return value
}

extension String {
    /// Runs a closure on the UTF-8 bytes without copying them.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // Native strings always have contiguous storage; the copy is for bridged ones only.
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }

    /// Equality of bytes. `==` of String also holds for other spellings of the same characters (é as one
    /// code point or as two), which git takes for different names.
    func hasSameBytes(as other: String) -> Bool {
        withBytes { left in other.withBytes { right in left.elementsEqual(right) } }
    }
}

/// A name as a dictionary key, equal by its bytes (see `hasSameBytes`).
struct NameKey: Hashable, Sendable {
    let string: String

    init(_ string: String) {
        self.string = string
    }

    static func == (left: NameKey, right: NameKey) -> Bool {
        left.string.hasSameBytes(as: right.string)
    }

    func hash(into hasher: inout Hasher) {
        string.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
