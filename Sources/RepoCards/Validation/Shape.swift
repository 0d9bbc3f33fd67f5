import HubAPI

/// What a value in a card must look like.
indirect enum Shape: Sendable {
    case any
    case string
    case boolean
    case integer
    /// A version is written as `4.44.0`, a string, or as `5.0`, which YAML takes for a number.
    case version
    case oneOf([String])
    /// A string that passes a test; the text says what it must be.
    case text(String, @Sendable (String) -> Bool)
    case list(Shape)
    /// A value or a list of values.
    case oneOrMore(Shape)
    case object([Field])
    /// Several shapes; the text names them for the message.
    case either(String, [Shape])

    func check(_ value: JSONValue, path: String, _ report: inout CardReport) {
        if let expected = mismatch(value) {
            report.errors.append("\"\(path)\" must be \(expected)")
            return
        }
        switch self {
        case .list(let shape):
            shape.checkAll(value.array ?? [], path: path, &report)
        case .oneOrMore(let shape):
            if let values = value.array {
                shape.checkAll(values, path: path, &report)
            } else {
                shape.check(value, path: path, &report)
            }
        case .object(let fields):
            for field in fields { field.check(in: value, path: path, &report) }
        case .either(_, let shapes):
            // The shape that got furthest into the value is the one that was meant.
            var failures: [CardReport] = []
            for shape in shapes where shape.mismatch(value) == nil {
                var attempt = CardReport()
                shape.check(value, path: path, &attempt)
                if attempt.isValid { return }
                failures.append(attempt)
            }
            let meant = failures.max { Self.reach(of: $0) < Self.reach(of: $1) }
            report.errors += meant?.errors ?? []
        default:
            break
        }
    }

    /// The length of the path in the first message.
    private static func reach(of report: CardReport) -> Int {
        report.errors.first?.utf8.dropFirst().prefix { $0 != UInt8(ascii: "\"") }.count ?? 0
    }

    private func checkAll(_ values: [JSONValue], path: String, _ report: inout CardReport) {
        for (index, value) in values.enumerated() {
            guard report.errors.count < CardValidator.maximumMessages else { return }
            check(value, path: "\(path)[\(index)]", &report)
        }
    }

    /// What the value should have been, looking at its top only; nil if it may pass.
    private func mismatch(_ value: JSONValue) -> String? {
        switch (self, value) {
        case (.any, _), (.string, .string), (.boolean, .bool), (.integer, .integer), (.version, .string),
            (.version, .integer), (.version, .number), (.list, .array), (.object, .object):
            return nil
        case (.oneOf(let words), .string(let word)) where words.contains(word):
            return nil
        case (.text(_, let test), .string(let text)) where test(text):
            return nil
        case (.oneOrMore, .array):
            return nil
        case (.oneOrMore(let shape), _):
            return shape.mismatch(value).map { "\($0) or a list of them" }
        case (.either(let name, let shapes), _):
            return shapes.contains { $0.mismatch(value) == nil } ? nil : name
        case (.string, _): return "a string"
        case (.boolean, _): return "a boolean"
        case (.integer, _): return "an integer"
        case (.version, _): return "a string or a number"
        case (.oneOf(let words), _): return "one of [\(words.joined(separator: ", "))]"
        case (.text(let name, _), _): return name
        case (.list, _): return "an array"
        case (.object, _): return "an object"
        }
    }
}

/// A key of an object and the shape of its value.
struct Field: Sendable {
    let key: String
    let shape: Shape
    var required = false

    init(_ key: String, _ shape: Shape) {
        self.key = key
        self.shape = shape
    }

    static func required(_ key: String, _ shape: Shape) -> Field {
        var field = Field(key, shape)
        field.required = true
        return field
    }

    /// An empty value (`license:`) is as good as a missing one: templates are full of them.
    func check(in object: JSONValue, path: String, _ report: inout CardReport) {
        let path = path.isEmpty ? key : "\(path).\(key)"
        switch object[key] {
        case nil, .null:
            if required { report.errors.append("\"\(path)\" is required") }
        case .some(let value):
            shape.check(value, path: path, &report)
        }
    }
}
