import HubStorage

/// What somebody looks for, as words; how a database is asked for it.
struct SearchWords: Sendable, Hashable {
    private static let maximumWords = 16
    private static let longestWord = 64

    /// Lower-cased letters and digits.
    let words: [String]

    init(_ text: String) {
        // Scalar by scalar: a character may hold a letter and a quote.
        words = text.unicodeScalars.split { !Self.isLetterOrDigit($0) && !Self.isMark($0) }
            .filter { $0.contains(where: Self.isLetterOrDigit) }.prefix(Self.maximumWords)
            .map { String(String($0).lowercased().prefix(Self.longestWord)) }
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

    /// All words must be there; the last one may be the beginning of a longer one, because it may not be finished.
    /// One or two letters begin too many words to be taken for a beginning.
    ///
    /// - Parameter exactly: Whether the last word, too, must be there as it is.
    func query(_ dialect: SQLDialect, exactly: Bool = false, onlyNames: Bool = false) -> SQLValue {
        let isFinished = exactly || (words.last?.count ?? 0) < 3
        switch dialect {
        case .sqlite:
            let all = words.map { "\"\($0)\"" }.joined(separator: " AND ") + (isFinished ? "" : "*")
            return .text(onlyNames ? "name : (\(all))" : all)
        case .postgresql:
            return .text(words.joined(separator: " & ") + (isFinished ? "" : ":*"))
        }
    }

    /// Whether all of the words are among those of a text, or the last one begins one of them.
    func areIn(_ text: String) -> Bool {
        let found = SearchWords(text).words
        return words.dropLast().allSatisfy(found.contains)
            && words.last.map { last in found.contains { $0 == last || (last.count > 2 && $0.hasPrefix(last)) } }
                ?? true
    }
}
