import HubAPI

extension JSONSchema {
    /// The schema as it is written in an OpenAPI document.
    var json: JSONValue {
        var members = shape
        if let format { members.append(JSONMember("format", .string(format))) }
        if let pattern { members.append(JSONMember("pattern", .string(pattern))) }
        if !values.isEmpty { members.append(JSONMember("enum", .array(values.map(JSONValue.string)))) }
        if let least = count.least { members.append(JSONMember("minItems", .integer(Int64(least)))) }
        if let greatest = count.greatest { members.append(JSONMember("maxItems", .integer(Int64(greatest)))) }
        if let fallback { members.append(JSONMember("default", fallback)) }
        if let example { members.append(JSONMember("examples", [example])) }
        if let description { members.append(JSONMember("description", .string(description))) }
        return .object(members)
    }

    private var shape: [JSONMember] {
        switch kind {
        case .anything: []
        case .boolean: Self.type("boolean")
        case .number: Self.type("number")
        case .string: Self.type("string")
        case .null: Self.type("null")
        case .constant(let value): [JSONMember("const", value)]
        case .array(let element): Self.type("array") + [JSONMember("items", element.json)]
        case .anyOf(let choices): [JSONMember("anyOf", .array(choices.map(\.json)))]
        case .named(let name): [JSONMember("$ref", .string("#/components/schemas/\(name.rawValue)"))]
        case .integer(let minimum, let maximum):
            Self.type("integer") + (minimum.map { [JSONMember("minimum", .integer($0))] } ?? [])
                + (maximum.map { [JSONMember("maximum", .integer($0))] } ?? [])
        case .object(let members, let others): Self.object(members, others)
        }
    }

    private static func type(_ name: String) -> [JSONMember] { [JSONMember("type", .string(name))] }

    private static func object(_ members: [Member], _ others: JSONSchema?) -> [JSONMember] {
        var written = type("object")
        let required = members.filter(\.isRequired)
        if !required.isEmpty {
            written.append(JSONMember("required", .array(required.map { .string($0.name) })))
        }
        if !members.isEmpty {
            written.append(JSONMember("properties", .object(members.map { JSONMember($0.name, $0.schema.json) })))
        }
        if let others { written.append(JSONMember("additionalProperties", others.json)) }
        return written
    }

    /// The schema in a few words, for people.
    var words: String {
        switch kind {
        case .anything: "anything"
        case .boolean: "true or false"
        case .number: "number"
        case .string: values.isEmpty ? format ?? "text" : values.joined(separator: ", ")
        case .null: "null"
        case .constant(let value): value.text
        case .array(let element): "list of \(element.words)"
        case .anyOf(let choices): choices.map(\.words).joined(separator: " or ")
        case .named(let name): name.rawValue
        case .object(let members, _):
            members.isEmpty ? "object" : "object: " + members.map(\.name).joined(separator: ", ")
        case .integer(let minimum, let maximum):
            switch (minimum, maximum) {
            case (let minimum?, let maximum?) where maximum < Self.exact: "number from \(minimum) to \(maximum)"
            case (let minimum?, _): "number from \(minimum)"
            default: "number"
            }
        }
    }
}
