/// Which files of a repo are wanted, as Python's `filter_repo_objects` decides it.
struct PathFilter: Sendable {
    private let allow: [GlobPattern]?
    private let ignore: [GlobPattern]

    /// - Parameters:
    ///   - allow: A path must match one of them; nil lets every path through, an empty list none.
    ///   - ignore: A path must match none of them.
    init(allow: [String]?, ignore: [String]?) {
        self.allow = allow?.map(Self.pattern)
        self.ignore = ignore?.map(Self.pattern) ?? []
    }

    func passes(_ path: String) -> Bool {
        if allow == nil, ignore.isEmpty { return true }
        let scalars = Self.withSlashes(path)
        if let allow, !allow.contains(where: { $0.matches(scalars) }) { return false }
        return !ignore.contains { $0.matches(scalars) }
    }

    /// A folder stands for all that is below it.
    private static func pattern(_ text: String) -> GlobPattern {
        var scalars = String.UnicodeScalarView(withSlashes(text))
        if scalars.last == "/" { scalars.append("*") }
        return GlobPattern(String(scalars))
    }

    /// Patterns and paths made on Windows have backslashes; in patterns a backslash means nothing else.
    private static func withSlashes(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { $0 == "\\" ? "/" : $0 }
    }
}
