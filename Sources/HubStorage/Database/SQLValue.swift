/// A value bound to a statement or read from a row.
///
/// Booleans are integers 0 and 1, times are integers (milliseconds since 1970 UTC), hashes are blobs.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    public static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    public static func boolean(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    public static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    public static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    public static func optional(_ value: [UInt8]?) -> SQLValue { value.map(SQLValue.blob) ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// One row of an answer. Columns are read by name; a missing column or another type throws.
public struct SQLRow: Sendable {
    /// Column names and their places, shared by all rows of one answer.
    public final class Columns: Sendable {
        public let names: [String]

        public init(_ names: [String]) {
            self.names = names
        }

        /// Rows have few columns with short names, where a walk beats hashing.
        func place(of name: String) -> Int? { names.firstIndex(of: name) }
    }

    private let columns: Columns
    public let values: [SQLValue]

    public init(columns: Columns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    public func value(_ name: String) throws -> SQLValue {
        guard let place = columns.place(of: name) else {
            throw DatabaseError(.unexpectedValue, "no column “\(name)” among \(columns.names)")
        }
        return values[place]
    }

    public func integer(_ name: String) throws -> Int64 {
        guard let found = try integerOrNil(name) else { throw unexpected(name, "integer") }
        return found
    }

    public func integerOrNil(_ name: String) throws -> Int64? {
        switch try value(name) {
        case .integer(let value): value
        case .null: nil
        default: throw unexpected(name, "integer")
        }
    }

    public func boolean(_ name: String) throws -> Bool { try integer(name) != 0 }

    public func real(_ name: String) throws -> Double {
        switch try value(name) {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: throw unexpected(name, "real")
        }
    }

    public func text(_ name: String) throws -> String {
        guard let found = try textOrNil(name) else { throw unexpected(name, "text") }
        return found
    }

    public func textOrNil(_ name: String) throws -> String? {
        switch try value(name) {
        case .text(let value): value
        case .null: nil
        default: throw unexpected(name, "text")
        }
    }

    public func blob(_ name: String) throws -> [UInt8] {
        guard let found = try blobOrNil(name) else { throw unexpected(name, "blob") }
        return found
    }

    public func blobOrNil(_ name: String) throws -> [UInt8]? {
        switch try value(name) {
        case .blob(let value): value
        case .null: nil
        default: throw unexpected(name, "blob")
        }
    }

    private func unexpected(_ name: String, _ wanted: String) -> DatabaseError {
        DatabaseError(.unexpectedValue, "column “\(name)” does not hold \(wanted)")
    }
}
