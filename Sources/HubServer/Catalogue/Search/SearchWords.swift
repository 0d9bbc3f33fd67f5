import HubStorage

/// What somebody looks for, as words; how a database is asked for it.
struct SearchWords: Sendable, Hashable {
    private static let maximumWords = 16
    private static let longestWord = 64

    /// Lower-cased letters and digits.
    let words: [String]

    init(_ text: String) {
        words = text.split { !$0.isLetter && !$0.isNumber }.prefix(Self.maximumWords)
            .map { String($0.lowercased().prefix(Self.longestWord)) }
    }

    var isEmpty: Bool { words.isEmpty }

    /// All words must be there; the last one may be the beginning of a longer one, because it may not be finished.
    func query(_ dialect: SQLDialect, onlyNames: Bool = false) -> SQLValue {
        switch dialect {
        case .sqlite:
            let all = words.map { "\"\($0)\"" }.joined(separator: " AND ") + "*"
            return .text(onlyNames ? "name : (\(all))" : all)
        case .postgresql:
            return .text(words.map { onlyNames ? "\($0):A" : $0 }.joined(separator: " & ") + (onlyNames ? "*" : ":*"))
        }
    }
}
