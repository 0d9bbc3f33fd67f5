/// Language codes as cards write them.
enum LanguageCode {
    /// Whether this looks like a code of ISO 639 with optional subtags (`en`, `yue`, `zh-Hant`, `pt_BR`).
    static func isPlausible(_ code: String) -> Bool {
        if code == "multilingual" || code == "code" { return true }
        let parts = code.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
        guard let first = parts.first, (2...3).contains(first.utf8.count) else { return false }
        return first.utf8.allSatisfy(isLetter) && parts.dropFirst().allSatisfy(isSubtag)
    }

    /// As tags write them: in lower case.
    static func codes(_ texts: [String]) -> [String] { texts.map { $0.lowercased() } }

    private static func isSubtag(_ part: Substring) -> Bool {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        return (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }
}
