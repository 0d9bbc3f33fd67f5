/// The types a value in the metadata of a GGUF file may have.
public enum GGUFValueType: UInt32, Sendable, Hashable {
    /// As the file format numbers them.
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// Bytes of one value; nil for strings and arrays.
    var size: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }
}

/// A value in the metadata of a GGUF file.
public enum GGUFValue: Sendable, Hashable {
    /// A whole number of any unsigned type.
    case unsigned(UInt64)
    /// A whole number of any signed type.
    case signed(Int64)
    /// A number of 32 or 64 bits.
    case float(Double)
    /// True or false.
    case bool(Bool)
    /// Bytes that are not UTF-8 are replaced.
    case string(String)
    /// Where an array lies.
    case array(GGUFArray)

    /// The text; nil for another type.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// True or false; nil for another type.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number of any type.
    public var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .signed(let value): value
        default: nil
        }
    }
}

/// An array in the metadata of a GGUF file. Only its place is kept: lists of tokens have hundreds of thousands of
/// elements.
public struct GGUFArray: Sendable, Hashable {
    /// What its elements are.
    public let elementType: GGUFValueType
    /// How many elements it has.
    public let count: Int
    /// The bytes of the elements, counted from the beginning of the file.
    public let range: Range<Int>
}
