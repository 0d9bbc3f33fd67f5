/// The YAML block at the head of a README, between two lines of `---`.
public enum FrontMatter {
    /// The longest YAML block that is read, in bytes.
    public static let maximumLength = 1 << 20

    /// Cuts a text into the YAML between its fences and what follows them.
    ///
    /// A byte order mark, blank lines before the first fence, CRLF and blanks after a fence are tolerated. A
    /// text without front matter, with an unclosed one or with one that is too long has no YAML and is all body.
    public static func split(_ text: String) -> (yaml: Substring?, body: Substring) {
        switch locate(in: text) {
        case .block(let yaml, let body): (yaml, body)
        case .absent, .tooLong: (nil, text[...])
        }
    }

    enum Location {
        case absent
        case tooLong
        case block(yaml: Substring, body: Substring)
    }

    static func locate(in text: String) -> Location {
        let bytes = text.utf8
        var position = bytes.startIndex
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.formIndex(&position, offsetBy: 3) }

        // The first line that is not blank has to be a fence.
        var start: String.Index?
        while start == nil, position < bytes.endIndex {
            let line = nextLine(of: bytes, from: position)
            if isFence(bytes[position..<line.end]) {
                start = line.next
            } else if !bytes[position..<line.end].allSatisfy(isBlank) {
                return .absent
            }
            position = line.next
        }
        guard let start else { return .absent }

        while position < bytes.endIndex {
            let line = nextLine(of: bytes, from: position)
            if isFence(bytes[position..<line.end]) {
                guard bytes.distance(from: start, to: position) <= maximumLength else { return .tooLong }
                return .block(yaml: text[start..<position], body: text[line.next...])
            }
            position = line.next
        }
        return .absent
    }

    private static func nextLine(
        of bytes: String.UTF8View, from start: String.Index
    ) -> (end: String.Index, next: String.Index) {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        return (end, end == bytes.endIndex ? end : bytes.index(after: end))
    }

    private static func isFence(_ line: Substring.UTF8View) -> Bool {
        line.starts(with: "---".utf8) && line.dropFirst(3).allSatisfy(isBlank)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
