/// Estimates from above how often the Markdown library would look at the same open quotes, lists and footnotes again.
///
/// At each line it goes through all blocks that are open, and an empty or lazy line leaves them open. So it matters
/// how deep any line goes, which its beginning tells: each level takes a `>`, a blank or a footnote's label.
struct NestingGuard {
    private static let maximumSteps = 20_000_000

    private var lines = 1
    private var deepest = 0
    private var depth = 0
    /// Whether what was read of the line may all belong to markers.
    private var isBeginning = true
    private var isLabel = false

    static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scan = NestingGuard()
        for byte in bytes { scan.read(byte) }
        scan.endLine()
        return scan.lines * scan.deepest <= maximumSteps
    }

    private mutating func read(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): endLine()
        case _ where !isBeginning: break
        case UInt8(ascii: "]") where isLabel:
            isLabel = false
            depth += 1
        case _ where isLabel: break
        case UInt8(ascii: "["): isLabel = true
        case UInt8(ascii: " "), UInt8(ascii: ">"): depth += 1
        case UInt8(ascii: "\t"): depth += 2
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: ")"),
            UInt8(ascii: ":"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            break
        default: isBeginning = false
        }
    }

    private mutating func endLine() {
        deepest = max(deepest, depth)
        lines += 1
        (depth, isBeginning, isLabel) = (1, true, false)
    }
}
