/// Finds texts the Markdown library would take too long for, or abort the process over.
///
/// The library fills up short table rows, repeats a reference's address at each use, searches all open brackets of
/// images again and again, and reads parts of paragraphs and open blocks repeatedly: see ``ParagraphGuard`` and
/// ``NestingGuard``. What a text could become is estimated from above in one pass; real cards stay far below the limits.
struct MarkdownGuard {
    private static let maximumCells = 1 << 20
    private static let maximumReferences = 32 << 20
    private static let maximumImages = 10_000
    /// A longer reference (an image written out in base64) counts as if it were the whole text.
    private static let longReference = 2048

    private var lines = 1
    private var columns = 0
    private var brackets = 0
    private var images = 0
    private var longestReference = 0

    static func isHarmless(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var scan = MarkdownGuard()
            scan.run(bytes)
            return scan.lines * scan.columns <= maximumCells
                && scan.brackets * scan.longestReference <= maximumReferences
                && scan.images <= maximumImages && ParagraphGuard.isHarmless(bytes)
                && NestingGuard.isHarmless(bytes)
        }
    }

    private mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        var pipes = 0
        var dashes = 0
        var previous: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endLine(pipes, dashes)
                (pipes, dashes) = (0, 0)
            case UInt8(ascii: "|"):
                pipes += 1
            case UInt8(ascii: "-"):
                dashes += 1
            case UInt8(ascii: "["):
                brackets += 1
                if previous == UInt8(ascii: "!") { images += 1 }
            case UInt8(ascii: ":"):
                if previous == UInt8(ascii: "]"), longestReference <= Self.longReference {
                    let length = Self.referenceLength(bytes[(index + 1)...])
                    longestReference = max(
                        longestReference, length > Self.longReference ? bytes.count : length)
                }
            default:
                break
            }
            previous = byte
        }
        endLine(pipes, dashes)
    }

    /// The line under a table's head has a dash for each column.
    private mutating func endLine(_ pipes: Int, _ dashes: Int) {
        lines += 1
        if pipes > 0 { columns = max(columns, min(pipes + 1, dashes)) }
    }

    /// The bytes of an address and of the title after it, as far as they are looked at.
    private static func referenceLength(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        let bytes = bytes.prefix(2 * longReference)
        let address = bytes.drop(while: isBlank)
        // An address in angle brackets may have blanks in it.
        let isBracketed = address.first == UInt8(ascii: "<")
        let addressEnd =
            address.firstIndex {
                isBracketed ? $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "\n") : isBlank($0)
            }
            ?? address.endIndex
        let rest = address[addressEnd...].dropFirst().drop(while: isBlank)
        let close: UInt8
        switch rest.first {
        case UInt8(ascii: "\""): close = UInt8(ascii: "\"")
        case UInt8(ascii: "'"): close = UInt8(ascii: "'")
        case UInt8(ascii: "("): close = UInt8(ascii: ")")
        default: return address.distance(from: address.startIndex, to: addressEnd)
        }
        var end = rest.startIndex + 1
        while end < rest.endIndex, rest[end] != close {
            end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(end, rest.endIndex) - address.startIndex
    }
}
