public import HubAPI

/// The index of a model that is spread over several files: `model.safetensors.index.json`.
public struct SafetensorsIndex: Sendable, Hashable {
    /// Indexes that name more shards are refused.
    public static let maximumShards = 10_000
    /// Indexes of more bytes are refused. One of the largest models has 9 MB.
    public static let maximumLength = 50_000_000

    /// The names of the shards, sorted, each once. They are beside the index.
    public let shards: [String]
    /// How many tensors it places.
    public let tensorCount: Int
    /// Bytes of all tensors, from `metadata`. Anyone may write it.
    public let totalSize: Int64?
    /// Parameters of the model, from `metadata`. Anyone may write it.
    public let totalParameters: Int64?

    /// Reads the whole of the index.
    public static func parse(_ bytes: [UInt8]) throws(FormatError) -> SafetensorsIndex {
        guard bytes.count <= maximumLength else {
            throw FormatError("the safetensors index has more than \(maximumLength) bytes")
        }
        var reader = IndexReader()
        var scanner = JSONScanner(bytes, what: "safetensors index")
        try scanner.object { scanner, key throws(FormatError) in
            switch key {
            case "weight_map": try reader.readMap(&scanner)
            case "metadata" where try scanner.peek() == UInt8(ascii: "{"): try reader.readMetadata(&scanner)
            default: try scanner.skipValue()
            }
        }
        try scanner.finish()
        guard !reader.shards.isEmpty else { throw FormatError("the safetensors index names no files") }
        return SafetensorsIndex(
            shards: reader.shards.sorted(), tensorCount: reader.tensorCount, totalSize: reader.totalSize,
            totalParameters: reader.totalParameters)
    }
}

private struct IndexReader {
    var shards: Set<String> = []
    var tensorCount = 0
    var totalSize: Int64?
    var totalParameters: Int64?

    mutating func readMap(_ scanner: inout JSONScanner) throws(FormatError) {
        // Thousands of tensors in a row are in the same shard.
        var last: String?
        try scanner.object { scanner, _ throws(FormatError) in
            let shard = try scanner.string()
            tensorCount += 1
            if shard == last { return }
            last = shard
            guard !shards.contains(shard) else { return }
            try check(shard)
            guard shards.count < SafetensorsIndex.maximumShards else {
                throw scanner.error("more than \(SafetensorsIndex.maximumShards) files are named")
            }
            shards.insert(shard)
        }
    }

    mutating func readMetadata(_ scanner: inout JSONScanner) throws(FormatError) {
        try scanner.object { scanner, key throws(FormatError) in
            let value = scanner.text(try scanner.skipValue())
            switch key {
            case "total_size": totalSize = Self.natural(value)
            case "total_parameters": totalParameters = Self.natural(value)
            default: break
            }
        }
    }

    /// Some tools write the sums as `1.3e10` or `13000000000.0`.
    private static func natural(_ text: String) -> Int64? {
        let number = Int64(text) ?? Double(text).flatMap { Int64(exactly: $0.rounded()) }
        return number.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// A name that would lead out of the repo, or out of this hub, is refused.
    private func check(_ shard: String) throws(FormatError) {
        guard !shard.isEmpty, shard.utf8.count <= 1024, !shard.contains(".."), !shard.utf8.starts(with: "/".utf8),
            !shard.contains("://"), !shard.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") })
        else { throw FormatError("the safetensors index names the file \(FormatError.quoted(shard))") }
    }
}
