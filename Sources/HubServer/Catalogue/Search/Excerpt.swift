/// A piece of a text with the words somebody looked for marked.
struct Excerpt: Sendable, Hashable {
    struct Piece: Sendable, Hashable {
        let text: String
        let isMarked: Bool
    }

    /// Characters before and after the first word.
    private static let before = 60
    private static let after = 180

    let pieces: [Piece]

    /// The surroundings of the first of the words; the text's beginning if none is there as it is written.
    init(of text: String, around words: SearchWords) {
        let characters = Array(text)
        let first = Self.marks(characters, words, limit: 1).first?.lowerBound ?? 0
        var start = max(0, first - Self.before)
        // Not in the middle of a word.
        while start > 0, start < first, !characters[start - 1].isWhitespace { start += 1 }
        let end = min(characters.count, first + Self.after)
        self.init(characters[start..<end], words)
    }

    init(whole text: String, marking words: SearchWords) {
        self.init(Array(text)[...], words)
    }

    private init(_ characters: ArraySlice<Character>, _ words: SearchWords) {
        let shown = Array(characters)
        var pieces: [Piece] = []
        var place = 0
        for mark in Self.marks(shown, words) {
            if mark.lowerBound > place {
                pieces.append(Piece(text: String(shown[place..<mark.lowerBound]), isMarked: false))
            }
            pieces.append(Piece(text: String(shown[mark]), isMarked: true))
            place = mark.upperBound
        }
        if place < shown.count { pieces.append(Piece(text: String(shown[place...]), isMarked: false)) }
        self.pieces = pieces
    }

    /// The places of words that begin as one of those looked for.
    private static func marks(
        _ characters: [Character], _ words: SearchWords, limit: Int = .max
    ) -> [Range<Int>] {
        var marks: [Range<Int>] = []
        var start = 0
        while start < characters.count, marks.count < limit {
            guard isWordCharacter(characters[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < characters.count, isWordCharacter(characters[end]) { end += 1 }
            let word = String(characters[start..<min(end, start + 64)]).lowercased()
            if words.words.contains(where: word.hasPrefix) { marks.append(start..<end) }
            start = end
        }
        return marks
    }

    private static func isWordCharacter(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
