import HubAPI

/// Reads the compact protocol of Thrift, in which footers of Parquet files are written.
///
/// Nothing is believed: a list has at most as many elements as bytes are left, and nesting has a bound.
struct ThriftReader {
    /// The kinds of values as fields of a struct and elements of a list name them.
    enum Kind: UInt8 {
        case yes = 1, no, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid
    }

    struct Field {
        let number: Int16
        let kind: Kind
    }

    static let maximumDepth = 32

    private let bytes: [UInt8]
    private let end: Int
    private var position: Int
    private var depth = 0

    init(_ bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    func error(_ why: String) -> FormatError { FormatError("Parquet footer: \(why) at its byte \(position)") }

    // MARK: Structs, lists and maps

    /// Calls `field` for each field of a struct; it must read or skip the value.
    mutating func structure(
        _ field: (inout ThriftReader, Field) throws(FormatError) -> Void
    ) throws(FormatError) {
        try enter()
        var last: Int16 = 0
        while true {
            let head = try byte()
            if head == 0 { break }
            guard let kind = Kind(rawValue: head & 15) else { throw error("a value of unknown kind") }
            let step = Int16(head >> 4)
            let number = step == 0 ? Int16(truncatingIfNeeded: try zigzag()) : last &+ step
            last = number
            try field(&self, Field(number: number, kind: kind))
        }
        depth -= 1
    }

    /// Calls `element` for each element of a list; it must read or skip the value.
    mutating func list(
        atMost limit: Int = .max, _ element: (inout ThriftReader, Kind) throws(FormatError) -> Void
    ) throws(FormatError) {
        try enter()
        let head = try byte()
        let count = head >> 4 == 15 ? try size() : Int(head >> 4)
        guard count <= min(limit, end - position) else { throw error("a list of \(count) elements") }
        if count > 0 {
            guard let kind = Kind(rawValue: head & 15) else { throw error("a list of unknown kind") }
            for _ in 0..<count { try element(&self, kind) }
        }
        depth -= 1
    }

    /// Passes over a value that is of no interest.
    mutating func skip(_ kind: Kind, isElement: Bool = false) throws(FormatError) {
        switch kind {
        // A truth value is in the head of its field; in a list it has a byte.
        case .yes, .no: if isElement { _ = try byte() }
        case .byte: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: try advance(8)
        case .uuid: try advance(16)
        case .binary: try advance(try size())
        case .list, .set: try list { reader, kind throws(FormatError) in try reader.skip(kind, isElement: true) }
        case .map: try skipMap()
        case .structure: try structure { reader, field throws(FormatError) in try reader.skip(field.kind) }
        }
    }

    private mutating func skipMap() throws(FormatError) {
        try enter()
        let count = try size()
        guard count <= end - position else { throw error("a map of \(count) entries") }
        if count > 0 {
            let kinds = try byte()
            guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 15) else {
                throw error("a map of unknown kind")
            }
            for _ in 0..<count {
                try skip(key, isElement: true)
                try skip(value, isElement: true)
            }
        }
        depth -= 1
    }

    // MARK: Values

    /// A whole number in a field of one of the kinds that are written alike.
    mutating func integer(_ kind: Kind) throws(FormatError) -> Int64 {
        switch kind {
        case .int16, .int32, .int64: return try zigzag()
        case .byte: return Int64(Int8(bitPattern: try byte()))
        default: throw error("something else where a number is due")
        }
    }

    mutating func string(_ kind: Kind) throws(FormatError) -> String {
        String(decoding: bytes[try binary(kind)], as: UTF8.self)
    }

    /// The place of a string's bytes.
    mutating func binary(_ kind: Kind) throws(FormatError) -> Range<Int> {
        guard kind == .binary else { throw error("something else where a string is due") }
        let length = try size()
        try advance(length)
        return position - length..<position
    }

    func require(_ kind: Kind, _ wanted: Kind) throws(FormatError) {
        guard kind == wanted else { throw error("something else where a \(wanted) is due") }
    }

    // MARK: Bytes

    private mutating func enter() throws(FormatError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw error("values nested more than \(Self.maximumDepth) deep") }
    }

    private mutating func advance(_ count: Int) throws(FormatError) {
        guard count <= end - position else { throw error("a value that reaches beyond the end") }
        position += count
    }

    private mutating func byte() throws(FormatError) -> UInt8 {
        try advance(1)
        return bytes[position - 1]
    }

    private mutating func size() throws(FormatError) -> Int {
        let size = try varint()
        guard size <= end else { throw error("a length of \(size)") }
        return Int(size)
    }

    private mutating func zigzag() throws(FormatError) -> Int64 {
        let number = try varint()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    private mutating func varint() throws(FormatError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte()
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw error("a number of more than ten bytes")
    }
}
