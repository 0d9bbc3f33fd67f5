import HubAPI

/// Makes the top-level columns, with types in the words of datasets, out of the flat list of a schema.
struct ParquetColumns {
    private let elements: [ParquetSchemaElement]
    private var next = 1

    /// The first element is the root, whose children are the columns.
    static func read(_ elements: [ParquetSchemaElement]) throws(FormatError) -> [ParquetSummary.Column] {
        guard let root = elements.first else { throw FormatError("the Parquet schema is empty") }
        var reader = ParquetColumns(elements: elements)
        let columns = try reader.children(of: root, depth: 1)
        guard reader.next == elements.count else {
            throw FormatError("the Parquet schema has \(elements.count - reader.next) columns outside of the root")
        }
        return columns.map { ParquetSummary.Column(name: $0.element.name, type: $0.type) }
    }

    private init(elements: [ParquetSchemaElement]) { self.elements = elements }

    private struct Node {
        let element: ParquetSchemaElement
        let children: [Node]
        /// The type with regard to the element being repeated.
        var type: String { element.isRepeated ? listType(itemType) : itemType }
        /// The type of one of it.
        let itemType: String
    }

    private mutating func children(
        of element: ParquetSchemaElement, depth: Int
    ) throws(FormatError) -> [Node] {
        guard depth <= ParquetLimits.nesting else {
            throw FormatError("the Parquet schema is nested more than \(ParquetLimits.nesting) deep")
        }
        guard 0...Int64(elements.count - next) ~= element.childCount else {
            throw FormatError("the Parquet schema lacks columns of \(FormatError.quoted(element.name))")
        }
        var nodes: [Node] = []
        for _ in 0..<element.childCount {
            // Children of earlier children have perhaps used up the rest.
            guard next < elements.count else {
                throw FormatError("the Parquet schema lacks columns of \(FormatError.quoted(element.name))")
            }
            let child = elements[next]
            next += 1
            let grandchildren = try children(of: child, depth: depth + 1)
            nodes.append(Node(element: child, children: grandchildren, itemType: Self.type(child, grandchildren)))
        }
        return nodes
    }

    private static func type(_ element: ParquetSchemaElement, _ children: [Node]) -> String {
        guard element.physical == nil || !children.isEmpty else { return primitive(element) }
        switch element.logical {
        case .map: return "map"
        case .list: return children.first.map { listType(itemType(ofList: element, $0)) } ?? "list"
        default: return "struct"
        }
    }

    /// The type of the items of a list by the rules of Parquet: usually the list has one repeated group, which has one
    /// element; old writers left out the one or the other.
    private static func itemType(ofList list: ParquetSchemaElement, _ repeated: Node) -> String {
        guard repeated.element.isRepeated, repeated.children.count == 1, repeated.element.name != "array",
            repeated.element.name != list.name + "_tuple", repeated.element.logical != .list,
            repeated.element.logical != .map
        else { return repeated.itemType }
        return repeated.children[0].type
    }

    private static func listType(_ item: String) -> String {
        item.utf8.count > ParquetLimits.typeLength ? "list" : "list<\(item)>"
    }

    private static func primitive(_ element: ParquetSchemaElement) -> String {
        switch element.logical {
        case .string: return "string"
        case .decimal: return "decimal"
        case .date: return "date"
        case .time: return "time"
        case .timestamp: return "timestamp"
        case .interval: return "interval"
        case .float16: return "float16"
        case .uuid: return "uuid"
        case .bytes: return "binary"
        case .integer(let bits, let isSigned) where [8, 16, 32, 64].contains(bits):
            return (isSigned ? "int" : "uint") + String(bits)
        case .integer, .map, .list, nil: break
        }
        switch element.physical {
        case .boolean: return "bool"
        case .int32: return "int32"
        case .int64: return "int64"
        // 96 bits were only ever used for points in time.
        case .int96: return "timestamp"
        case .float: return "float32"
        case .double: return "float64"
        case .byteArray, .fixedByteArray, nil: return "binary"
        }
    }
}
