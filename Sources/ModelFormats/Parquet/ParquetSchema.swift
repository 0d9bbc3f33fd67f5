import HubAPI

/// A column or a group of columns in the schema of a Parquet file, which lists them parents first.
struct ParquetSchemaElement {
    enum Physical: Int64 {
        case boolean, int32, int64, int96, float, double, byteArray, fixedByteArray
    }

    /// What the bytes mean. Old files say it by a number, new ones by a struct of their own.
    enum Logical: Equatable {
        case string, map, list, decimal, date, time, timestamp, bytes, interval, float16, uuid
        case integer(bits: Int64, isSigned: Bool)
    }

    var name = ""
    var physical: Physical?
    var isRepeated = false
    var childCount: Int64 = 0
    var converted: Logical?
    var annotated: Logical?

    var logical: Logical? { annotated ?? converted }
}

extension ThriftReader {
    mutating func schemaElement() throws(FormatError) -> ParquetSchemaElement {
        var element = ParquetSchemaElement()
        try structure { reader, field throws(FormatError) in
            switch field.number {
            case 1: element.physical = ParquetSchemaElement.Physical(rawValue: try reader.integer(field.kind))
            case 3: element.isRepeated = try reader.integer(field.kind) == 2
            case 4: element.name = try reader.string(field.kind)
            case 5: element.childCount = try reader.integer(field.kind)
            case 6: element.converted = .converted(try reader.integer(field.kind))
            case 10:
                try reader.require(field.kind, .structure)
                element.annotated = try reader.logicalType()
            default: try reader.skip(field.kind)
            }
        }
        return element
    }

    /// A struct of which one field is set; its number says which type.
    private mutating func logicalType() throws(FormatError) -> ParquetSchemaElement.Logical? {
        var logical: ParquetSchemaElement.Logical?
        try structure { reader, field throws(FormatError) in
            if field.number == 10, field.kind == .structure {
                logical = try reader.integerType()
            } else {
                logical = .annotated(field.number)
                try reader.skip(field.kind)
            }
        }
        return logical
    }

    private mutating func integerType() throws(FormatError) -> ParquetSchemaElement.Logical {
        var bits: Int64 = 0
        var isSigned = true
        try structure { reader, field throws(FormatError) in
            switch (field.number, field.kind) {
            case (1, let kind): bits = try reader.integer(kind)
            case (2, .no): isSigned = false
            default: try reader.skip(field.kind)
            }
        }
        return .integer(bits: bits, isSigned: isSigned)
    }
}

extension ParquetSchemaElement.Logical {
    /// The numbers of `LogicalType` in parquet.thrift.
    fileprivate static func annotated(_ number: Int16) -> Self? {
        switch number {
        case 1, 4, 12: .string  // STRING, ENUM, JSON
        case 2: .map
        case 3: .list
        case 5: .decimal
        case 6: .date
        case 7: .time
        case 8: .timestamp
        case 13: .bytes  // BSON
        case 14: .uuid
        case 15: .float16
        default: nil
        }
    }

    /// The numbers of `ConvertedType` in parquet.thrift.
    fileprivate static func converted(_ number: Int64) -> Self? {
        switch number {
        case 0, 4, 19: .string  // UTF8, ENUM, JSON
        case 1, 2: .map
        case 3: .list
        case 5: .decimal
        case 6: .date
        case 7, 8: .time
        case 9, 10: .timestamp
        case 11...14: .integer(bits: 8 << (number - 11), isSigned: false)
        case 15...18: .integer(bits: 8 << (number - 15), isSigned: true)
        case 20: .bytes
        case 21: .interval
        default: nil
        }
    }
}
