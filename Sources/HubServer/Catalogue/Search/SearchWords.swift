import HubStorage

/// What somebody looks for, as words; how a database is asked for it.
struct SearchWords: Sendable, Hashable {
    private static let maximumWords = 16
    private static let longestWord = 64

    /// Lower-cased letters and digits.
    let words: [String]
    /// Whether the last word is all there. Until then it may be the beginning of a longer one. One or two letters
    /// begin too many words to be taken for a beginning.
    private(set) var isFinished: Bool

    init(_ text: String) {
        // Scalar by scalar: a character may hold a letter and a quote.
        let words = text.unicodeScalars.split { !Self.isLetterOrDigit($0) && !Self.isMark($0) }
            .filter { $0.contains(where: Self.isLetterOrDigit) }.prefix(Self.maximumWords)
            .map { String(String($0).lowercased().prefix(Self.longestWord)) }
        self.init(words: words, isFinished: (words.last?.count ?? 0) < 3)
    }

    private init(words: [String], isFinished: Bool) {
        self.words = words
        self.isFinished = isFinished
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Accents and the like, which belong to the letter before them.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    var isEmpty: Bool { words.isEmpty }

    /// The same words, of which the last one is all there.
    var finished: SearchWords {
        var words = self
        words.isFinished = true
        return words
    }

    /// The last word alone, as it is.
    var last: SearchWords { SearchWords(words: Array(words.suffix(1)), isFinished: true) }

    /// Asks for all words.
    func query(_ dialect: SQLDialect, onlyNames: Bool = false) -> SQLValue {
        switch dialect {
        case .sqlite:
            let all = words.map { "\"\($0)\"" }.joined(separator: " AND ") + (isFinished ? "" : "*")
            return .text(onlyNames ? "name : (\(all))" : all)
        case .postgresql:
            return .text(words.joined(separator: " & ") + (isFinished ? "" : ":*"))
        }
    }
}

extension SearchWords {
    /// Whether all of the words stand in a text as they are written, or the last one begins one there. Signs that are
    /// no ASCII are taken for letters, so it may be less than what the databases find.
    func areIn(_ text: String) -> Bool {
        let text = Array(text.lowercased().utf8)
        return words.indices.allSatisfy { index in
            Self.stands(Array(words[index].utf8), in: text, asBeginning: !isFinished && index == words.count - 1)
        }
    }

    /// By bytes: this is asked of hundreds of texts at a time.
    private static func stands(_ word: [UInt8], in text: [UInt8], asBeginning: Bool) -> Bool {
        guard let first = word.first, word.count <= text.count else { return false }
        for start in 0...text.count - word.count
        where text[start] == first && (start == 0 || !isLetterOrDigit(text[start - 1])) {
            let end = start + word.count
            guard text[start..<end].elementsEqual(word) else { continue }
            if asBeginning || end == text.count || !isLetterOrDigit(text[end]) { return true }
        }
        return false
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: false
        }
    }
}
