/// A set of byte values, for the bracket expressions of patterns.
struct ByteSet: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    func contains(_ byte: UInt8) -> Bool {
        let bit = UInt64(1) << UInt64(byte & 63)
        return switch byte >> 6 {
        case 0: words.0 & bit != 0
        case 1: words.1 & bit != 0
        case 2: words.2 & bit != 0
        default: words.3 & bit != 0
        }
    }

    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    mutating func remove(_ byte: UInt8) {
        guard contains(byte) else { return }
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 ^= bit
        case 1: words.1 ^= bit
        case 2: words.2 ^= bit
        default: words.3 ^= bit
        }
    }

    mutating func invert() {
        words = (~words.0, ~words.1, ~words.2, ~words.3)
    }

    static func == (left: ByteSet, right: ByteSet) -> Bool {
        left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension ByteSet {
    /// Adds the members of a class such as `alpha`, which are ASCII only; false for an unknown name.
    mutating func insert(className: ArraySlice<UInt8>) -> Bool {
        guard let contains = Self.classes[String(decoding: className, as: UTF8.self)] else { return false }
        for byte in UInt8(0)..<0x80 where contains(byte) { insert(byte) }
        return true
    }

    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "alnum": { $0.isLetter || $0.isDigit },
        "alpha": { $0.isLetter },
        "blank": { $0 == .space || $0 == .tab },
        "cntrl": { $0 < 0x20 || $0 == 0x7f },
        "digit": { $0.isDigit },
        "graph": { (0x21...0x7e).contains($0) },
        "lower": { $0.isLower },
        "print": { (0x20...0x7e).contains($0) },
        "punct": { (0x21...0x7e).contains($0) && !$0.isLetter && !$0.isDigit },
        // Git's own notion of space lacks vertical tab and form feed.
        "space": { $0.isBlank },
        "upper": { $0.isUpper },
        "xdigit": { hexDigitValue($0) != nil },
    ]
}
