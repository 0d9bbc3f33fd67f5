/// What stands between `[` and `]` of a ``GlobPattern``.
struct ScalarSet: Sendable, Hashable {
    private var isNegated = false
    private var singles: [Unicode.Scalar] = []
    private var ranges: [ClosedRange<Unicode.Scalar>] = []

    init(_ content: ArraySlice<Unicode.Scalar>) {
        var rest = content
        if rest.first == "!" {
            isNegated = true
            rest = rest.dropFirst()
        }
        let parts = Self.parts(rest)
        for (number, part) in parts.enumerated() {
            let isFirst = number == 0
            let isLast = number == parts.count - 1
            // A range that would run backwards is nothing, and neither are its ends.
            if !isFirst, let lower = parts[number - 1].last, let upper = part.first, lower <= upper {
                ranges.append(lower...upper)
            }
            singles += part.dropFirst(isFirst ? 0 : 1).dropLast(isLast ? 0 : 1)
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        (singles.contains(scalar) || ranges.contains { $0.contains(scalar) }) != isNegated
    }

    /// The pieces between the hyphens that make ranges: from the last scalar of one to the first of the next. A hyphen
    /// right at the beginning or end makes none, nor does one that follows a range's upper end.
    private static func parts(_ content: ArraySlice<Unicode.Scalar>) -> [[Unicode.Scalar]] {
        guard !content.isEmpty else { return [] }
        var parts: [[Unicode.Scalar]] = []
        var start = content.startIndex
        var search = start + 1
        while search < content.endIndex, let hyphen = content[search...].firstIndex(of: "-") {
            parts.append(Array(content[start..<hyphen]))
            start = hyphen + 1
            search = hyphen + 3
        }
        let rest = Array(content[start...])
        if rest.isEmpty {
            parts[parts.count - 1].append("-")
        } else {
            parts.append(rest)
        }
        return parts
    }
}
