public import HubAPI

/// What stands at the end of a Parquet file: the schema, where which column lies, and metadata.
///
/// To read one: take the last 8 bytes, ask `length`, take as many bytes before them, and `parse` these.
public struct ParquetFooter: Sendable, Hashable {
    /// Bytes behind the footer: its length in four bytes, lowest first, and `PAR1`.
    public static let suffixLength = 8

    /// Rows of the file.
    public let rows: Int64
    /// How many groups of rows it has.
    public let rowGroups: Int
    /// The top-level columns.
    public let columns: [ParquetSummary.Column]
    /// Whether every column of every row group has an offset index.
    public let hasPageIndex: Bool
    /// What wrote the file: `parquet-cpp-arrow version 23.0.0`.
    public let createdBy: String?
    /// The dataset's features as JSON text: `info.features` in the entry `huggingface` of the file's metadata.
    public let features: String?

    /// The length of the footer from the last eight bytes of the file, without these.
    public static func length(_ suffix: [UInt8]) throws(FormatError) -> Int {
        guard suffix.count >= suffixLength else {
            throw FormatError("the Parquet file has fewer than \(suffixLength) bytes")
        }
        let tail = suffix.suffix(suffixLength)
        if tail.suffix(4).elementsEqual("PARE".utf8) { throw FormatError("the Parquet footer is encrypted") }
        guard tail.suffix(4).elementsEqual("PAR1".utf8) else {
            throw FormatError("the Parquet file does not end with PAR1")
        }
        let length = tail.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= ParquetLimits.footerLength else {
            throw FormatError(
                "the Parquet footer claims \(length) bytes; more than \(ParquetLimits.footerLength) are refused")
        }
        guard length > 0 else { throw FormatError("the Parquet footer is empty") }
        return length
    }

    /// Reads the footer, as many bytes as `length` says; those behind them may follow.
    public static func parse(_ bytes: [UInt8]) throws(FormatError) -> ParquetFooter {
        var isComplete = (schema: false, rows: false)
        var rows: Int64 = 0
        var elements: [ParquetSchemaElement] = []
        var groups = RowGroups()
        var createdBy: String?
        var features: Range<Int>?
        let limit = min(bytes.count, ParquetLimits.footerLength + suffixLength)
        var reader = ThriftReader(bytes, range: 0..<limit)
        try reader.structure { reader, field throws(FormatError) in
            switch field.number {
            case 2:
                // A second list would pass the bound on the first.
                guard !isComplete.schema else { throw reader.error("a second schema") }
                try reader.require(field.kind, .list)
                try reader.list(atMost: ParquetLimits.schemaElements) { reader, kind throws(FormatError) in
                    try reader.require(kind, .structure)
                    elements.append(try reader.schemaElement())
                }
                isComplete.schema = true
            case 3:
                rows = try reader.integer(field.kind)
                isComplete.rows = true
            case 4:
                try reader.require(field.kind, .list)
                try reader.list { reader, kind throws(FormatError) in
                    try reader.require(kind, .structure)
                    try groups.read(&reader)
                }
            case 5:
                try reader.require(field.kind, .list)
                try reader.list(atMost: ParquetLimits.keyValues) { reader, kind throws(FormatError) in
                    try reader.require(kind, .structure)
                    if let value = try reader.value(ofKey: "huggingface", in: bytes) { features = value }
                }
            case 6: createdBy = String(try reader.string(field.kind).prefix(200))
            default: try reader.skip(field.kind)
            }
        }
        guard isComplete.schema, isComplete.rows, rows >= 0 else {
            throw FormatError("the Parquet footer lacks a schema or a number of rows")
        }
        return ParquetFooter(
            rows: rows, rowGroups: groups.count, columns: try ParquetColumns.read(elements),
            hasPageIndex: groups.chunks > 0 && groups.chunksWithoutIndex == 0, createdBy: createdBy,
            features: features.flatMap { Self.features(in: bytes, $0) })
    }

    /// What the hub keeps of the footer. Of absurdly many columns the first ones, of absurdly long names the beginning.
    public func summary() -> ParquetSummary {
        let kept = columns.prefix(ParquetLimits.keptColumns).map { column in
            let name = String.UnicodeScalarView(column.name.unicodeScalars.prefix(ParquetLimits.keptNameLength))
            return ParquetSummary.Column(name: String(name), type: column.type)
        }
        return ParquetSummary(rows: rows, columns: kept, features: features, hasPageIndex: hasPageIndex)
    }

    /// Nil for JSON of another shape, which is no reason to refuse the file.
    private static func features(in bytes: [UInt8], _ range: Range<Int>) -> String? {
        var scanner = JSONScanner(bytes, range: range, what: "dataset features")
        var features: Range<Int>?
        do throws(FormatError) {
            try scanner.object { scanner, key throws(FormatError) in
                guard key == "info", try scanner.peek() == UInt8(ascii: "{") else {
                    try scanner.skipValue()
                    return
                }
                try scanner.object { scanner, key throws(FormatError) in
                    let value = try scanner.skipValue()
                    if key == "features" { features = value }
                }
            }
            try scanner.finish()
        } catch {
            return nil
        }
        return features.flatMap { $0.count <= ParquetLimits.featuresLength ? scanner.text($0) : nil }
    }
}

private struct RowGroups {
    var count = 0
    var chunks = 0
    var chunksWithoutIndex = 0

    mutating func read(_ reader: inout ThriftReader) throws(FormatError) {
        count += 1
        try reader.structure { reader, field throws(FormatError) in
            guard field.number == 1, field.kind == .list else {
                try reader.skip(field.kind)
                return
            }
            try reader.list { reader, kind throws(FormatError) in
                try reader.require(kind, .structure)
                try readChunk(&reader)
            }
        }
    }

    private mutating func readChunk(_ reader: inout ThriftReader) throws(FormatError) {
        var hasIndex = false
        try reader.structure { reader, field throws(FormatError) in
            if field.number == 4, field.kind == .int64 {
                hasIndex = try reader.integer(field.kind) > 0
            } else {
                try reader.skip(field.kind)
            }
        }
        chunks += 1
        if !hasIndex { chunksWithoutIndex += 1 }
    }
}

extension ThriftReader {
    /// Reads one pair of key and value, and gives the place of the value if the key is the wanted one.
    fileprivate mutating func value(ofKey wanted: String, in bytes: [UInt8]) throws(FormatError) -> Range<Int>? {
        var isWanted = false
        var value: Range<Int>?
        try structure { reader, field throws(FormatError) in
            switch field.number {
            case 1: isWanted = bytes[try reader.binary(field.kind)].elementsEqual(wanted.utf8)
            case 2: value = try reader.binary(field.kind)
            default: try reader.skip(field.kind)
            }
        }
        return isWanted ? value : nil
    }
}
