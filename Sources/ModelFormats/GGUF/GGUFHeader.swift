public import HubAPI

/// What stands at the beginning of a GGUF file: metadata, and where which tensor lies.
public struct GGUFHeader: Sendable, Hashable {
    /// What the first bytes of a file give.
    public enum Parsed: Sendable, Hashable {
        /// The header goes on. It needs at least the first `wanted` bytes of the file, perhaps more.
        case incomplete(wanted: Int)
        /// The whole header.
        case complete(GGUFHeader)
    }

    /// From 1 to 3.
    public let version: UInt32
    /// Whether numbers are stored with their highest byte first.
    public let isBigEndian: Bool
    /// The keys as they are in the file, such as `general.architecture`.
    public let metadata: [String: GGUFValue]
    /// In the order of the file.
    public let tensors: [GGUFTensor]
    /// Bytes up to the end of the tensor descriptions.
    public let length: Int
    /// Where the tensors begin, counted from the beginning of the file.
    public let dataOffset: Int
    /// Numbers in all tensors.
    public let parameters: Int64
    /// The text of the token that begins what the model reads.
    public let bosToken: String?
    /// The text of the token that ends what the model writes.
    public let eosToken: String?

    /// How many bytes to give to `parse` at first. Most headers are larger, because of the list of tokens.
    public static let firstReadLength = 2_000_000

    /// Reads the header from the first bytes of a file.
    ///
    /// Begin with `firstReadLength` bytes, or all of a shorter file. As long as the answer is `incomplete`, give twice
    /// as many bytes, `wanted` at least: each call begins anew, so that doubling keeps the sum of the work in
    /// proportion to the header. There are at most `GGUFLimits.headerLength` bytes to read.
    ///
    /// - Parameters:
    ///   - prefix: the first bytes of the file.
    ///   - fileSize: bytes of the whole file; nil if unknown.
    public static func parse(_ prefix: [UInt8], fileSize: Int64?) throws(FormatError) -> Parsed {
        do {
            return .complete(try GGUFHeader(reading: GGUFReader(prefix, fileSize: fileSize), fileSize: fileSize))
        } catch {
            switch error {
            case .incomplete(let wanted): return .incomplete(wanted: wanted)
            case .malformed(let error): throw error
            }
        }
    }

    /// Bytes the file must have for all tensors to be whole; nil if it has tensors of an unknown type.
    public var wholeFileSize: Int64? {
        var end = Int64(length)
        for tensor in tensors {
            guard let byteCount = tensor.byteCount else { return nil }
            end = max(end, Int64(dataOffset) + tensor.offset + byteCount)
        }
        return end
    }

    /// The first strings of an array in the metadata; nil if there is no array of strings under this key.
    ///
    /// `prefix` must be what the header was parsed from.
    public func strings(_ key: String, in prefix: [UInt8], atMost limit: Int = 1000) -> [String]? {
        guard case .array(let array) = metadata[key], array.elementType == .string else { return nil }
        var reader = GGUFReader(prefix, fileSize: nil)
        guard (try? reader.magicAndVersion()) != nil else { return nil }
        reader = reader.moved(to: array.range.lowerBound)
        return try? (0..<min(array.count, max(limit, 0))).map { _ in try reader.string() }
    }
}

extension GGUFHeader {
    fileprivate init(reading start: GGUFReader, fileSize: Int64?) throws(GGUFStop) {
        var reader = start
        try reader.magicAndVersion()
        let tensorCount = try reader.size(atMost: GGUFLimits.tensors, "tensors")
        let keyValueCount = try reader.size(atMost: GGUFLimits.keyValues, "keys")

        var metadata: [String: GGUFValue] = [:]
        for _ in 0..<keyValueCount {
            let key = try reader.name()
            let type = try reader.valueType()
            let value = try reader.value(type)
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw reader.malformed("the key \(FormatError.quoted(key)) comes twice")
            }
        }

        var tensors: [GGUFTensor] = []
        var names: Set<String> = []
        var parameters: Int64 = 0
        // No more numbers than the file has bits. Some files claim more than that to look large.
        let mostParameters = min(max(fileSize ?? .max, 0), 1 << 56) * 8
        for _ in 0..<tensorCount {
            let tensor = try reader.tensor(atMost: mostParameters)
            guard names.insert(tensor.name).inserted else {
                throw reader.malformed("the tensor \(FormatError.quoted(tensor.name)) comes twice")
            }
            // Both are at most 2^59.
            parameters += tensor.elements
            guard parameters <= mostParameters else {
                throw reader.malformed("it claims more parameters than the file has bits")
            }
            tensors.append(tensor)
        }

        let alignment = try Self.alignment(metadata, reader)
        version = reader.version
        isBigEndian = reader.isBigEndian
        length = reader.position
        dataOffset = (reader.position + alignment - 1) / alignment * alignment
        bosToken = Self.token("bos", metadata, reader)
        eosToken = Self.token("eos", metadata, reader)
        self.metadata = metadata
        self.tensors = tensors
        self.parameters = parameters
    }

    private static func alignment(
        _ metadata: [String: GGUFValue], _ reader: GGUFReader
    ) throws(GGUFStop) -> Int {
        guard let value = metadata["general.alignment"] else { return 32 }
        guard let alignment = value.integer, 1...(1 << 32) ~= alignment, alignment.nonzeroBitCount == 1 else {
            throw reader.malformed("the alignment is no power of two up to 2^32")
        }
        return Int(alignment)
    }

    /// The text of a token known by its number. The tokens before it are passed over, not kept.
    private static func token(_ name: String, _ metadata: [String: GGUFValue], _ end: GGUFReader) -> String? {
        guard let number = metadata["tokenizer.ggml.\(name)_token_id"]?.integer,
            case .array(let tokens) = metadata["tokenizer.ggml.tokens"], tokens.elementType == .string,
            0..<Int64(tokens.count) ~= number
        else { return nil }
        var reader = end.moved(to: tokens.range.lowerBound)
        for _ in 0..<number {
            guard (try? reader.skipString()) != nil else { return nil }
        }
        return try? reader.string()
    }
}

extension GGUFReader {
    fileprivate mutating func tensor(atMost mostElements: Int64) throws(GGUFStop) -> GGUFTensor {
        let name = try name()
        let count = try number(UInt32.self)
        guard count <= GGUFLimits.dimensions else {
            throw malformed("tensor \(FormatError.quoted(name)) has \(count) dimensions")
        }
        var dimensions: [Int64] = []
        var elements: Int64 = 1
        for _ in 0..<count {
            let dimension = version == 1 ? UInt64(try number(UInt32.self)) : try number(UInt64.self)
            guard dimension <= GGUFLimits.dimension else {
                throw malformed("tensor \(FormatError.quoted(name)) has a dimension over 2^32")
            }
            dimensions.append(Int64(dimension))
            let (product, overflow) = elements.multipliedReportingOverflow(by: max(Int64(dimension), 1))
            guard !overflow, product <= max(mostElements, 1) else {
                throw malformed("tensor \(FormatError.quoted(name)) claims more numbers than the file has bits")
            }
            elements = product
        }
        let type = GGUFTensorType(rawValue: try number(UInt32.self))
        if let block = type.block, (dimensions.first ?? 1) % block.numbers != 0 {
            throw malformed("the rows of tensor \(FormatError.quoted(name)) do not consist of whole blocks")
        }
        let offset = try number(UInt64.self)
        guard offset <= 1 << 56 else { throw malformed("tensor \(FormatError.quoted(name)) lies behind every file") }
        return GGUFTensor(name: name, dimensions: dimensions, type: type, offset: Int64(offset))
    }
}
