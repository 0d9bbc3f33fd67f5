/// Writes GGUF headers, also wrong ones.
struct GGUFWriter {
    var version: UInt32 = 3
    var isBigEndian = false
    private(set) var tensorCount: UInt64 = 0
    private(set) var keyCount: UInt64 = 0
    private var keys: [UInt8] = []
    private var tensors: [UInt8] = []

    init(version: UInt32 = 3, isBigEndian: Bool = false) {
        self.version = version
        self.isBigEndian = isBigEndian
    }

    /// The header; the counts may be false.
    func bytes(tensorCount: UInt64? = nil, keyCount: UInt64? = nil) -> [UInt8] {
        Array("GGUF".utf8) + number(version) + size(tensorCount ?? self.tensorCount) + size(keyCount ?? self.keyCount)
            + keys + tensors
    }

    mutating func key(_ name: String, type: UInt32, _ value: [UInt8]) {
        keyCount += 1
        keys += string(name) + number(type) + value
    }

    mutating func key(_ name: String, _ text: String) { key(name, type: 8, string(text)) }
    mutating func key(_ name: String, _ value: UInt32) { key(name, type: 4, number(value)) }
    mutating func key(_ name: String, _ value: Bool) { key(name, type: 7, [value ? 1 : 0]) }
    mutating func key(_ name: String, _ texts: [String]) {
        key(name, type: 9, number(UInt32(8)) + size(UInt64(texts.count)) + texts.flatMap(string))
    }

    mutating func tensor(_ name: String, _ dimensions: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) {
        tensorCount += 1
        tensors += string(name) + number(UInt32(dimensions.count)) + dimensions.flatMap(size) + number(type)
        tensors += number(offset)
    }

    func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }

    func size(_ value: UInt64) -> [UInt8] { version == 1 ? number(UInt32(truncatingIfNeeded: value)) : number(value) }
    func string(_ text: String) -> [UInt8] { size(UInt64(text.utf8.count)) + Array(text.utf8) }
}
