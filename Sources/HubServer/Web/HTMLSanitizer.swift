/// Makes HTML from anyone safe to show.
///
/// Nothing of the input is passed on: the output is written anew from the allowed tags and attributes, with all
/// text escaped, so a misreading can lose content but not let any through. The output closes what it opens.
struct HTMLSanitizer {
    static let idPrefix = "user-content-"
    /// Tags nested deeper are left out; their text stays.
    static let maximumDepth = 100

    private let linkBase: LinkBase?
    private var output = ""
    private var open: [String] = []
    private var headings: HeadingIDs?

    /// - Parameter headingIDs: whether headings get an identifier from their text, as on the Hub.
    static func sanitize(_ markup: String, linkBase: LinkBase? = nil, headingIDs: Bool = false) -> HTML {
        var sanitizer = HTMLSanitizer(linkBase: linkBase, headings: headingIDs ? HeadingIDs() : nil)
        var tokenizer = HTMLTokenizer(markup)
        while let token = tokenizer.next() {
            switch token {
            case .text(let text): sanitizer.append(text)
            case .close(let name): sanitizer.close(name)
            case .open(let name, _) where SanitizerPolicy.rawText.contains(name):
                tokenizer.skipRawText(of: name)
            case .open(let name, _) where SanitizerPolicy.dropped.contains(name):
                skipElement(name, &tokenizer)
            case .open(let name, let attributes): sanitizer.open(name, attributes)
            }
        }
        for name in sanitizer.open.reversed() { sanitizer.appendClose(name) }
        return .raw(sanitizer.headings?.filled(sanitizer.output) ?? sanitizer.output)
    }

    private init(linkBase: LinkBase?, headings: HeadingIDs?) {
        self.linkBase = linkBase
        self.headings = headings
    }

    private static func skipElement(_ name: String, _ tokenizer: inout HTMLTokenizer) {
        var depth = 1
        while depth > 0, let token = tokenizer.next() {
            switch token {
            case .open(name, _): depth += 1
            case .close(name): depth -= 1
            case .open(let inner, _) where SanitizerPolicy.rawText.contains(inner):
                tokenizer.skipRawText(of: inner)
            default: break
            }
        }
    }

    private mutating func append(_ text: ArraySlice<UInt8>) {
        headings?.add(text)
        var rest = text
        while !rest.isEmpty {
            let run = rest.prefix { HTMLEscape.entity(for: $0) == nil }
            output += String(decoding: run, as: UTF8.self)
            rest = rest[run.endIndex...]
            guard let byte = rest.first else { return }
            if byte == UInt8(ascii: "&"), let length = CharacterReferences.length(at: rest) {
                output += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            } else {
                output += HTMLEscape.entity(for: byte) ?? ""
                rest.removeFirst()
            }
        }
    }

    private mutating func open(_ name: String, _ attributes: [HTMLTokenizer.Attribute]) {
        guard SanitizerPolicy.allows(name) else { return }
        // Links do not nest: a browser would close the outer one, too.
        if name == "a" { close("a") }
        let isVoid = SanitizerPolicy.void.contains(name)
        guard isVoid || open.count < Self.maximumDepth else { return }
        if name == "input" {
            let isCheckbox = attributes.contains {
                $0.name == "type" && CharacterReferences.decode($0.value).lowercased() == "checkbox"
            }
            guard isCheckbox else { return }
        }
        output += "<" + name
        if name == "input" { output += " type=\"checkbox\" disabled" }
        var hasID = false
        for attribute in attributes {
            hasID = append(attribute, of: name) || hasID
        }
        if HeadingIDs.isHeading(name), !hasID { headings?.open(name, at: output.utf8.count) }
        output += ">"
        if !isVoid { open.append(name) }
    }

    private mutating func close(_ name: String) {
        guard !SanitizerPolicy.void.contains(name), open.contains(name) else { return }
        while let last = open.popLast() {
            appendClose(last)
            if last == name { return }
        }
    }

    private mutating func appendClose(_ name: String) {
        if HeadingIDs.isHeading(name) { headings?.close() }
        output += "</" + name + ">"
    }

    /// Writes an attribute if it is allowed; returns whether it was an identifier.
    private mutating func append(_ attribute: HTMLTokenizer.Attribute, of tag: String) -> Bool {
        guard let kind = SanitizerPolicy.kind(of: attribute.name, on: tag) else { return false }
        let value = CharacterReferences.decode(attribute.value)
        switch kind {
        case .flag:
            output += " " + attribute.name
        case .text:
            append(attribute.name, value)
        case .length:
            if SanitizedValues.isLength(value) { append(attribute.name, value) }
        case .words(let words):
            if let word = words.contains(value) ? value : words.first(where: { $0 == value.lowercased() }) {
                append(attribute.name, word)
            }
        case .knownClass:
            if SanitizedValues.isKnownClass(value) { append("class", value) }
        case .id:
            guard let id = SanitizedValues.identifier(value) else { return false }
            append(attribute.name, id)
            return attribute.name == "id"
        case .link:
            guard let url = SafeURL(value, use: .link, linkBase: linkBase) else { return false }
            append(attribute.name, url.text)
            if url.isExternal { append("rel", "nofollow noopener") }
        case .media, .image:
            let use: SafeURL.Use = if case .image = kind { .image } else { .media }
            if let url = SafeURL(value, use: use, linkBase: linkBase) { append(attribute.name, url.text) }
        case .images:
            if let set = SanitizedValues.imageSet(value, linkBase: linkBase) { append(attribute.name, set) }
        }
        return false
    }

    private mutating func append(_ name: String, _ value: String) {
        output += " " + name + "=\""
        HTMLEscape.append(value, to: &output)
        output += "\""
    }
}
