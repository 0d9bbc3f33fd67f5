/// One pattern of a `.gitignore` or `.gitattributes` file, compiled once for many paths.
struct PathPattern: Sendable, Hashable {
    private enum Matcher: Sendable, Hashable {
        case never
        case literal([UInt8])
        /// A star and a literal, by far the most common pattern.
        case suffix([UInt8])
        /// A literal start, then wildcards.
        case wild(prefix: [UInt8], WildMatch)
    }

    /// The pattern started with `!`.
    let isNegative: Bool
    /// The pattern ended in `/`: it is for directories only.
    let mustBeDirectory: Bool
    /// The pattern has no other slash: it is for the last component of paths, at any depth.
    let isForBasename: Bool
    private let matcher: Matcher

    /// Compiles a pattern, see `git help ignore`. Malformed ones match nothing.
    init(_ text: some Collection<UInt8>) {
        var pattern = Array(text)[...]
        isNegative = pattern.first == .bang
        if isNegative { pattern.removeFirst() }
        mustBeDirectory = pattern.last == .slash
        if mustBeDirectory { pattern.removeLast() }
        isForBasename = !pattern.contains(.slash)
        if isForBasename {
            matcher = Self.basenameMatcher(pattern)
        } else {
            // The slash at the start only says that the pattern is for whole paths.
            if pattern.first == .slash { pattern.removeFirst() }
            matcher = Self.pathMatcher(pattern)
        }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool {
        byte == .star || byte == .question || byte == .openBracket || byte == .backslash
    }

    private static func basenameMatcher(_ pattern: ArraySlice<UInt8>) -> Matcher {
        guard pattern.contains(where: isWildcard) else { return .literal(Array(pattern)) }
        if pattern.first == .star, !pattern.dropFirst().contains(where: isWildcard) {
            return .suffix(Array(pattern.dropFirst()))
        }
        // A component has no slashes, so git does not bother to keep wildcards from matching them.
        return WildMatch(pattern, separatesDirectories: false).map { .wild(prefix: [], $0) } ?? .never
    }

    private static func pathMatcher(_ pattern: ArraySlice<UInt8>) -> Matcher {
        let wildStart = pattern.firstIndex(where: isWildcard) ?? pattern.endIndex
        if wildStart == pattern.endIndex { return .literal(Array(pattern)) }
        // Git compares the literal start first and forgets it, so that in `a**/b` the stars are at the start
        // of what it matches then. Splitting here gives the same results.
        return WildMatch(pattern[wildStart...], separatesDirectories: true)
            .map { .wild(prefix: Array(pattern[..<wildStart]), $0) } ?? .never
    }

    /// Whether the pattern matches a path (relative to the directory of the pattern's file) whose last
    /// component starts at an offset. Whether it is a directory is for the caller to compare.
    func matches(_ path: UnsafeBufferPointer<UInt8>, basenameOffset: Int) -> Bool {
        let subject =
            isForBasename ? UnsafeBufferPointer(rebasing: path[basenameOffset...]) : path
        switch matcher {
        case .never:
            return false
        case .literal(let literal):
            return subject.count == literal.count && subject.elementsEqual(literal)
        case .suffix(let suffix):
            return subject.count >= suffix.count && subject.suffix(suffix.count).elementsEqual(suffix)
        case .wild(let prefix, let wild):
            guard subject.starts(with: prefix) else { return false }
            return wild.matches(UnsafeBufferPointer(rebasing: subject[prefix.count...]))
        }
    }
}
