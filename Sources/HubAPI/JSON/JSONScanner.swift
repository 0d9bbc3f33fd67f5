/// Reads JSON piece by piece without building a tree of it, for headers of many megabytes that anyone may have written.
///
/// Every step takes time and memory in proportion to the bytes it passes. Nesting has a bound. What must be one thing
/// and is another is an error with the offset where it lies.
package struct JSONScanner {
    /// What becomes of bytes in strings that are not UTF-8.
    package enum InvalidText { case refused, replaced }

    let bytes: [UInt8]
    let end: Int
    let invalidText: InvalidText
    /// What is read and a colon, for errors.
    private let subject: String
    private let maximumDepth: Int
    private var depth = 0
    var position: Int

    /// - Parameters:
    ///   - range: where in the bytes the JSON is; nil for all of them.
    ///   - what: what is read, for errors: `safetensors header`.
    ///   - maximumDepth: how deep values may be nested.
    package init(
        _ bytes: [UInt8], range: Range<Int>? = nil, what: String? = nil, maximumDepth: Int = 64,
        invalidText: InvalidText = .refused
    ) {
        self.bytes = bytes
        subject = what.map { "\($0): " } ?? ""
        self.maximumDepth = maximumDepth
        self.invalidText = invalidText
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// The bytes of a part that was passed, as they stand.
    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    package func error(_ why: String) -> FormatError { FormatError("\(subject)\(why) at byte \(position)") }

    // MARK: Values

    /// The first byte of the next value, which tells its kind.
    package mutating func peek() throws(FormatError) -> UInt8 {
        skipSpace()
        guard position < end else { throw error("the JSON ends too early") }
        return bytes[position]
    }

    /// Passes over an object and calls `member` for each key; it must read or skip the value.
    package mutating func object(
        _ member: (inout JSONScanner, String) throws(FormatError) -> Void
    ) throws(FormatError) {
        try open(UInt8(ascii: "{"), "an object")
        if try close(UInt8(ascii: "}")) { return }
        repeat {
            let key = try string()
            try expect(UInt8(ascii: ":"), "a colon")
            try member(&self, key)
        } while try !closeOrComma(UInt8(ascii: "}"))
    }

    /// Passes over an array and calls `element` before each value, which must read or skip it.
    package mutating func array(_ element: (inout JSONScanner) throws(FormatError) -> Void) throws(FormatError) {
        try open(UInt8(ascii: "["), "an array")
        if try close(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while try !closeOrComma(UInt8(ascii: "]"))
    }

    /// A whole number from zero to 2^63-1, written without a point or an exponent.
    package mutating func natural() throws(FormatError) -> Int64 {
        _ = try peek()
        let start = position
        var number: Int64 = 0
        while position < end, isDigit(bytes[position]) {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(bytes[position] - UInt8(ascii: "0")))
            guard !overflow, !carry else { throw error("a number over 2^63") }
            number = sum
            position += 1
        }
        guard position > start else { throw error("no whole number from zero up") }
        guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
            throw error("a number with leading zeros")
        }
        if position < end, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) {
            throw error("a number that is not whole")
        }
        return number
    }

    /// The bytes of the next value, whatever it is.
    @discardableResult
    package mutating func skipValue() throws(FormatError) -> Range<Int> {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "{"): try object { scanner, _ throws(FormatError) in try scanner.skipValue() }
        case UInt8(ascii: "["): try array { scanner throws(FormatError) in try scanner.skipValue() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): _ = try word()
        default: _ = try number()
        }
        return start..<position
    }

    /// Fails unless nothing but white space is left.
    package mutating func finish() throws(FormatError) {
        skipSpace()
        guard position == end else { throw error("something follows the JSON") }
    }

    // MARK: Marks

    private mutating func open(_ mark: UInt8, _ name: String) throws(FormatError) {
        try expect(mark, name)
        depth += 1
        guard depth <= maximumDepth else { throw error("values nested more than \(maximumDepth) deep") }
    }

    private mutating func close(_ mark: UInt8) throws(FormatError) -> Bool {
        guard try peek() == mark else { return false }
        position += 1
        depth -= 1
        return true
    }

    private mutating func closeOrComma(_ mark: UInt8) throws(FormatError) -> Bool {
        if try close(mark) { return true }
        try expect(UInt8(ascii: ","), "a comma")
        return false
    }

    mutating func expect(_ mark: UInt8, _ name: String) throws(FormatError) {
        guard try peek() == mark else { throw error("\(name) is due") }
        position += 1
    }

    private mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: Words and numbers

    /// Passes over `true`, `false` or `null`; nil stands for the last.
    mutating func word() throws(FormatError) -> Bool? {
        for (word, value) in [("true", true), ("false", false), ("null", nil)] as [(String, Bool?)]
        where bytes[position..<end].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        throw error("no JSON value")
    }

    /// Passes over a number and tells whether it is written without a point and an exponent.
    mutating func number() throws(FormatError) -> (range: Range<Int>, isWhole: Bool) {
        let start = position
        var isWhole = true
        if position < end, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits()
        guard position == first + 1 || bytes[first] != UInt8(ascii: "0") else {
            throw error("a number with leading zeros")
        }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try digits()
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < end, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) { position += 1 }
            try digits()
        }
        return (start..<position, isWhole)
    }

    private mutating func digits() throws(FormatError) {
        let start = position
        while position < end, isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw error("no JSON value") }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
