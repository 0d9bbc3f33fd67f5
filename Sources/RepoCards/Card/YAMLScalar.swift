import HubAPI

/// What a plain (unquoted) scalar means: the core schema of YAML 1.2.
///
/// So `no` is the Norwegian language and not false, `1_000` and `2024-01-01` are text. What JSON cannot carry
/// (infinities, not-a-number) stays the text it was written as.
enum YAMLScalar {
    static func value(of text: String) -> JSONValue {
        guard let first = text.utf8.first else { return .null }
        // Most scalars are words: leave after one look.
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(text) ?? .string(text)
        default:
            break
        }
        return switch text {
        case "null", "Null", "NULL", "~": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: .string(text)
        }
    }

    /// The longest text that may be a number: nobody writes longer ones, and parsing them costs.
    private static let longestNumber = 400

    private static func number(_ text: String) -> JSONValue? {
        guard text.utf8.count <= longestNumber else { return nil }
        if text.hasPrefix("0x") { return radix(text.dropFirst(2), 16) }
        if text.hasPrefix("0o") { return radix(text.dropFirst(2), 8) }
        guard let kind = decimalKind(text.utf8) else { return nil }
        if kind == .integer, let value = Int64(text) { return .integer(value) }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    private static func radix(_ digits: Substring, _ radix: Int) -> JSONValue? {
        guard digits.utf8.first.map(isSign) == false else { return nil }
        return Int64(digits, radix: radix).map(JSONValue.integer)
    }

    private enum Kind { case integer, float }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func decimalKind(_ text: String.UTF8View) -> Kind? {
        var rest = text[...]
        if rest.first.map(isSign) == true { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var kind = Kind.integer
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            kind = .float
            fraction = takeDigits(&rest)
        }
        guard whole > 0 || fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            kind = .float
            if rest.first.map(isSign) == true { rest.removeFirst() }
            guard takeDigits(&rest) > 0 else { return nil }
        }
        return rest.isEmpty ? kind : nil
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits.count
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }
}
