/// Any JSON value, for what a hub stores and passes on without knowing its shape (card data, config files).
///
/// Objects keep the order in which their keys were written; decoded ones are sorted by key.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number of 64 bits, exactly.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Keys with their values, in order.
    case object([JSONMember])
    /// JSON text that was written earlier and is passed on unread. It must be valid JSON.
    case raw(String)

    /// The value under a key of an object; nil for a missing key or another kind of value.
    public subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The text of a string; nil for another kind of value.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements of an array; nil for another kind of value.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// A string as a list of one, an array as its strings, anything else as nothing: how cards write lists.
    public var strings: [String] {
        switch self {
        case .string(let value): [value]
        case .array(let values): values.compactMap(\.string)
        default: []
        }
    }
}

/// One key and its value.
public struct JSONMember: Sendable, Hashable {
    /// The name.
    public let key: String
    /// What stands under it.
    public let value: JSONValue

    /// Takes the parts as they are.
    public init(_ key: String, _ value: JSONValue) {
        self.key = key
        self.value = value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// An object with its keys in this order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
}
