/// Rules by the directory they were written in, looked up for a path from its own directory to the root.
struct PatternStack<Rule: Sendable>: Sendable {
    private var levels: [[UInt8]: [Rule]] = [:]
    private var hasNestedLevels = false

    /// - Parameter files: Rules in order of precedence, the last being strongest; a directory may be there more
    ///   than once, later ones being stronger.
    init(_ files: [(directory: String, rules: [Rule])]) {
        for (directory, rules) in files where !rules.isEmpty {
            let key = Self.key(directory)
            levels[key, default: []] += rules
            if !key.isEmpty { hasNestedLevels = true }
        }
        // Kept in the order in which they are tried.
        levels = levels.mapValues { $0.reversed() }
    }

    /// A directory's path without slashes around it; empty for the root.
    static func key(_ directory: String) -> [UInt8] {
        var key = directory.utf8.drop { $0 == .slash }
        while key.last == .slash { key.removeLast() }
        return Array(key)
    }

    /// Calls a closure for every directory above a path that has rules, the deepest first, until it returns a
    /// value. It gets the rules, strongest first, and the offset at which the path relative to the directory
    /// starts.
    func first<Result>(
        above path: UnsafeBufferPointer<UInt8>, where body: ([Rule], Int) -> Result?
    ) -> Result? {
        if hasNestedLevels {
            for index in path.indices.reversed() where path[index] == .slash {
                if let rules = levels[Array(path[..<index])], let result = body(rules, index + 1) {
                    return result
                }
            }
        }
        return levels[[]].flatMap { body($0, 0) }
    }
}

/// The lines of a file of patterns, without a byte order mark, newlines and the carriage returns before them.
func patternLines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    return bytes[start...].split(separator: .newline).map { line in
        let line = line.last == .carriageReturn ? line.dropLast() : line
        // Git handles lines as C strings.
        return line.prefix { $0 != 0 }
    }
}
