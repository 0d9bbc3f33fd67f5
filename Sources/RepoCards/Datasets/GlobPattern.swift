/// A pattern of paths as `data_files` in a card has them: `*` and `?` within a name, `[abc]`, `**` across folders.
///
/// Matching never tries two ways at once: of all stars, only the last one passed may still take more, so that the
/// time is bounded by the length of the pattern times that of the path.
struct GlobPattern: Sendable {
    /// In bytes. Longer patterns match nothing.
    static let maximumLength = 1024

    private enum Part: Sendable {
        case anyFolders
        case name([Token])
    }

    private enum Token: Sendable {
        case byte(UInt8)
        case one
        case any
        case set([ClosedRange<UInt8>], negated: Bool)
    }

    private let parts: [Part]
    /// The folders before the first wildcard, with the slash: only paths that begin so can match.
    let literalPrefix: String
    /// The whole pattern if it has no wildcards.
    let literal: String?
    private let namesHidden: Bool
    /// What follows the last wildcard: only paths that end so can match.
    private let literalSuffix: [UInt8]

    /// Nil for what names nothing in a repo: an address, a path that leads out, a pattern that is too long.
    init?(_ pattern: String) {
        guard !pattern.isEmpty, pattern.utf8.count <= Self.maximumLength, !pattern.contains("://") else { return nil }
        var names = pattern.split(separator: "/", omittingEmptySubsequences: true)
        while names.first == "." { names.removeFirst() }
        guard !names.isEmpty, !names.contains("..") else { return nil }
        let parts: [Part] = names.map { $0 == "**" ? .anyFolders : .name(Self.tokens($0)) }
        self.parts = parts
        literalSuffix = Self.literalEnd(of: parts.last)
        namesHidden = names.contains { $0.hasPrefix(".") || $0.hasPrefix("__") }
        let plain = names.prefix { !$0.utf8.contains(where: Self.isWildcard) }
        literal = plain.count == names.count ? names.joined(separator: "/") : nil
        literalPrefix = plain.count == names.count ? "" : plain.map { $0 + "/" }.joined()
    }

    private static func literalEnd(of part: Part?) -> [UInt8] {
        guard case .name(let tokens) = part else { return [] }
        var bytes: [UInt8] = []
        for token in tokens.reversed() {
            guard case .byte(let byte) = token else { break }
            bytes.append(byte)
        }
        return bytes.reversed()
    }

    private static func isWildcard(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
    }

    /// - Parameter steps: How much work may be done, from which the work is taken. If that is not enough, nothing
    ///   matches, and it is zero or less.
    func matches(_ path: String, steps: inout Int) -> Bool {
        steps -= Self.stepsOfEachPath
        guard steps > 0 else { return false }
        if let literal { return path == literal }
        // Most paths of a repo end otherwise, which is soon seen.
        guard Self.ends(path.utf8, with: literalSuffix, &steps) else { return false }
        steps -= path.utf8.count
        guard steps > 0 else { return false }
        // Hidden files are matched only by patterns that speak of hidden ones.
        if !namesHidden, PathBytes.isHidden(path.utf8) { return false }
        let names = path.utf8.split(separator: UInt8(ascii: "/"))
        return Self.matches(
            count: parts.count, names.count, &steps,
            isStar: { if case .anyFolders = parts[$0] { true } else { false } },
            matchesOne: { part, name, steps in
                guard case .name(let tokens) = parts[part] else { return false }
                return Self.matches(tokens, names[name], &steps)
            })
    }

    /// What a path costs that is seen not to match at the first glance.
    private static let stepsOfEachPath = 4

    private static func ends(_ path: String.UTF8View, with suffix: [UInt8], _ steps: inout Int) -> Bool {
        var rest = path[...]
        for byte in suffix.reversed() {
            steps -= 1
            guard rest.popLast() == byte else { return false }
        }
        return true
    }

    private static func matches(_ tokens: [Token], _ name: Substring.UTF8View, _ steps: inout Int) -> Bool {
        let bytes = Array(name)
        steps -= bytes.count
        return matches(
            count: tokens.count, bytes.count, &steps,
            isStar: { if case .any = tokens[$0] { true } else { false } },
            matchesOne: { token, byte, steps in
                switch tokens[token] {
                case .byte(let wanted): return bytes[byte] == wanted
                case .one: return true
                case .any: return false
                case .set(let ranges, let negated):
                    steps -= ranges.count
                    return ranges.contains { $0.contains(bytes[byte]) } != negated
                }
            })
    }

    /// Matches a sequence with stars against another one.
    private static func matches(
        count: Int, _ length: Int, _ steps: inout Int, isStar: (Int) -> Bool,
        matchesOne: (Int, Int, inout Int) -> Bool
    ) -> Bool {
        var item = 0
        var place = 0
        var star: (item: Int, place: Int)?
        while place < length {
            steps -= 1
            guard steps > 0 else { return false }
            if item < count, isStar(item) {
                star = (item, place)
                item += 1
            } else if item < count, matchesOne(item, place, &steps) {
                item += 1
                place += 1
            } else if let last = star {
                // The last star takes one more.
                star = (last.item, last.place + 1)
                item = last.item + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        while item < count, isStar(item) { item += 1 }
        return item == count
    }

    private static func tokens(_ name: Substring) -> [Token] {
        let bytes = Array(name.utf8)
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"):
                // Several in a row are one.
                if case .any = tokens.last {} else { tokens.append(.any) }
            case UInt8(ascii: "?"): tokens.append(.one)
            case UInt8(ascii: "["):
                if let (set, end) = set(bytes, from: index + 1) {
                    tokens.append(set)
                    index = end
                } else {
                    tokens.append(.byte(bytes[index]))
                }
            default: tokens.append(.byte(bytes[index]))
            }
            index += 1
        }
        return tokens
    }

    /// `[a-z]`, `[!0-9]`; nil if the bracket is never closed.
    private static func set(_ bytes: [UInt8], from start: Int) -> (Token, end: Int)? {
        var index = start
        let negated = index < bytes.count && (bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "^"))
        if negated { index += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        let first = index
        while index < bytes.count {
            // A bracket in the first place is one of the set.
            if bytes[index] == UInt8(ascii: "]"), index > first { return (.set(ranges, negated: negated), index) }
            let from = bytes[index]
            if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-"), bytes[index + 2] != UInt8(ascii: "]") {
                let to = bytes[index + 2]
                if from <= to { ranges.append(from...to) }
                index += 3
            } else {
                ranges.append(from...from)
                index += 1
            }
        }
        return nil
    }
}
