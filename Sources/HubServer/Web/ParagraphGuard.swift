/// Estimates from above how often the Markdown library would look at the same parts of a paragraph again.
///
/// At the end of each link it goes through all emphasis so far; at a `<?` or `<!` through the rest of the paragraph;
/// and at what may begin an address that is no link yet, through all that is left before the next blank.
/// A paragraph ends at an empty line at the latest.
struct ParagraphGuard {
    private static let maximumEmphasis = 20_000_000
    private static let maximumRest = 100_000_000

    /// Steps through emphasis, and through bytes.
    private var emphasis = 0
    private var rest = 0

    private var marks = 0
    private var openings = 0
    private var paragraph = 0
    private var addresses = 0
    private var word = 0

    static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scan = ParagraphGuard()
        scan.run(bytes)
        return scan.emphasis <= maximumEmphasis && scan.rest <= maximumRest
    }

    private mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        var isBlank = true
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endWord()
                if isBlank { endParagraph() }
                isBlank = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                endWord()
            default:
                isBlank = false
                word += 1
                count(byte, after: previous)
            }
            paragraph += 1
            previous = byte
        }
        endWord()
        endParagraph()
    }

    private mutating func count(_ byte: UInt8, after previous: UInt8) {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            marks += 1
        case UInt8(ascii: "]"):
            emphasis += marks
        case UInt8(ascii: "?"), UInt8(ascii: "!"):
            if previous == UInt8(ascii: "<") { openings += 1 }
        case UInt8(ascii: ":"):
            // `https:`, `mailto:`; not what JSON is full of.
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(previous | 0x20) { addresses += 1 }
        case UInt8(ascii: "."):
            if previous | 0x20 == UInt8(ascii: "w") { addresses += 1 }
        case UInt8(ascii: "@"):
            addresses += 1
        default:
            break
        }
    }

    private mutating func endWord() {
        rest += addresses * word
        (addresses, word) = (0, 0)
    }

    private mutating func endParagraph() {
        rest += openings * paragraph
        (marks, openings, paragraph) = (0, 0, 0)
    }
}
