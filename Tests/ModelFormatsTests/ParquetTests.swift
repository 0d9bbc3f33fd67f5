import HubAPI
import Testing

@testable import ModelFormats

@Suite struct ParquetTests {
    static func footer(_ file: [UInt8]) throws -> [UInt8] {
        let length = try ParquetFooter.length(Array(file.suffix(8)))
        return Array(file.dropLast(8).suffix(length))
    }

    @Test func typesOfTheReferenceWriter() throws {
        let footer = try ParquetFooter.parse(Self.footer(Fixture.bytes("types.parquet")))
        #expect(footer.rows == 3)
        #expect(footer.rowGroups == 1)
        #expect(footer.createdBy?.hasPrefix("parquet-cpp-arrow") == true)
        #expect(
            footer.columns.map { "\($0.name) \($0.type)" } == [
                "flag bool", "tiny int8", "unsigned uint16", "id int64", "half float16", "single float32",
                "double float64", "text string", "blob binary", "fixed binary", "price decimal", "day date",
                "moment timestamp", "clock time", "embedding list<float32>", "matrix list<list<int64>>",
                "turns list<struct>", "answer struct", "pairs map", "label string",
            ])
        #expect(
            footer.features == #"{"id": {"dtype": "int64", "_type": "Value"}, "#
                + #""text": {"dtype": "string", "_type": "Value"}}"#)
        #expect(!footer.hasPageIndex)
        #expect(footer.summary().columns == footer.columns)
    }

    @Test func pageIndexes() throws {
        let footer = try ParquetFooter.parse(Self.footer(Fixture.bytes("indexed.parquet")))
        #expect(footer.rows == 100)
        #expect(footer.rowGroups == 3)
        #expect(footer.hasPageIndex)
        #expect(footer.features == nil)
        #expect(footer.columns.map(\.type) == ["int64", "string"])
    }

    @Test func endsOfFiles() throws {
        #expect(try ParquetFooter.length([1, 2, 0, 0] + Array("PAR1".utf8)) == 513)
        for (tail, words) in [
            ([1, 0, 0, 0] + Array("PARE".utf8), "encrypted"), ([1, 0, 0, 0] + Array("PAR2".utf8), "PAR1"),
            ([0xFF, 0xFF, 0xFF, 0xFF] + Array("PAR1".utf8), "claims"), ([0, 0, 0, 0] + Array("PAR1".utf8), "empty"),
            (Array("PAR1".utf8), "fewer"), ([], "fewer"),
        ] as [([UInt8], String)] {
            let error = #expect(throws: FormatError.self) { try ParquetFooter.length(tail) }
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test func everyBeginningIsRefused() throws {
        for name in ["types.parquet", "indexed.parquet"] {
            let footer = try Self.footer(Fixture.bytes(name))
            for count in footer.indices {
                #expect(throws: FormatError.self) { try ParquetFooter.parse(Array(footer[..<count])) }
            }
            #expect(try ParquetFooter.parse(footer + [1, 2, 3]) == ParquetFooter.parse(footer))
        }
    }

    @Test func damagedFooters() throws {
        for (index, name) in ["types.parquet", "indexed.parquet"].enumerated() {
            let footer = try Self.footer(Fixture.bytes(name))
            var damage = Damage(seed: UInt64(index))
            for _ in 0..<500 {
                guard let parsed = try? ParquetFooter.parse(damage.damage(footer)) else { continue }
                #expect(parsed.rows >= 0)
                #expect(parsed.summary().columns.count <= footer.count)
            }
        }
    }

    /// Bytes of the compact protocol: a field is a step of its number and a kind in one byte.
    @Test(
        arguments: [
            [], [0], [0x16, 2, 0],  // rows without a schema
            [0x29, 0xFC] + [UInt8](repeating: 0xFF, count: 9) + [1, 0],  // a schema of 2^63 elements
            [0x29, 0xFC, 0xFF, 0xFF, 0x0F, 0],  // one of 200,000 in no bytes
            [0x29, 0x1C, 0x15, 2, 0x15, 2],  // cut off
            [0x18] + [UInt8](repeating: 0xFF, count: 12),  // a number without end
            [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],  // a string of 4 GB
            [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x55],  // a map of 4 G entries
            [0x1F, 0], [0x1E],  // unknown kinds
            [UInt8](repeating: 0x1C, count: 1000),  // structs in structs
            [0x19] + [UInt8](repeating: 0x19, count: 1000),  // lists in lists
            [UInt8](repeating: 0x1B, count: 1000),
        ] as [[UInt8]])
    func hostileBytes(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try ParquetFooter.parse(bytes) }
    }

    private func group(_ name: String, _ children: Int64, _ logical: ParquetSchemaElement.Logical? = nil)
        -> ParquetSchemaElement
    {
        var element = ParquetSchemaElement()
        element.name = name
        element.childCount = children
        element.converted = logical
        return element
    }

    private func leaf(
        _ name: String, _ physical: ParquetSchemaElement.Physical, isRepeated: Bool = false
    ) -> ParquetSchemaElement {
        var element = ParquetSchemaElement()
        element.name = name
        element.physical = physical
        element.isRepeated = isRepeated
        return element
    }

    @Test func oldWaysToWriteLists() throws {
        var array = group("array", 1)
        array.isRepeated = true
        var tuple = group("pairs_tuple", 1)
        tuple.isRepeated = true
        let columns = try ParquetColumns.read([
            group("root", 5), leaf("n", .int96),
            leaf("bare", .int32, isRepeated: true),
            group("two", 1, .list), leaf("item", .float, isRepeated: true),
            group("named", 1, .list), array, leaf("x", .double),
            group("pairs", 1, .list), tuple, leaf("x", .double),
        ])
        #expect(columns.map(\.type) == ["timestamp", "list<int32>", "list<float32>", "list<struct>", "list<struct>"])
        #expect(try ParquetColumns.read([group("root", 0)]).isEmpty)
    }

    @Test func wrongTrees() {
        #expect(throws: FormatError.self) { try ParquetColumns.read([]) }
        for count in [2, -1, .max, .min] as [Int64] {
            #expect(throws: FormatError.self) { try ParquetColumns.read([group("root", count), leaf("a", .int32)]) }
        }
        #expect(throws: FormatError.self) { try ParquetColumns.read([group("root", 0), leaf("a", .int32)]) }
        #expect(throws: FormatError.self) {
            try ParquetColumns.read([group("root", 2), group("a", 2), leaf("b", .int32), leaf("c", .int32)])
        }
        let deep = (0..<1000).map { group("g\($0)", 1) } + [leaf("a", .int32)]
        #expect(throws: FormatError.self) { try ParquetColumns.read(deep) }
        let lists = (0..<60).flatMap { [group("l\($0)", 1, .list)] } + [leaf("a", .int32)]
        #expect(throws: Never.self) { try ParquetColumns.read(lists) }
    }
}
