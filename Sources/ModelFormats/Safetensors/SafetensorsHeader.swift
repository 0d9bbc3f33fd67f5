public import HubAPI

/// What stands at the beginning of a safetensors file: the length of the header in eight bytes, lowest first, then the
/// header, a JSON object that gives type, shape and place of each tensor by its name.
///
/// To read one: take the first 8 bytes, ask `length`, take as many bytes more, and `parse` all of them.
public struct SafetensorsHeader: Sendable, Hashable {
    /// Bytes of the number in front of the header.
    public static let prefixLength = 8
    /// Headers of more bytes are refused, as the clients of the Hub do.
    public static let maximumLength = 25_000_000
    static let maximumDimension: Int64 = 1 << 32
    /// So many dimensions no model has; it keeps products short.
    static let maximumDimensions = 32

    /// In the order of the header.
    public let tensors: [SafetensorsTensor]
    /// `__metadata__`.
    public let metadata: [String: String]
    /// Bytes of the header, without the eight in front.
    public let length: Int

    /// The length of the header from the first eight bytes of the file, without these.
    public static func length(_ prefix: [UInt8]) throws(FormatError) -> Int {
        guard prefix.count >= prefixLength else {
            throw FormatError("the safetensors file has fewer than \(prefixLength) bytes")
        }
        let length = prefix.prefix(prefixLength).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= maximumLength else {
            throw FormatError("the safetensors header claims \(length) bytes; more than \(maximumLength) are refused")
        }
        guard length >= 2 else { throw FormatError("the safetensors header has only \(length) bytes") }
        return Int(length)
    }

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - bytes: the first bytes of the file, from the very first on; those behind the header are not looked at.
    ///   - fileSize: bytes of the whole file; tensors that reach beyond are refused. Nil if unknown.
    public static func parse(_ bytes: [UInt8], fileSize: Int64?) throws(FormatError) -> SafetensorsHeader {
        let length = try length(bytes)
        let end = prefixLength + length
        guard bytes.count >= end else {
            throw FormatError("the safetensors file ends within its header of \(length) bytes")
        }
        // White space in front is what the format itself refuses.
        guard bytes[prefixLength] == UInt8(ascii: "{") else {
            throw FormatError("the safetensors header does not begin with a brace")
        }
        if let fileSize, fileSize < Int64(end) {
            throw FormatError("a safetensors file of \(fileSize) bytes cannot hold a header of \(length)")
        }
        var reader = HeaderReader(
            scanner: JSONScanner(bytes, range: prefixLength..<end, what: "safetensors header"),
            dataLength: fileSize.map { $0 - Int64(end) })
        try reader.read()
        return SafetensorsHeader(tensors: reader.tensors, metadata: reader.metadata, length: length)
    }
}

private struct HeaderReader {
    var scanner: JSONScanner
    /// Bytes behind the header; nil if unknown.
    let dataLength: Int64?
    var tensors: [SafetensorsTensor] = []
    var metadata: [String: String] = [:]
    private var names: Set<String> = []
    private var totalBytes: Int64 = 0

    init(scanner: JSONScanner, dataLength: Int64?) {
        self.scanner = scanner
        self.dataLength = dataLength
    }

    mutating func read() throws(FormatError) {
        var scanner = scanner
        try scanner.object { scanner, name throws(FormatError) in
            guard names.insert(name).inserted else {
                throw scanner.error("\(FormatError.quoted(name)) comes twice")
            }
            if name == "__metadata__" {
                try readMetadata(&scanner)
            } else {
                tensors.append(try tensor(name, &scanner))
            }
        }
        try scanner.finish()
    }

    private mutating func readMetadata(_ scanner: inout JSONScanner) throws(FormatError) {
        try scanner.object { scanner, key throws(FormatError) in
            guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
                throw scanner.error("\(FormatError.quoted(key)) comes twice")
            }
        }
    }

    private mutating func tensor(_ name: String, _ scanner: inout JSONScanner) throws(FormatError) -> SafetensorsTensor
    {
        var dtype: String?
        var shape: [Int64]?
        var offsets: [Int64]?
        try scanner.object { scanner, key throws(FormatError) in
            switch key {
            case "dtype" where dtype == nil: dtype = try scanner.string()
            case "shape" where shape == nil:
                shape = try numbers(&scanner, atMost: SafetensorsHeader.maximumDimensions)
            case "data_offsets" where offsets == nil: offsets = try numbers(&scanner, atMost: 2)
            case "dtype", "shape", "data_offsets":
                throw scanner.error("tensor \(FormatError.quoted(name)) has two entries \(key)")
            default: try scanner.skipValue()
            }
        }
        guard let dtype, let shape, let offsets, offsets.count == 2 else {
            throw scanner.error("tensor \(FormatError.quoted(name)) lacks dtype, shape or two data_offsets")
        }
        let tensor = SafetensorsTensor(name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
        try check(tensor)
        return tensor
    }

    private func numbers(_ scanner: inout JSONScanner, atMost count: Int) throws(FormatError) -> [Int64] {
        var numbers: [Int64] = []
        try scanner.array { scanner throws(FormatError) in
            guard numbers.count < count else { throw scanner.error("a list of more than \(count) numbers") }
            numbers.append(try scanner.natural())
        }
        return numbers
    }

    private mutating func check(_ tensor: SafetensorsTensor) throws(FormatError) {
        func refuse(_ why: String) -> FormatError {
            FormatError("tensor \(FormatError.quoted(tensor.name)) of the safetensors header \(why)")
        }
        guard SafetensorsType.isPlausible(tensor.dtype) else {
            throw refuse("has the type \(FormatError.quoted(tensor.dtype))")
        }
        guard tensor.shape.allSatisfy({ $0 <= SafetensorsHeader.maximumDimension }) else {
            throw refuse("has a dimension over 2^32")
        }
        guard tensor.begin <= tensor.end else { throw refuse("ends before it begins") }
        if let dataLength, tensor.end > dataLength {
            throw refuse("ends at byte \(tensor.end) of \(dataLength) bytes of data")
        }
        let length = tensor.end - tensor.begin
        // 2^56 bytes are far more than any file has, and as bits they still fit in a number.
        guard tensor.end <= 1 << 56, let bits = Self.product(tensor.shape) else { throw refuse("is too large") }
        if let size = SafetensorsType.bits(of: tensor.dtype) {
            let (needed, overflow) = bits.multipliedReportingOverflow(by: size)
            guard !overflow, needed % 8 == 0, needed / 8 == length else {
                throw refuse("has \(length) bytes, which does not fit \(tensor.dtype) and its shape")
            }
        } else if bits > length * 8 {
            throw refuse("claims more numbers than it has bits")
        }
        // Tensors share no bytes. Ones that did could claim any number of parameters.
        totalBytes += length
        guard totalBytes <= min(dataLength ?? .max, 1 << 56) else { throw refuse("overlaps others") }
    }

    /// The product, zero included; nil if it does not fit.
    private static func product(_ shape: [Int64]) -> Int64? {
        if shape.contains(0) { return 0 }
        var product: Int64 = 1
        for dimension in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            if overflow { return nil }
            product = next
        }
        return product
    }
}
