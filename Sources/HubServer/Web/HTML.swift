/// Markup that is safe to send: whatever is interpolated into it as text is escaped.
///
///     let row: HTML = "<li title=\"\(name)\">\(link)</li>"   // name: String, link: HTML
///
/// Attribute values have to stand in double quotes, and URLs come from `SitePath` or the sanitizer.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    private(set) var markup: String

    init(stringLiteral value: String) {
        markup = value
    }

    init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    private init(trusted markup: String) {
        self.markup = markup
    }

    /// Markup taken as it is: for the sanitizer's output and nothing that anyone could have written.
    static func raw(_ markup: String) -> HTML { HTML(trusted: markup) }

    static let empty: HTML = ""

    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate(set) var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ text: some StringProtocol) {
            HTMLEscape.append(text, to: &markup)
        }
        mutating func appendInterpolation(_ number: some BinaryInteger) { markup += String(number) }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        mutating func appendInterpolation(_ html: HTML?) { markup += html?.markup ?? "" }
        mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { markup += part.markup }
        }
    }
}

/// Text as markup: safe between tags and within quoted attributes.
enum HTMLEscape {
    static func escaped(_ text: some StringProtocol) -> String {
        var markup = ""
        append(text, to: &markup)
        return markup
    }

    static func append(_ text: some StringProtocol, to markup: inout String) {
        // Copies runs of harmless bytes at once: most text has nothing to escape.
        let bytes = text.utf8
        var start = bytes.startIndex
        var index = start
        while index != bytes.endIndex {
            let next = bytes.index(after: index)
            if let entity = entity(for: bytes[index]) {
                markup += text[start..<index]
                markup += entity
                start = next
            }
            index = next
        }
        markup += text[start...]
    }

    static func entity(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0: "\u{FFFD}"
        default: nil
        }
    }
}
