/// A compiled pattern of git's own wildcard language, the one in `.gitignore` and `.gitattributes`.
///
/// It knows `*`, `?`, `[…]` with ranges, negation and classes like `[:alpha:]`, and `\` before a character
/// meant literally. It works on bytes, as git does. With `separatesDirectories`, no wildcard matches a slash
/// but `**` between slashes (or at the ends of the pattern), which stands for any number of directories.
///
/// Matching takes at most time proportional to the product of the lengths of pattern and text: only the last
/// star of each kind is ever tried again. Every `**` starts at a directory and so the earliest way to
/// match what precedes it leaves the most for what follows; earlier stars have nothing better to offer.
public struct WildMatch: Sendable, Hashable {
    enum Token: Sendable, Hashable {
        case byte(UInt8)
        /// One byte; not a slash where directories are separated.
        case any
        /// One byte of a set.
        case set(ByteSet)
        /// Any bytes but slashes.
        case star
        /// Any bytes.
        case globStar
        /// `**/`: nothing, or anything up to and with a slash.
        case directories
    }

    private let tokens: [Token]
    private let separatesDirectories: Bool

    /// Compiles a pattern; nil when it is malformed (an open bracket, an unknown class, a backslash at the
    /// end), which for git is a pattern that matches nothing.
    /// - Parameter separatesDirectories: Git's `WM_PATHNAME`.
    public init?(_ pattern: String, separatesDirectories: Bool) {
        self.init(Array(pattern.utf8)[...], separatesDirectories: separatesDirectories)
    }

    init?(_ pattern: ArraySlice<UInt8>, separatesDirectories: Bool) {
        guard let tokens = WildMatchParser.tokens(pattern, separatesDirectories: separatesDirectories) else {
            return nil
        }
        self.tokens = tokens
        self.separatesDirectories = separatesDirectories
    }

    /// Whether the pattern matches all of a text.
    public func matches(_ text: String) -> Bool {
        text.withBytes { matches($0) }
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        tokens.withUnsafeBufferPointer { matches(text, $0) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>) -> Bool {
        var token = 0
        var position = 0
        // Where to go on when what follows the last star does not match.
        var star: (token: Int, position: Int)?
        var deepStar: (token: Int, position: Int)?
        while true {
            if token == tokens.count {
                if position == text.count { return true }
            } else {
                switch tokens[token] {
                case .star:
                    star = (token, position)
                    token += 1
                    continue
                case .globStar where token + 1 == tokens.count:
                    return true
                case .globStar, .directories:
                    deepStar = (token, position)
                    star = nil
                    token += 1
                    continue
                case let single:
                    if position < text.count, matches(text[position], single) {
                        token += 1
                        position += 1
                        continue
                    }
                }
            }
            if let last = star, last.position < text.count, text[last.position] != .slash {
                position = last.position + 1
                star = (last.token, position)
                token = last.token + 1
            } else if let last = deepStar, let next = advance(last.position, over: tokens[last.token], text) {
                position = next
                deepStar = (last.token, position)
                star = nil
                token = last.token + 1
            } else {
                return false
            }
        }
    }

    private func matches(_ byte: UInt8, _ token: Token) -> Bool {
        switch token {
        case .byte(let wanted): byte == wanted
        case .any: !separatesDirectories || byte != .slash
        case .set(let set): set.contains(byte)
        case .star, .globStar, .directories: false
        }
    }

    /// The next position at which what follows a deep star may begin.
    private func advance(_ position: Int, over token: Token, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard position < text.count else { return nil }
        guard case .directories = token else { return position + 1 }
        return text[position...].firstIndex(of: .slash).map { $0 + 1 }
    }
}
