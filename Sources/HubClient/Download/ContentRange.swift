/// What `Content-Range` says: `bytes 0-9/100`, `bytes 0-9/*`, or with 416 `bytes */100`.
struct ContentRange: Sendable, Hashable {
    /// The first and the last byte that come; nil if none do.
    let bytes: ClosedRange<Int64>?
    /// The size of the whole file.
    let total: Int64?

    /// nil for anything that RFC 9110 (section 14.4) doesn't allow.
    init?(_ value: some StringProtocol) {
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        if parts[1] == "*" {
            total = nil
        } else {
            guard let number = Self.number(parts[1]) else { return nil }
            total = number
        }
        if parts[0] == "*" {
            bytes = nil
            guard total != nil else { return nil }
        } else {
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last
            else { return nil }
            if let total, last >= total { return nil }
            bytes = first...last
        }
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
