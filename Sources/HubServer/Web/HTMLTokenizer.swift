/// Cuts a fragment of HTML into text and tags the way browsers do, however broken it is.
///
/// One pass, never back: every byte is looked at a constant number of times.
struct HTMLTokenizer {
    enum Token {
        /// Text as it was written, with its character references.
        case text(ArraySlice<UInt8>)
        case open(name: String, attributes: [Attribute])
        case close(name: String)
    }

    struct Attribute {
        let name: String
        /// As it was written, with its character references.
        let value: ArraySlice<UInt8>
    }

    /// More attributes of one tag than this are not looked at.
    static let maximumAttributes = 64
    /// No tag or attribute that is allowed has a longer name.
    private static let maximumName = 32

    private let bytes: [UInt8]
    private var index = 0

    init(_ markup: String) {
        bytes = Array(markup.utf8)
    }

    /// The next token; comments, declarations and tags cut off by the end are left out.
    mutating func next() -> Token? {
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return text() }
            let next = bytes[index + 1]
            if Self.isLetter(next) {
                index += 1
                guard let tag = tag() else { return nil }
                return .open(name: tag.name, attributes: tag.attributes)
            }
            switch next {
            case UInt8(ascii: "/"):
                // `</` before anything but a letter opens a comment that ends at the next `>`.
                guard index + 2 < bytes.count else { return text() }
                guard Self.isLetter(bytes[index + 2]) else {
                    skip(past: UInt8(ascii: ">"))
                    continue
                }
                index += 2
                return tag().map { .close(name: $0.name) }
            case UInt8(ascii: "!"):
                skipDeclaration()
            case UInt8(ascii: "?"):
                skip(past: UInt8(ascii: ">"))
            default:
                return text()
            }
        }
        return nil
    }

    /// Leaves out everything to the closing tag of an element whose content is not markup, and the tag.
    mutating func skipRawText(of name: String) {
        let name = Array(name.utf8)
        while index < bytes.count {
            skip(to: UInt8(ascii: "<"))
            let rest = bytes[min(index + 2, bytes.count)...]
            let end = rest.startIndex + name.count
            if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "/"), rest.count >= name.count,
                zip(rest, name).allSatisfy({ Self.lower($0) == $1 }),
                end == bytes.count || Self.endsName(bytes[end])
            {
                index += 2
                _ = tag()
                return
            }
            index += 1
        }
    }

    /// Up to the next `<`; the byte here is text, even if it is one.
    private mutating func text() -> Token {
        let start = index
        index += 1
        skip(to: UInt8(ascii: "<"))
        return .text(bytes[start..<min(index, bytes.count)])
    }

    private mutating func skipDeclaration() {
        guard bytes[index...].starts(with: "<!--".utf8) else { return skip(past: UInt8(ascii: ">")) }
        index += 4
        // `<!-->` and `<!--->` are whole comments.
        for short in [">", "->"] where bytes[index...].starts(with: short.utf8) {
            index += short.utf8.count
            return
        }
        while index < bytes.count {
            skip(to: UInt8(ascii: "-"))
            for end in ["-->", "--!>"] where bytes[min(index, bytes.count)...].starts(with: end.utf8) {
                index += end.utf8.count
                return
            }
            index += 1
        }
    }

    /// A tag from its name to its `>`; nil if the text ends within it.
    private mutating func tag() -> (name: String, attributes: [Attribute])? {
        let name = name { Self.endsName($0) }
        var attributes: [Attribute] = []
        while true {
            while index < bytes.count, Self.isBlank(bytes[index]) || bytes[index] == UInt8(ascii: "/") {
                index += 1
            }
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: ">") {
                index += 1
                return (name, attributes)
            }
            guard let attribute = attribute() else { return nil }
            // Of attributes with one name, browsers take the first.
            if attributes.count < Self.maximumAttributes,
                !attributes.contains(where: { $0.name == attribute.name })
            {
                attributes.append(attribute)
            }
        }
    }

    private mutating func attribute() -> Attribute? {
        // An equals sign here belongs to the name.
        let first = index
        let name = name { [first] byte, position in
            Self.endsName(byte) || (byte == UInt8(ascii: "=") && position > first)
        }
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
            return Attribute(name: name, value: [])
        }
        index += 1
        skipBlanks()
        guard index < bytes.count else { return nil }
        let quote = bytes[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            index += 1
            let start = index
            skip(to: quote)
            guard index < bytes.count else { return nil }
            defer { index += 1 }
            return Attribute(name: name, value: bytes[start..<index])
        }
        let start = index
        while index < bytes.count, !Self.isBlank(bytes[index]), bytes[index] != UInt8(ascii: ">") {
            index += 1
        }
        return Attribute(name: name, value: bytes[start..<index])
    }

    private mutating func name(until isEnd: (UInt8) -> Bool) -> String {
        name { byte, _ in isEnd(byte) }
    }

    private mutating func name(until isEnd: (UInt8, Int) -> Bool) -> String {
        let start = index
        while index < bytes.count, !isEnd(bytes[index], index) { index += 1 }
        guard index - start <= Self.maximumName else { return "" }
        return String(decoding: bytes[start..<index].map(Self.lower), as: UTF8.self)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
    }

    private mutating func skip(to byte: UInt8) {
        while index < bytes.count, bytes[index] != byte { index += 1 }
    }

    private mutating func skip(past byte: UInt8) {
        skip(to: byte)
        index += 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
