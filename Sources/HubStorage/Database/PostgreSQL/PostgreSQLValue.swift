/// Decodes the server's binary form of a value.
enum PostgreSQLValue {
    /// Returns nil for a type we don't know or bytes that don't fit it.
    static func decode(_ bytes: UnsafeRawBufferPointer, _ type: LibPQ.Oid) -> SQLValue? {
        switch type {
        case PostgreSQLType.int8:
            integer(bytes, Int64.self).map { .integer($0) }
        case PostgreSQLType.int4:
            integer(bytes, Int32.self).map { .integer(Int64($0)) }
        case PostgreSQLType.int2:
            integer(bytes, Int16.self).map { .integer(Int64($0)) }
        case PostgreSQLType.oid:
            integer(bytes, UInt32.self).map { .integer(Int64($0)) }
        case PostgreSQLType.bool:
            integer(bytes, UInt8.self).map { .boolean($0 != 0) }
        case PostgreSQLType.float8:
            integer(bytes, UInt64.self).map { .real(Double(bitPattern: $0)) }
        case PostgreSQLType.float4:
            integer(bytes, UInt32.self).map { .real(Double(Float(bitPattern: $0))) }
        case PostgreSQLType.bytea:
            .blob([UInt8](bytes))
        case PostgreSQLType.numeric:
            numeric(bytes)
        case PostgreSQLType.text, PostgreSQLType.varchar, PostgreSQLType.bpchar, PostgreSQLType.name,
            PostgreSQLType.char, PostgreSQLType.unknown, PostgreSQLType.json, PostgreSQLType.void:
            .text(String(decoding: bytes, as: UTF8.self))
        default:
            nil
        }
    }

    private static func integer<Value: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _: Value.Type
    ) -> Value? {
        guard bytes.count == MemoryLayout<Value>.size else { return nil }
        return Value(bigEndian: bytes.loadUnaligned(as: Value.self))
    }

    /// A decimal number, as `sum()` and `avg()` give: an integer if it has no fraction digits and fits, else real.
    ///
    /// Four 16-bit fields (number of digits, weight of the first, sign, fraction digits shown), then digits to
    /// the base 10,000.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) -> SQLValue? {
        guard bytes.count >= 8, bytes.count % 2 == 0 else { return nil }
        let fields = stride(from: 0, to: bytes.count, by: 2).map { offset in
            Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self))
        }
        let digits = fields[4...].map(Int64.init)
        let weight = Int(fields[1])
        switch UInt16(bitPattern: fields[2]) {
        case 0x0000: return number(digits, weight: weight, isNegative: false, isWhole: fields[3] == 0)
        case 0x4000: return number(digits, weight: weight, isNegative: true, isWhole: fields[3] == 0)
        case 0xD000: return .real(.infinity)
        case 0xF000: return .real(-.infinity)
        default: return .real(.nan)
        }
    }

    private static func number(
        _ digits: [Int64], weight: Int, isNegative: Bool, isWhole: Bool
    ) -> SQLValue {
        if isWhole, let whole = whole(digits, weight: weight, isNegative: isNegative) {
            return .integer(whole)
        }
        // Through text, whose reading rounds once instead of once per digit.
        let text = digits.reduce(into: "") { text, digit in
            let part = String(digit)
            text += String(repeating: "0", count: 4 - part.count) + part
        }
        let exponent = (weight + 1 - digits.count) * 4
        return .real(Double("\(isNegative ? "-" : "")\(text.isEmpty ? "0" : text)e\(exponent)") ?? .nan)
    }

    /// Trailing zero digits are not sent, so there may be fewer digits than the weight says.
    private static func whole(_ digits: [Int64], weight: Int, isNegative: Bool) -> Int64? {
        guard weight < 5 else { return nil }
        var value: Int64 = 0
        for place in 0..<max(0, weight + 1) {
            let digit = place < digits.count ? digits[place] : 0
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, more) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            if overflow || more { return nil }
            value = sum
        }
        return value
    }
}
