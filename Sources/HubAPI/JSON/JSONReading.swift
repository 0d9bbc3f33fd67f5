extension JSONValue {
    /// Values nested deeper than this are refused, so that nobody's answer exhausts the stack.
    static let maximumDepth = 128

    /// Reads one JSON value in UTF-8; objects keep the order of their keys.
    ///
    /// Whole numbers of 64 bits are exact, others become `number`. Bytes of strings that are not UTF-8 are replaced.
    ///
    /// - Throws: ``FormatError`` for what is not JSON, or nested more than 128 deep.
    public init(parsing bytes: [UInt8]) throws(FormatError) {
        var scanner = JSONScanner(bytes, maximumDepth: Self.maximumDepth, invalidText: .replaced)
        self = try scanner.value()
        try scanner.finish()
    }
}

extension JSONScanner {
    /// The next value with all that is in it.
    fileprivate mutating func value() throws(FormatError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [JSONMember] = []
            try object { scanner, key throws(FormatError) in members.append(JSONMember(key, try scanner.value())) }
            return .object(members)
        case UInt8(ascii: "["):
            var values: [JSONValue] = []
            try array { scanner throws(FormatError) in values.append(try scanner.value()) }
            return .array(values)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return try word().map(JSONValue.bool) ?? .null
        default: return try numberValue()
        }
    }

    private mutating func numberValue() throws(FormatError) -> JSONValue {
        let (range, isWhole) = try number()
        let text = text(range)
        if isWhole, let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text) else { throw error("no number that fits") }
        return .number(number)
    }
}
