import HubAPI

/// A column of a table: which value of each row, and how people read it.
struct Column {
    enum Style {
        case text
        /// A number, on the right.
        case number
        /// Bytes, in powers of 1,000.
        case bytes
        /// To the minute.
        case time
        /// `yes` or nothing.
        case flag
        /// The first 12 digits of a commit.
        case commit
    }

    let key: String
    let style: Style

    init(_ key: String, _ style: Style = .text) {
        self.key = key
        self.style = style
    }

    var title: String { key.uppercased().replacing("_", with: " ") }

    var isRight: Bool {
        switch style {
        case .number, .bytes: true
        case .text, .time, .flag, .commit: false
        }
    }

    /// A value as a cell for people.
    func cell(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        switch (style, value) {
        case (_, .null): return ""
        case (.bytes, .integer(let count)): return Terminal.bytes(count)
        case (.time, .string(let time)): return String(time.prefix(16)).replacing("T", with: " ")
        case (.commit, .string(let commit)): return DisplayText.safe(String(commit.prefix(12)))
        case (.flag, .bool(let flag)): return flag ? "yes" : ""
        default: return Self.text(value)
        }
    }

    /// A value in one line, as it is.
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): DisplayText.safe(text)
        case .bool(let flag): flag ? "true" : "false"
        case .array(let values): values.map(text).joined(separator: ", ")
        case .some(let value): DisplayText.safe(value.text)
        }
    }
}
