/// Gives headings identifiers from their text, so a table of contents in the card leads somewhere.
///
/// A heading's text is known only after its opening tag has been written, so the places are noted and filled in
/// at the end, all in one pass.
struct HeadingIDs {
    private static let longest = 100

    private var places: [(offset: Int, id: String)] = []
    private var counts: [String: Int] = [:]
    private var current: (offset: Int, text: [UInt8])?

    static func isHeading(_ tag: String) -> Bool {
        tag.utf8.count == 2 && tag.utf8.first == UInt8(ascii: "h") && ("1"..."6").contains(tag.suffix(1))
    }

    mutating func open(_ name: String, at offset: Int) {
        close()
        current = (offset, [])
    }

    mutating func add(_ text: ArraySlice<UInt8>) {
        guard let heading = current, heading.text.count < Self.longest else { return }
        current?.text += text.prefix(Self.longest)
    }

    mutating func close() {
        guard let heading = current else { return }
        current = nil
        let slug = Self.slug(CharacterReferences.decode(heading.text[...]))
        guard !slug.isEmpty else { return }
        let count = counts[slug, default: 0]
        counts[slug] = count + 1
        places.append((heading.offset, HTMLSanitizer.idPrefix + slug + (count == 0 ? "" : "-\(count)")))
    }

    func filled(_ output: String) -> String {
        let bytes = output.utf8
        var result = ""
        var position = bytes.startIndex
        var done = 0
        for place in places {
            let end = bytes.index(position, offsetBy: place.offset - done)
            result += output[position..<end]
            result += " id=\""
            HTMLEscape.append(place.id, to: &result)
            result += "\""
            (position, done) = (end, place.offset)
        }
        return result + output[position...]
    }

    /// Letters and digits in lower case, blanks as hyphens, the rest left out.
    private static func slug(_ text: String) -> String {
        var slug = ""
        for character in text.lowercased().trimmingBlanks() {
            if character.isLetter || character.isNumber || character == "-" || character == "_" {
                slug.append(character)
            } else if character.isWhitespace {
                slug += "-"
            }
        }
        return slug
    }
}

extension String {
    fileprivate func trimmingBlanks() -> Substring {
        var result = drop(while: \.isWhitespace)
        while result.last?.isWhitespace == true { result.removeLast() }
        return result
    }
}
