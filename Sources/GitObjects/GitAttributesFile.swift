/// What attributes say of a path, see `git help attributes`.
public enum AttributeValue: Sendable, Hashable {
    /// `text`
    case set
    /// `-text`
    case unset
    /// `text=auto`
    case value(String)
    /// `!text`, or nothing said.
    case unspecified
}

extension GitAttributes {
    /// The lines of one `.gitattributes` file.
    public struct File: Sendable, Hashable {
        /// One attribute of a line.
        struct State: Sendable, Hashable {
            let name: String
            let value: AttributeValue
        }

        /// A pattern and the attributes of the paths that match it.
        struct Rule: Sendable, Hashable {
            let pattern: PathPattern
            let states: [State]
        }

        /// An attribute that sets others when it is set.
        struct Macro: Sendable, Hashable {
            let name: String
            let states: [State]
        }

        private(set) var rules: [Rule] = []
        private(set) var macros: [Macro] = []

        /// Files with more bytes than this count as empty, to bound the work per path.
        public static let maximumByteCount = 1 << 20
        /// Git ignores lines of this many bytes or more.
        static let lineLimit = 2048

        /// Reads a file. Git ignores the lines it cannot read, and so does this.
        public init(parsing text: String) {
            self.init(parsing: Array(text.utf8))
        }

        /// Reads a file of any encoding that extends ASCII.
        public init(parsing bytes: [UInt8]) {
            guard bytes.count <= Self.maximumByteCount else { return }
            for line in patternLines(bytes) { parse(line) }
        }

        private mutating func parse(_ line: ArraySlice<UInt8>) {
            let text = line.drop(while: \.isBlank)
            guard let first = text.first, first != .hash, line.count < Self.lineLimit else { return }
            let name: ArraySlice<UInt8>
            let rest: ArraySlice<UInt8>
            if let quoted = CQuoting.unquote(text) {
                name = quoted.name[...]
                rest = quoted.rest
            } else {
                name = text.prefix { !$0.isBlank }
                rest = text[name.endIndex...]
            }
            guard let states = Self.parseStates(rest) else { return }
            let prefix = "[attr]".utf8
            if name.count > prefix.count, name.starts(with: prefix) {
                let macro = name.dropFirst(prefix.count).drop(while: \.isBlank).prefix { !$0.isBlank }
                guard let macro = Self.attributeName(macro) else { return }
                macros.append(Macro(name: macro, states: states))
            } else {
                let pattern = PathPattern(name)
                // Negative patterns are forbidden, and those for directories match no file.
                guard !pattern.isNegative, !pattern.mustBeDirectory else { return }
                rules.append(Rule(pattern: pattern, states: states))
            }
        }

        /// The attributes of a line; nil when one is malformed, for which git drops the whole line.
        private static func parseStates(_ text: ArraySlice<UInt8>) -> [State]? {
            var states: [State] = []
            for word in text.split(whereSeparator: \.isBlank) {
                let sign = word.first
                let hasSign = sign == .minus || sign == .bang
                let assignment = word.firstIndex(of: .equals)
                let nameEnd = assignment ?? word.endIndex
                let nameStart = hasSign ? word.startIndex + 1 : word.startIndex
                guard nameStart <= nameEnd, let name = attributeName(word[nameStart..<nameEnd]) else {
                    return nil
                }
                let value: AttributeValue =
                    if hasSign {
                        sign == .minus ? .unset : .unspecified
                    } else if let assignment {
                        .value(decodeText(word[(assignment + 1)...]))
                    } else {
                        .set
                    }
                states.append(State(name: name, value: value))
            }
            return states
        }

        /// A name of ASCII letters, digits, `-`, `.` and `_` that does not start with `-`.
        private static func attributeName(_ bytes: ArraySlice<UInt8>) -> String? {
            guard let first = bytes.first, first != .minus else { return nil }
            let isName = bytes.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == .minus || $0 == .dot || $0 == 0x5f
            }
            return isName ? String(decoding: bytes, as: UTF8.self) : nil
        }
    }
}
