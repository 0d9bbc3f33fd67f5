import HubAPI

/// The papers a card links to.
enum ArxivLinks {
    /// Identifiers in the order of their first link, without versions; in the metadata, then in the text.
    static func identifiers(in card: RepoCard) -> [String] {
        var found = Finder()
        found.search(card.data)
        found.search(card.body)
        return found.identifiers
    }

    private struct Finder {
        /// More papers than this are a bibliography.
        static let maximum = 100
        static let places = [
            "arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/", "huggingface.co/papers/", "hf.co/papers/",
        ].map { Array($0.utf8) }

        var identifiers: [String] = []

        mutating func search(_ value: JSONValue) {
            switch value {
            case .string(let text):
                search(text)
            case .array(let values):
                for value in values { search(value) }
            case .object(let members):
                for member in members { search(member.value) }
            default:
                break
            }
        }

        mutating func search(_ text: String) {
            let bytes = Array(text.utf8)
            for (slash, byte) in bytes.enumerated() where byte == UInt8(ascii: "/") {
                guard identifiers.count < Self.maximum else { return }
                guard Self.places.contains(where: { bytes[...slash].endsIgnoringCase(in: $0) }) else {
                    continue
                }
                if let identifier = Self.identifier(bytes[(slash + 1)...]), !identifiers.contains(identifier) {
                    identifiers.append(identifier)
                }
            }
        }

        /// `1810.04805`: four digits, a dot, four or five digits.
        static func identifier(_ bytes: ArraySlice<UInt8>) -> String? {
            let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
            let head = bytes.prefix(4)
            guard head.count == 4, head.allSatisfy(isDigit) else { return nil }
            let rest = bytes.dropFirst(4)
            guard rest.first == UInt8(ascii: ".") else { return nil }
            let tail = rest.dropFirst().prefix(6).prefix(while: isDigit)
            guard (4...5).contains(tail.count) else { return nil }
            return String(decoding: head + [UInt8(ascii: ".")] + tail, as: UTF8.self)
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether these bytes end in lower-case ASCII letters, whatever their own case.
    fileprivate func endsIgnoringCase(in ending: [UInt8]) -> Bool {
        guard count >= ending.count else { return false }
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return zip(suffix(ending.count), ending).allSatisfy { byte, expected in
            (capitals.contains(byte) ? byte | 0x20 : byte) == expected
        }
    }
}
