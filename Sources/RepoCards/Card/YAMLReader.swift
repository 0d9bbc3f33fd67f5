import HubAPI
import Yams

/// One YAML document as a JSON object, within bounds.
struct YAMLReader {
    static let maximumDepth = 64
    static let maximumNodes = 100_000
    /// Aliases repeat text; what they expand to may not be much more than what a block can hold without them.
    static let maximumText = 4 * FrontMatter.maximumLength

    private let linesBefore: Int
    private var nodes = 0
    private var text = 0

    static func read(_ yaml: String, linesBefore: Int) throws(CardError) -> JSONValue {
        try YAMLGuard.check(yaml)
        var reader = YAMLReader(linesBefore: linesBefore)
        let root: Node?
        do {
            // No resolver: it would take `no` for false and dates for dates. The encoding is given, because
            // the default asks the process environment.
            root = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw reader.explain(error)
        }
        guard let root else { return .object([]) }
        let value = try reader.value(of: root, depth: 1)
        switch value {
        case .object: return value
        case .null: return .object([])
        default: throw reader.failure("the metadata must be a mapping of keys to values", at: root)
        }
    }

    private init(linesBefore: Int) {
        self.linesBefore = linesBefore
    }

    private mutating func value(of node: Node, depth: Int) throws(CardError) -> JSONValue {
        nodes += 1
        if nodes > Self.maximumNodes { throw failure("the YAML has too many values", at: node) }
        if depth > Self.maximumDepth { throw failure("the YAML is nested too deeply", at: node) }
        switch node {
        case .scalar(let scalar):
            text += scalar.string.utf8.count
            if text > Self.maximumText { throw failure("the YAML expands to too much text", at: node) }
            return try self.scalar(scalar, node)
        case .sequence(let sequence):
            var values: [JSONValue] = []
            for child in sequence { values.append(try value(of: child, depth: depth + 1)) }
            return .array(values)
        case .mapping(let mapping):
            return .object(try members(of: mapping, depth: depth))
        case .alias:
            throw failure("found an unresolved alias", at: node)
        }
    }

    private func scalar(_ scalar: Node.Scalar, _ node: Node) throws(CardError) -> JSONValue {
        let core = "tag:yaml.org,2002:"
        switch scalar.tag.rawValue {
        case "" where scalar.style == .plain:
            return YAMLScalar.value(of: scalar.string)
        case "", "!", core + "str", core + "timestamp":
            return .string(scalar.string)
        case core + "int", core + "float", core + "bool", core + "null":
            return YAMLScalar.value(of: scalar.string)
        default:
            throw failure("unknown tag !<\(scalar.tag.rawValue)>", at: node)
        }
    }

    private mutating func members(of mapping: Node.Mapping, depth: Int) throws(CardError) -> [JSONMember] {
        var members: [JSONMember] = []
        var keys: Set<String> = []
        var merged: [JSONMember] = []
        for (keyNode, valueNode) in mapping {
            guard case .scalar(let key) = keyNode else {
                throw failure("a key must be plain text", at: keyNode)
            }
            let value = try value(of: valueNode, depth: depth + 1)
            text += key.string.utf8.count
            if key.string == "<<", key.style == .plain {
                merged += try mergeable(value, valueNode)
                continue
            }
            guard keys.insert(key.string).inserted else {
                throw failure("duplicated key \"\(key.string.prefix(80))\"", at: keyNode)
            }
            members.append(JSONMember(key.string, value))
        }
        // Keys of the mapping itself win over merged ones, earlier merged ones over later.
        for member in merged where keys.insert(member.key).inserted { members.append(member) }
        return members
    }

    private func mergeable(_ value: JSONValue, _ node: Node) throws(CardError) -> [JSONMember] {
        var result: [JSONMember] = []
        for part in value.array ?? [value] {
            guard case .object(let members) = part else {
                throw failure("only mappings can be merged by <<", at: node)
            }
            result += members
        }
        return result
    }

    private func failure(_ problem: String, at node: Node) -> CardError {
        failure(problem, node.mark)
    }

    private func failure(_ problem: String, _ mark: Mark?) -> CardError {
        CardError(problem, line: mark.map { $0.line + linesBefore }, column: mark?.column)
    }

    private func explain(_ error: any Error) -> CardError {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let preface = context.map { $0.text + ", " } ?? ""
            return failure(preface + problem, mark)
        case .reader(let problem, let offset, _, let yaml):
            guard let offset else { return CardError(problem) }
            let before = yaml.unicodeScalars.prefix(offset)
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return CardError(problem, line: line + linesBefore, column: column)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return failure("duplicated key \"\(duplicates.first?.prefix(80) ?? "")\"", context.mark)
        default:
            return CardError("the YAML cannot be read")
        }
    }
}
