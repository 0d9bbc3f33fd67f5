import HubAPI
import ModelFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A column of a dataset, as far as the rules look at it.
struct DatasetColumn: Hashable {
    enum Kind: Hashable {
        case number, image, audio, video, document, mesh, other
        /// A list of 32-bit floats.
        case floats
        case text
    }

    let name: String
    let kind: Kind
    /// What lies inside of lists and structures.
    let inner: Set<Kind>

    /// The columns that the card writes down, else those of Parquet files, else those of `dataset_infos.json`.
    ///
    /// - Parameter files: The paths of the data.
    static func all(_ evidence: Evidence, in files: Set<String>) -> [DatasetColumn] {
        let card = evidence.data["dataset_info"]
        let written = (card?.array ?? [card].compactMap(\.self)).flatMap { columns($0["features"]) }
        if !written.isEmpty { return written }
        let read = evidence.contents.parquet.filter { files.contains($0.key) }
        let parquet = read.sorted { $0.key < $1.key }.prefix(100).flatMap { columns($0.value) }
        if !parquet.isEmpty { return parquet }
        guard case .object(let configs) = evidence.document("dataset_infos.json") else { return [] }
        return configs.flatMap { columns($0.value["features"]) }
    }

    private static func columns(_ summary: ParquetSummary) -> [DatasetColumn] {
        if let text = summary.features, text.utf8.count <= 1 << 20,
            let features = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        {
            let columns = columns(features)
            if !columns.isEmpty { return columns }
        }
        return summary.columns.map { column in
            DatasetColumn(name: column.name, type: .string(column.type))
        }
    }

    /// The list of a card, `[{name, dtype}]`, or the object of the library, `{name: {dtype, _type}}`.
    private static func columns(_ features: JSONValue?) -> [DatasetColumn] {
        switch features {
        case .array(let entries):
            entries.compactMap { entry in
                entry["name"]?.string.map { DatasetColumn(name: $0, type: entry) }
            }
        case .object(let members): members.map { DatasetColumn(name: $0.key, type: $0.value) }
        default: []
        }
    }

    private init(name: String, type: JSONValue) {
        self.name = name
        kind = Self.kind(type)
        var inner: Set<Kind> = []
        Self.collect(type, into: &inner, depth: 0)
        self.inner = inner
    }

    private static func kind(_ type: JSONValue) -> Kind {
        switch type {
        case .string(let word): return Self.kind(word: word)
        case .object:
            if let name = type["_type"]?.string, name != "Value" {
                if let feature = type["feature"], isList(name) { return isFloat(feature) ? .floats : .other }
                return kind(word: name)
            }
            for key in ["sequence", "list", "large_list"] {
                if let item = type[key] { return isFloat(item) ? .floats : .other }
            }
            return type["dtype"].map(kind) ?? .other
        default: return .other
        }
    }

    private static func isList(_ name: String) -> Bool { ["Sequence", "List", "LargeList"].contains(name) }

    private static func isFloat(_ type: JSONValue) -> Bool {
        type.string == "float32" || type["dtype"]?.string == "float32"
    }

    /// The names of the card, of the library's features and of Parquet's types.
    private static func kind(word: String) -> Kind {
        switch word {
        case "string", "large_string", "Translation", "TranslationVariableLanguages", "translation": .text
        case "image", "Image": .image
        case "audio", "Audio": .audio
        case "video", "Video": .video
        case "pdf", "Pdf": .document
        case "mesh", "Mesh": .mesh
        case "list<float32>", "list<float>", "large_list<float32>": .floats
        case _ where isNumber(word): .number
        default: .other
        }
    }

    private static func isNumber(_ word: String) -> Bool {
        ["int", "uint", "float", "decimal"].contains { word.hasPrefix($0) }
    }

    /// The kinds anywhere in a feature: a list of pictures has pictures.
    private static func collect(_ type: JSONValue, into kinds: inout Set<Kind>, depth: Int) {
        guard depth < 16 else { return }
        switch type {
        case .string(let word): kinds.insert(kind(word: word))
        case .array(let entries):
            for entry in entries { collect(entry, into: &kinds, depth: depth + 1) }
        case .object(let members):
            if let name = type["_type"]?.string { kinds.insert(kind(word: name)) }
            for member in members where !["name", "_type", "names", "id"].contains(member.key) {
                // `translation: {languages: […]}` and `class_label: {names: …}` say what they are by the key.
                if member.key == "translation" { kinds.insert(.text) }
                if ["translation", "class_label", "languages"].contains(member.key) { continue }
                collect(member.value, into: &kinds, depth: depth + 1)
            }
        default: break
        }
    }
}
