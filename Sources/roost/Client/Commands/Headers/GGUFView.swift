import HubAPI
import ModelFormats

/// What a GGUF file's header says, as it is printed.
struct GGUFView {
    let path: String
    let commit: String?
    /// Bytes.
    let size: Int64?
    let header: GGUFHeader
    /// The first strings of an array in the metadata.
    let strings: (_ key: String, _ most: Int) -> [String]?

    /// Longer arrays are told by type and number alone: lists of tokens have hundreds of thousands of elements.
    private static let shownElements = 16
    /// People see so much of a text, such as a chat template.
    private static let shownCharacters = 100

    func print(_ output: Output, withTensors: Bool) {
        guard output.isForPeople else { return output.object(json(withTensors: withTensors), id: "path") }
        guard case .object(let members) = json(withTensors: false) else { return }
        output.object(.object(members.filter { $0.key != "metadata" }), id: "path")
        output.line("")
        output.table(
            [Column("key"), Column("value")],
            metadata.map { member in
                let text = Column.text(member.value)
                return ["key": .string(member.key), "value": .string(DisplayText.cut(text, to: Self.shownCharacters))]
            })
        guard withTensors else { return }
        output.line("")
        output.table(
            [Column("name"), Column("type"), Column("shape"), Column("bytes", .bytes)], header.tensors.map(Self.json))
    }

    private func json(withTensors: Bool) -> JSONValue {
        let summary = header.summary()
        var members = [
            JSONMember("path", .string(path)), JSONMember("commit", commit.map(JSONValue.string) ?? .null),
            JSONMember("size", size.map(JSONValue.integer) ?? .null),
            JSONMember("version", .integer(Int64(header.version))), JSONMember("big_endian", .bool(header.isBigEndian)),
            JSONMember("architecture", summary.architecture.map(JSONValue.string) ?? .null),
            JSONMember("file_type", summary.fileType.map(JSONValue.string) ?? .null),
            JSONMember("parameters", .integer(header.parameters)),
            JSONMember("context_length", summary.contextLength.map(JSONValue.integer) ?? .null),
            JSONMember("tensor_count", .integer(Int64(header.tensors.count))),
            JSONMember("metadata", .object(metadata)),
        ]
        if withTensors { members.append(JSONMember("tensors", .array(header.tensors.map(Self.json)))) }
        return .object(members)
    }

    private var metadata: [JSONMember] {
        header.metadata.sorted { $0.key < $1.key }.map { JSONMember($0.key, value($0.value, $0.key)) }
    }

    private func value(_ value: GGUFValue, _ key: String) -> JSONValue {
        switch value {
        case .unsigned(let number): return Int64(exactly: number).map(JSONValue.integer) ?? .number(Double(number))
        case .signed(let number): return .integer(number)
        case .float(let number): return .number(number)
        case .bool(let flag): return .bool(flag)
        case .string(let text): return .string(text)
        case .array(let array):
            if array.elementType == .string, array.count <= Self.shownElements,
                let strings = strings(key, Self.shownElements)
            {
                return .array(strings.map(JSONValue.string))
            }
            return ["array": .string("\(array.elementType)"), "count": .integer(Int64(array.count))]
        }
    }

    private static func json(_ tensor: GGUFTensor) -> JSONValue {
        [
            "name": .string(tensor.name), "type": .string(tensor.type.name),
            "shape": .array(tensor.dimensions.map(JSONValue.integer)), "elements": .integer(tensor.elements),
            "bytes": tensor.byteCount.map(JSONValue.integer) ?? .null, "offset": .integer(tensor.offset),
        ]
    }
}
