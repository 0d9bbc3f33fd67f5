/// Arguments in the form the server wants them, in one block of memory.
struct PostgreSQLParameters {
    private var bytes: [UInt8] = []
    /// Where each argument begins, or nil for NULL.
    private var offsets: [Int?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    init(_ arguments: [SQLValue], for statement: PostgreSQLStatement) throws {
        guard arguments.count == statement.parameterTypes.count else {
            throw DatabaseError(
                .other, "\(arguments.count) arguments for \(statement.parameterTypes.count) placeholders",
                sql: statement.sql)
        }
        guard !arguments.isEmpty else { return }
        offsets.reserveCapacity(arguments.count)
        lengths.reserveCapacity(arguments.count)
        formats.reserveCapacity(arguments.count)
        for (argument, type) in zip(arguments, statement.parameterTypes) {
            let start = bytes.count
            guard let isBinary = append(argument, as: type) else {
                // Without the value, which may be secret.
                throw DatabaseError(
                    .unexpectedValue, "argument \(offsets.count + 1) does not fit the type \(type)",
                    sql: statement.sql)
            }
            var isNull = false
            if case .null = argument { isNull = true }
            offsets.append(isNull ? nil : start)
            lengths.append(CInt(bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            // In text form the library looks for the end; in binary form it does no harm.
            bytes.append(0)
        }
    }

    func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Value
    ) -> Value {
        guard !offsets.isEmpty else { return body(nil, nil, nil) }
        return bytes.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            let values = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return body(values, lengths, formats)
        }
    }

    /// Returns whether the binary form was used, or nil if the value can't be given for this type.
    private mutating func append(_ value: SQLValue, as type: LibPQ.Oid) -> Bool? {
        switch value {
        case .null: return true
        case .integer(let value): return append(value, as: type)
        case .real(let value): return append(value, as: type)
        case .text(let value):
            bytes.append(contentsOf: value.utf8)
            switch type {
            case PostgreSQLType.text, PostgreSQLType.varchar: return true
            case PostgreSQLType.bytea: return nil
            default: return false
            }
        case .blob(let value):
            bytes.append(contentsOf: value)
            return type == PostgreSQLType.bytea ? true : nil
        }
    }

    private mutating func append(_ value: Int64, as type: LibPQ.Oid) -> Bool? {
        switch type {
        case PostgreSQLType.int8: return appendBigEndian(value)
        case PostgreSQLType.int4: return Int32(exactly: value).map { appendBigEndian($0) }
        case PostgreSQLType.int2: return Int16(exactly: value).map { appendBigEndian($0) }
        case PostgreSQLType.bool: return UInt8(exactly: value).flatMap { $0 < 2 ? appendBigEndian($0) : nil }
        case PostgreSQLType.float4, PostgreSQLType.float8: return append(Double(value), as: type)
        case PostgreSQLType.bytea: return nil
        default:
            bytes.append(contentsOf: String(value).utf8)
            return false
        }
    }

    private mutating func append(_ value: Double, as type: LibPQ.Oid) -> Bool? {
        switch type {
        case PostgreSQLType.float8: return appendBigEndian(value.bitPattern)
        case PostgreSQLType.float4: return appendBigEndian(Float(value).bitPattern)
        case PostgreSQLType.bytea: return nil
        default:
            bytes.append(contentsOf: "\(value)".utf8)
            return false
        }
    }

    private mutating func appendBigEndian(_ value: some FixedWidthInteger) -> Bool {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        return true
    }
}
