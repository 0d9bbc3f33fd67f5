import HubAPI

/// A card's front matter as a table, to any depth a reader can follow.
struct MetadataTable {
    private static let maximumDepth = 5
    private static let maximumCells = 400
    private var cells = 0

    static func view(_ data: JSONValue) -> HTML? {
        guard case .object(let members) = data, !members.isEmpty else { return nil }
        var table = MetadataTable()
        return """
            <details class="metadata"><summary>Metadata</summary>
            <div>\(table.view(data, depth: 0))</div></details>
            """
    }

    private mutating func view(_ value: JSONValue, depth: Int) -> HTML {
        cells += 1
        guard cells <= Self.maximumCells, depth <= Self.maximumDepth else { return "…" }
        switch value {
        case .null: return ""
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return "\(value)"
        case .number(let value): return "\(String(value))"
        case .string(let value), .raw(let value): return "\(value)"
        case .array(let values): return list(values, depth)
        case .object(let members):
            var rows: [HTML] = []
            for member in members {
                guard cells < Self.maximumCells else {
                    rows.append("<tr><th>…</th><td></td></tr>")
                    break
                }
                rows.append(
                    "<tr><th>\(member.key)</th><td>\(view(member.value, depth: depth + 1))</td></tr>\n")
            }
            return "<table class=\"meta\">\(rows)</table>"
        }
    }

    /// Plain values side by side, nested ones below each other.
    private mutating func list(_ values: [JSONValue], _ depth: Int) -> HTML {
        let isPlain = values.allSatisfy { if case .object = $0 { false } else { true } }
        var parts: [HTML] = []
        for value in values {
            guard cells < Self.maximumCells else {
                parts.append("…")
                break
            }
            parts.append(view(value, depth: isPlain ? depth + 1 : depth))
        }
        return parts.joined(by: isPlain ? ", " : "")
    }
}
