/// A pattern as Python's `fnmatch.fnmatchcase` reads it: `*` and `?` match any character, `/` too, `[…]` one of a set,
/// `[!…]` one that is not; everything else is itself. Compares Unicode scalars, as Python does.
struct GlobPattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        case any
        case anyMany
        case set(ScalarSet)
    }

    private let elements: [Element]

    init(_ pattern: String) {
        var elements: [Element] = []
        let scalars = Array(pattern.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*":
                if elements.last != .anyMany { elements.append(.anyMany) }
            case "?": elements.append(.any)
            case "[":
                if let end = Self.endOfSet(scalars, from: index) {
                    elements.append(.set(ScalarSet(scalars[index..<end])))
                    index = end + 1
                } else {
                    elements.append(.scalar("["))
                }
            default: elements.append(.scalar(scalar))
            }
        }
        self.elements = elements
    }

    /// Where the `]` is that ends a set; nil if there is none, and the `[` is just a `[`.
    private static func endOfSet(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        if index < scalars.count, scalars[index] == "!" { index += 1 }
        // Right at the beginning it is a member.
        if index < scalars.count, scalars[index] == "]" { index += 1 }
        return scalars[min(index, scalars.count)...].firstIndex(of: "]")
    }

    func matches(_ text: String) -> Bool { matches(Array(text.unicodeScalars)) }

    /// Goes back to the latest `*` only: what an earlier one could match more, that one can, too.
    func matches(_ text: [Unicode.Scalar]) -> Bool {
        var position = 0
        var index = 0
        var star: (index: Int, position: Int)?
        while position < text.count {
            if index < elements.count, elements[index] == .anyMany {
                star = (index, position)
                index += 1
            } else if index < elements.count, Self.element(elements[index], matches: text[position]) {
                index += 1
                position += 1
            } else if let latest = star {
                star = (latest.index, latest.position + 1)
                index = latest.index + 1
                position = latest.position + 1
            } else {
                return false
            }
        }
        return elements[index...].allSatisfy { $0 == .anyMany }
    }

    private static func element(_ element: Element, matches scalar: Unicode.Scalar) -> Bool {
        switch element {
        case .scalar(let own): own == scalar
        case .any, .anyMany: true
        case .set(let set): set.contains(scalar)
        }
    }
}
