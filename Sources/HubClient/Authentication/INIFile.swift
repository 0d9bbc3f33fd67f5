/// A file of sections and options, as Python's `configparser` writes and reads it (without interpolation).
struct INIFile: Sendable, Hashable {
    struct Option: Sendable, Hashable {
        /// Lowercased.
        let name: String
        var value: String
    }

    struct Section: Sendable, Hashable {
        let name: String
        var options: [Option]

        subscript(_ name: String) -> String? { options.first { $0.name == name }?.value }
    }

    /// Without `DEFAULT`, whose options every section has.
    var sections: [Section]

    /// What a section can't be called: it would read as something else.
    static func isValidName(_ name: String) -> Bool {
        !name.isEmpty && name != defaultName && !name.contains(where: \.isNewline)
    }

    private static let defaultName = "DEFAULT"

    init(sections: [Section] = []) { self.sections = sections }

    /// - Returns: nil if the text is not of this form.
    init?(_ text: String) {
        var reader = Reader()
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { ["\n", "\r", "\r\n"].contains($0) })
        {
            guard reader.take(line) else { return nil }
        }
        self.init(sections: reader.finished())
    }

    /// The text, sections in the order of their names' code points.
    var text: String {
        let ordered = sections.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
        return ordered.map { section in
            let lines = section.options.map { option in
                let value = option.value.split(separator: "\n", omittingEmptySubsequences: false)
                return "\(option.name) = \(value.joined(separator: "\n\t"))\n"
            }
            return "[\(section.name)]\n\(lines.joined())\n"
        }.joined()
    }

    private struct Reader {
        private var sections: [Section] = []
        private var defaults: [Option] = []
        /// Which section options belong to: an index, or -1 for the defaults; nil before the first header.
        private var current: Int?
        /// Whether the last line was an option, or went on with one.
        private var isInOption = false
        private var indent = 0

        /// - Returns: Whether the line can be understood.
        mutating func take(_ line: Substring) -> Bool {
            let value = line.trimmed
            if value.hasPrefix("#") || value.hasPrefix(";") { return true }
            if value.isEmpty {
                if isInOption { append("") }
                return true
            }
            let lineIndent = line.unicodeScalars.prefix { $0.properties.isWhitespace }.count
            if isInOption, lineIndent > indent {
                append(value)
                return true
            }
            indent = lineIndent
            if value.hasPrefix("["), let end = value.lastIndex(of: "]") {
                let name = String(value[value.index(after: value.startIndex)..<end])
                if !name.isEmpty { return begin(name) }
            }
            guard current != nil, let mark = value.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return false }
            let name = value[..<mark].trimmed.lowercased()
            guard !name.isEmpty, !options.contains(where: { $0.name == name }) else { return false }
            options.append(Option(name: name, value: value[value.index(after: mark)...].trimmed))
            isInOption = true
            return true
        }

        mutating func finished() -> [Section] {
            sections.map { section in
                // The defaults come first, also those that the section replaces.
                let inherited = defaults.map { Option(name: $0.name, value: section[$0.name] ?? $0.value) }
                let own = section.options.filter { option in !defaults.contains { $0.name == option.name } }
                // What follows an option is part of it, but for empty lines at its end.
                let all = (inherited + own).map { Option(name: $0.name, value: $0.value.trimmedAtEnd) }
                return Section(name: section.name, options: all)
            }
        }

        private var options: [Option] {
            get { current.map { $0 < 0 ? defaults : sections[$0].options } ?? [] }
            set {
                guard let current else { return }
                if current < 0 { defaults = newValue } else { sections[current].options = newValue }
            }
        }

        private mutating func begin(_ name: String) -> Bool {
            isInOption = false
            if name == INIFile.defaultName {
                current = -1
                return true
            }
            guard !sections.contains(where: { $0.name == name }) else { return false }
            sections.append(Section(name: name, options: []))
            current = sections.count - 1
            return true
        }

        private mutating func append(_ line: String) {
            guard let last = options.indices.last else { return }
            options[last].value += "\n" + line
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...last])
    }
}
