/// Why text is not JSON, and at which byte.
public struct JSONReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// As a sentence.
    public let description: String
}

extension JSONValue {
    /// Values nested deeper than this are refused, so that nobody's answer exhausts the stack.
    static let maximumDepth = 128

    /// Reads one JSON value in UTF-8; objects keep the order of their keys.
    ///
    /// Whole numbers of 64 bits are exact, others become `number`. Bytes of strings that are not UTF-8 are replaced.
    public init(parsing bytes: [UInt8]) throws(JSONReadingError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }
}

private struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONReadingError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw error("something follows the JSON") }
        return value
    }

    private func error(_ why: String) -> JSONReadingError {
        JSONReadingError(description: "\(why) at byte \(position)")
    }

    private mutating func value() throws(JSONReadingError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    // MARK: Containers

    private mutating func object() throws(JSONReadingError) -> [JSONMember] {
        var members: [JSONMember] = []
        try open()
        if try !close(UInt8(ascii: "}")) {
            repeat {
                guard try peek() == UInt8(ascii: "\"") else { throw error("no key of an object") }
                let key = try string()
                guard try peek() == UInt8(ascii: ":") else { throw error("no colon behind a key") }
                position += 1
                members.append(JSONMember(key, try value()))
            } while try comma(or: UInt8(ascii: "}"))
        }
        return members
    }

    private mutating func array() throws(JSONReadingError) -> [JSONValue] {
        var values: [JSONValue] = []
        try open()
        if try !close(UInt8(ascii: "]")) {
            repeat { values.append(try value()) } while try comma(or: UInt8(ascii: "]"))
        }
        return values
    }

    private mutating func open() throws(JSONReadingError) {
        position += 1
        depth += 1
        guard depth <= JSONValue.maximumDepth else {
            throw error("values nested more than \(JSONValue.maximumDepth) deep")
        }
    }

    private mutating func close(_ mark: UInt8) throws(JSONReadingError) -> Bool {
        guard try peek() == mark else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// True if another element follows.
    private mutating func comma(or mark: UInt8) throws(JSONReadingError) -> Bool {
        if try close(mark) { return false }
        guard bytes[position] == UInt8(ascii: ",") else { throw error("neither a comma nor an end") }
        position += 1
        return true
    }

    // MARK: Single values

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONReadingError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual("\(word)".utf8) else {
            throw error("no JSON value")
        }
        position = end
        return value
    }

    private mutating func number() throws(JSONReadingError) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits()
        guard position == first + 1 || bytes[first] != UInt8(ascii: "0") else {
            throw error("a number with leading zeros")
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text) else { throw error("no number that fits") }
        return .number(number)
    }

    private mutating func digits() throws(JSONReadingError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw error("no JSON value") }
    }

    private mutating func string() throws(JSONReadingError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw error("a control character in a string")
            default: position += 1
            }
        }
        throw error("a string without end")
    }

    /// The rest of a string that has escapes.
    private mutating func escapedString(from start: Int) throws(JSONReadingError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error("a control character in a string")
            default: content.append(byte)
            }
        }
        throw error("a string without end")
    }

    private mutating func escape() throws(JSONReadingError) -> Unicode.Scalar {
        guard position < bytes.count else { throw error("a string without end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("an unknown escape")
        }
    }

    /// Half of a surrogate pair stands for no character; alone it becomes the replacement character.
    private mutating func unicodeEscape() throws(JSONReadingError) -> Unicode.Scalar {
        let unit = try fourHexDigits()
        guard 0xD800..<0xDC00 ~= unit, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        let back = position
        position += 2
        let second = try fourHexDigits()
        guard 0xDC00..<0xE000 ~= second else {
            position = back
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func fourHexDigits() throws(JSONReadingError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw error("a string without end") }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("an escape without digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    // MARK: Marks

    private mutating func peek() throws(JSONReadingError) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw error("the JSON ends too early") }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
