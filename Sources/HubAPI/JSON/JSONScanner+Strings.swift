extension JSONScanner {
    /// The characters of the next value, which must be a string.
    package mutating func string() throws(FormatError) -> String {
        try expect(UInt8(ascii: "\""), "a string")
        let start = position
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try utf8(bytes[start..<position])
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
    private mutating func escapedString(from start: Int) throws(FormatError) -> String {
        var content = Array(bytes[start..<position])
        while position < end {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try utf8(content[...])
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error("a control character in a string")
            default: content.append(byte)
            }
        }
        throw error("a string without end")
    }

    private mutating func escape() throws(FormatError) -> Unicode.Scalar {
        guard position < end else { throw error("a string without end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw error("an unknown escape")
        }
        let unit = try fourHexDigits()
        // Half of a pair stands for no character. Alone it becomes the replacement character, as Python writes such.
        guard 0xD800..<0xDC00 ~= unit, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
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

    private mutating func fourHexDigits() throws(FormatError) -> UInt32 {
        guard position + 4 <= end else { throw error("a string without end") }
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

    private func utf8(_ slice: ArraySlice<UInt8>) throws(FormatError) -> String {
        if let text = String(validating: slice, as: UTF8.self) { return text }
        guard invalidText == .replaced else { throw error("a string that is not UTF-8") }
        return String(decoding: slice, as: UTF8.self)
    }
}
