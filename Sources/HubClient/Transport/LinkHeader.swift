/// The header `Link` (RFC 8288 § 3).
struct LinkHeader: Sendable {
    struct Link: Sendable, Hashable {
        /// The reference as written, relative or absolute.
        let target: String
        /// Lowercased.
        let relations: [String]
    }

    let links: [Link]

    /// - Parameter values: Every `Link` header of an answer. What can't be read ends the reading of its value; the
    ///   links before it count.
    init(_ values: [String]) {
        links = values.flatMap { value in
            var scanner = Scanner(rest: value[...])
            var links: [Link] = []
            while let link = scanner.link() { links.append(link) }
            return links
        }
    }

    /// Where the first link of a relation leads.
    func target(of relation: String) -> String? { links.first { $0.relations.contains(relation) }?.target }

    private struct Scanner {
        var rest: Substring

        mutating func link() -> Link? {
            skip { $0.isWhitespace || $0 == "," }
            guard take("<"), let end = rest.firstIndex(of: ">") else { return nil }
            let target = rest[..<end].trimmed
            rest = rest[rest.index(after: end)...]
            var relations: [String]?
            while let (name, value) = parameter() {
                // Of several “rel” only the first counts.
                guard relations == nil, name == "rel" else { continue }
                relations = value.lowercased().split { $0.isWhitespace }.map(String.init)
            }
            return Link(target: target, relations: relations ?? [])
        }

        /// `; name`, `; name=token`, `; name="quoted, even; this"`; nil at the end of the link.
        private mutating func parameter() -> (name: String, value: String)? {
            skip { $0.isWhitespace }
            guard take(";") else {
                // Whatever stands here instead belongs to nothing.
                skip { $0 != "," }
                return nil
            }
            skip { $0.isWhitespace }
            let name = takeWhile { $0 != "=" && $0 != ";" && $0 != "," && !$0.isWhitespace }.lowercased()
            skip { $0.isWhitespace }
            guard take("=") else { return (name, "") }
            skip { $0.isWhitespace }
            return (name, take("\"") ? quoted() : String(takeWhile { $0 != ";" && $0 != "," && !$0.isWhitespace }))
        }

        private mutating func quoted() -> String {
            var text = ""
            while let character = rest.popFirst(), character != "\"" {
                if character == "\\", let escaped = rest.popFirst() {
                    text.append(escaped)
                } else {
                    text.append(character)
                }
            }
            return text
        }

        private mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func takeWhile(_ belongs: (Character) -> Bool) -> Substring {
            let taken = rest.prefix(while: belongs)
            rest = rest[taken.endIndex...]
            return taken
        }

        private mutating func skip(_ belongs: (Character) -> Bool) { _ = takeWhile(belongs) }
    }
}
