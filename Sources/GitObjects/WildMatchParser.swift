/// Turns the bytes of a pattern into tokens.
struct WildMatchParser {
    private let pattern: [UInt8]
    private let separatesDirectories: Bool
    private var index = 0
    private var tokens: [WildMatch.Token] = []

    /// The tokens of a pattern; nil when it is malformed.
    static func tokens(_ pattern: ArraySlice<UInt8>, separatesDirectories: Bool) -> [WildMatch.Token]? {
        var parser = WildMatchParser(Array(pattern), separatesDirectories)
        return parser.parse() ? parser.tokens : nil
    }

    private init(_ pattern: [UInt8], _ separatesDirectories: Bool) {
        self.pattern = pattern
        self.separatesDirectories = separatesDirectories
    }

    private func byte(at index: Int) -> UInt8? {
        index < pattern.count ? pattern[index] : nil
    }

    private mutating func parse() -> Bool {
        while let byte = byte(at: index) {
            switch byte {
            case .star:
                parseStars()
            case .question:
                tokens.append(.any)
                index += 1
            case .backslash:
                guard let literal = self.byte(at: index + 1) else { return false }
                tokens.append(.byte(literal))
                index += 2
            case .openBracket:
                guard let set = parseSet() else { return false }
                tokens.append(.set(set))
            default:
                tokens.append(.byte(byte))
                index += 1
            }
        }
        return true
    }

    private mutating func parseStars() {
        let start = index
        while byte(at: index) == .star { index += 1 }
        guard separatesDirectories else {
            tokens.append(.globStar)
            return
        }
        let startsDirectory = start == 0 || pattern[start - 1] == .slash
        let next = byte(at: index)
        let endsDirectory =
            next == nil || next == .slash || (next == .backslash && byte(at: index + 1) == .slash)
        guard index - start > 1, startsDirectory, endsDirectory else {
            tokens.append(.star)
            return
        }
        if next == .slash {
            tokens.append(.directories)
            index += 1
        } else {
            // Before an escaped slash, git does not try to match no directory at all.
            tokens.append(.globStar)
        }
    }

    /// Reads from `[` over `]`. The first byte is a member even if it is `]`; a backslash escapes.
    private mutating func parseSet() -> ByteSet? {
        var set = ByteSet()
        index += 1
        let isNegated = byte(at: index) == .bang || byte(at: index) == .caret
        if isNegated { index += 1 }
        var rangeStart: UInt8?
        var isFirst = true
        while let byte = byte(at: index), isFirst || byte != .closeBracket {
            isFirst = false
            if byte == .minus, let low = rangeStart, let end = self.byte(at: index + 1), end != .closeBracket {
                index += 1
                guard let high = parseMember() else { return nil }
                if low <= high { for member in low...high { set.insert(member) } }
                rangeStart = nil
            } else if byte == .openBracket, self.byte(at: index + 1) == .colon {
                switch parseClass() {
                case .found(let name):
                    guard set.insert(className: name) else { return nil }
                    rangeStart = nil
                case .none:
                    set.insert(.openBracket)
                    rangeStart = .openBracket
                    index += 1
                case .open:
                    return nil
                }
            } else {
                guard let member = parseMember() else { return nil }
                set.insert(member)
                rangeStart = member
            }
        }
        guard byte(at: index) == .closeBracket else { return nil }
        index += 1
        if isNegated { set.invert() }
        if separatesDirectories { set.remove(.slash) }
        return set
    }

    /// Reads one member of a set, which a backslash may precede.
    private mutating func parseMember() -> UInt8? {
        if byte(at: index) == .backslash { index += 1 }
        defer { index += 1 }
        return byte(at: index)
    }

    private enum ClassName {
        case found(ArraySlice<UInt8>)
        /// There is a `]`, but not right after a colon: the bracket stands for itself.
        case none
        /// There is no `]` any more.
        case open
    }

    /// Reads `[:name:]` if it is there.
    private mutating func parseClass() -> ClassName {
        let start = index + 2
        guard start <= pattern.count, let end = pattern[start...].firstIndex(of: .closeBracket) else {
            return .open
        }
        guard end > start, pattern[end - 1] == .colon else { return .none }
        index = end + 1
        return .found(pattern[start..<(end - 1)])
    }
}
