import HubAPI

/// Why reading a GGUF header stopped.
enum GGUFStop: Error {
    /// The first so many bytes of the file are needed to go on.
    case incomplete(Int)
    case malformed(FormatError)
}

/// Reads numbers, strings and values of a GGUF file one after another.
struct GGUFReader {
    private let bytes: [UInt8]
    private let fileSize: Int64?
    private(set) var position: Int
    private(set) var version: UInt32 = 3
    private(set) var isBigEndian = false

    init(_ bytes: [UInt8], fileSize: Int64?, position: Int = 0) {
        self.bytes = bytes
        self.fileSize = fileSize
        self.position = position
    }

    func malformed(_ why: String) -> GGUFStop { .malformed(FormatError("GGUF header: \(why)")) }

    /// Makes sure that the next `count` bytes are there.
    func need(_ count: Int) throws(GGUFStop) {
        let end = position + count
        if end <= min(bytes.count, GGUFLimits.headerLength) { return }
        if end > GGUFLimits.headerLength { throw malformed("it is longer than \(GGUFLimits.headerLength) bytes") }
        if let fileSize, Int64(end) > fileSize { throw malformed("the file of \(fileSize) bytes ends within it") }
        throw .incomplete(end)
    }

    mutating func skip(_ count: Int) throws(GGUFStop) {
        try need(count)
        position += count
    }

    // MARK: Numbers

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(GGUFStop) -> Number {
        let size = MemoryLayout<Number>.size
        try need(size)
        var number: Number = 0
        for index in 0..<size {
            let byte = Number(truncatingIfNeeded: bytes[position + index])
            number |= byte << Number((isBigEndian ? size - 1 - index : index) * 8)
        }
        position += size
        return number
    }

    /// A length or a count, which has 4 bytes in the first version and 8 since.
    mutating func size(atMost limit: Int, _ what: String) throws(GGUFStop) -> Int {
        let size = version == 1 ? UInt64(try number(UInt32.self)) : try number(UInt64.self)
        guard size <= limit else { throw malformed("\(size) \(what) before byte \(position); \(limit) are allowed") }
        return Int(size)
    }

    // MARK: Strings

    mutating func skipString() throws(GGUFStop) {
        try skip(try size(atMost: GGUFLimits.stringLength, "bytes of a string"))
    }

    mutating func string() throws(GGUFStop) -> String {
        let start = try stringBytes(atMost: GGUFLimits.stringLength)
        return String(decoding: bytes[start], as: UTF8.self)
    }

    /// A key or the name of a tensor.
    mutating func name() throws(GGUFStop) -> String {
        let range = try stringBytes(atMost: GGUFLimits.nameLength)
        guard let name = String(validating: bytes[range], as: UTF8.self), !name.isEmpty else {
            throw malformed("an empty name or one that is not UTF-8 before byte \(position)")
        }
        return name
    }

    private mutating func stringBytes(atMost limit: Int) throws(GGUFStop) -> Range<Int> {
        let length = try size(atMost: limit, "bytes of a string")
        try skip(length)
        return position - length..<position
    }

    // MARK: Values

    mutating func valueType() throws(GGUFStop) -> GGUFValueType {
        let number = try number(UInt32.self)
        guard let type = GGUFValueType(rawValue: number) else {
            throw malformed("unknown type \(number) of a value before byte \(position)")
        }
        return type
    }

    mutating func value(_ type: GGUFValueType) throws(GGUFStop) -> GGUFValue {
        switch type {
        case .uint8: .unsigned(UInt64(try number(UInt8.self)))
        case .uint16: .unsigned(UInt64(try number(UInt16.self)))
        case .uint32: .unsigned(UInt64(try number(UInt32.self)))
        case .uint64: .unsigned(try number(UInt64.self))
        case .int8: .signed(Int64(try number(Int8.self)))
        case .int16: .signed(Int64(try number(Int16.self)))
        case .int32: .signed(Int64(try number(Int32.self)))
        case .int64: .signed(try number(Int64.self))
        case .float32: .float(Double(Float(bitPattern: try number(UInt32.self))))
        case .float64: .float(Double(bitPattern: try number(UInt64.self)))
        case .bool: .bool(try number(UInt8.self) != 0)
        case .string: .string(try string())
        case .array: .array(try array(nesting: 1))
        }
    }

    private mutating func array(nesting: Int) throws(GGUFStop) -> GGUFArray {
        guard nesting <= GGUFLimits.nesting else {
            throw malformed("arrays nested more than \(GGUFLimits.nesting) deep")
        }
        let type = try valueType()
        let count = try size(atMost: GGUFLimits.arrayLength, "elements of an array")
        let start = position
        switch type {
        case .string:
            // Each has a length at least, so a false count is found without a loop.
            try need(count * (version == 1 ? 4 : 8))
            for _ in 0..<count { try skipString() }
        case .array:
            try need(count * (version == 1 ? 8 : 12))
            for _ in 0..<count { _ = try array(nesting: nesting + 1) }
        default: try skip(count * (type.size ?? 1))
        }
        return GGUFArray(elementType: type, count: count, range: start..<position)
    }

    // MARK: Beginning

    mutating func magicAndVersion() throws(GGUFStop) {
        guard bytes.prefix(4).elementsEqual("GGUF".utf8.prefix(bytes.count)) else {
            throw malformed("the file does not begin with GGUF")
        }
        try skip(4)
        let stored = try number(UInt32.self)
        // Read in the wrong order, a small number fills the upper half.
        isBigEndian = stored & 0xFFFF == 0
        version = isBigEndian ? stored.byteSwapped : stored
        guard (1...3).contains(version) else { throw malformed("unknown version \(version)") }
    }

    /// Reads on in another place of the same file.
    func moved(to position: Int) -> GGUFReader {
        var reader = self
        reader.position = position
        return reader
    }
}
