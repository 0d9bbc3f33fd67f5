import HubAPI

/// The shape of a JSON value, as JSON Schema 2020-12 and so OpenAPI 3.1 describe it. Only what the hub's documentation
/// needs.
struct JSONSchema: Sendable {
    indirect enum Kind: Sendable {
        case anything, boolean, number, string, null
        case integer(minimum: Int64?, maximum: Int64?)
        case constant(JSONValue)
        case array(JSONSchema)
        /// `others` is the shape of members that are not named; nil says nothing of them.
        case object([Member], others: JSONSchema?)
        case anyOf([JSONSchema])
        case named(SchemaName)
    }

    struct Member: Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool

        /// A member that is always there.
        static func must(_ name: String, _ schema: JSONSchema, _ text: String? = nil) -> Member {
            Member(name: name, schema: text.map(schema.described) ?? schema, isRequired: true)
        }

        /// A member that may be missing.
        static func may(_ name: String, _ schema: JSONSchema, _ text: String? = nil) -> Member {
            Member(name: name, schema: text.map(schema.described) ?? schema, isRequired: false)
        }
    }

    let kind: Kind
    private(set) var description: String?
    private(set) var format: String?
    private(set) var pattern: String?
    private(set) var values: [String] = []
    private(set) var fallback: JSONValue?
    private(set) var example: JSONValue?
    /// The least and greatest number of elements.
    private(set) var count: (least: Int?, greatest: Int?)

    init(_ kind: Kind) { self.kind = kind }
}

// MARK: Short forms

extension JSONSchema {
    static let anything = JSONSchema(.anything)
    static let boolean = JSONSchema(.boolean)
    static let number = JSONSchema(.number)
    static let string = JSONSchema(.string)
    static let null = JSONSchema(.null)
    static let integer = JSONSchema(.integer(minimum: nil, maximum: nil))
    /// A number of things, or of bytes: as great as every reader of JSON takes exactly.
    static let size = JSONSchema.integer(0...exact)
    static let exact: Int64 = 1 << 53 - 1
    static let time = JSONSchema.string.formatted("date-time")
    static let url = JSONSchema.string.formatted("uri")
    /// Content of any kind, in bytes.
    static let bytes = JSONSchema.string.formatted("binary")
    static let sha1 = JSONSchema.string.matching("^[0-9a-f]{40}$")
    static let sha256 = JSONSchema.string.matching("^[0-9a-f]{64}$")
    /// Any object.
    static let map = JSONSchema(.object([], others: nil))

    static func integer(_ range: ClosedRange<Int64>) -> JSONSchema {
        JSONSchema(.integer(minimum: range.lowerBound, maximum: range.upperBound))
    }

    static func constant(_ value: JSONValue) -> JSONSchema { JSONSchema(.constant(value)) }

    static func array(_ element: JSONSchema) -> JSONSchema { JSONSchema(.array(element)) }

    static func object(_ members: Member..., others: JSONSchema? = nil) -> JSONSchema {
        JSONSchema(.object(members, others: others))
    }

    static func object(_ members: [Member]) -> JSONSchema { JSONSchema(.object(members, others: nil)) }

    /// An object whose members have any names and values of one shape.
    static func dictionary(_ value: JSONSchema) -> JSONSchema { JSONSchema(.object([], others: value)) }

    static func anyOf(_ choices: JSONSchema...) -> JSONSchema { JSONSchema(.anyOf(choices)) }

    static func named(_ name: SchemaName) -> JSONSchema { JSONSchema(.named(name)) }

    /// One of some words.
    static func oneOf(_ values: [String]) -> JSONSchema {
        var schema = JSONSchema.string
        schema.values = values
        return schema
    }

    var orNull: JSONSchema { JSONSchema(.anyOf([self, .null])) }

    func described(_ text: String) -> JSONSchema { with { $0.description = text } }
    func formatted(_ format: String) -> JSONSchema { with { $0.format = format } }
    func matching(_ pattern: String) -> JSONSchema { with { $0.pattern = pattern } }
    func defaulting(to value: JSONValue) -> JSONSchema { with { $0.fallback = value } }
    func like(_ example: JSONValue) -> JSONSchema { with { $0.example = example } }

    func counting(_ least: Int? = nil, upTo greatest: Int? = nil) -> JSONSchema {
        with { $0.count = (least, greatest) }
    }

    private func with(_ change: (inout JSONSchema) -> Void) -> JSONSchema {
        var schema = self
        change(&schema)
        return schema
    }
}
