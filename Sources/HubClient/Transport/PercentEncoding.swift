/// Percent-encoding of the parts that addresses are made of (RFC 3986).
///
/// Foundation's works on whole URLs, which hides where one segment ends: `refs/pr/1` must become `refs%2Fpr%2F1`.
enum PercentEncoding {
    /// One segment of a path, such as a revision: slashes are encoded too.
    static func segment(_ text: some StringProtocol) -> String { encode(text, keepingSlashes: false) }

    /// A path whose slashes stay: a file of a repo.
    static func path(_ text: some StringProtocol) -> String { encode(text, keepingSlashes: true) }

    /// A name or a value of a query, also of a form.
    static func query(_ text: some StringProtocol) -> String { encode(text, keepingSlashes: false) }

    /// `a=1&b=2`, encoded; nil of nothing.
    static func query(_ items: [(name: String, value: String)]) -> String? {
        items.isEmpty ? nil : items.map { "\(query($0.name))=\(query($0.value))" }.joined(separator: "&")
    }

    /// Encodes what an address that somebody else wrote must not hold (`[ ] ^ |`, spaces, what is not ASCII), and
    /// leaves what is encoded already.
    static func repaired(_ text: some StringProtocol) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        for (index, byte) in source.enumerated() {
            let isEscape =
                byte == UInt8(ascii: "%") && index + 2 < source.count && isHex(source[index + 1])
                && isHex(source[index + 2])
            if isEscape || isUnreserved(byte) || reserved.contains(byte) {
                bytes.append(byte)
            } else {
                appendEscape(of: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text behind the escapes; nil when one is broken or the result is not UTF-8.
    static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let reserved = Set("/?:@!$&'()*+,;=".utf8)

    private static func encode(_ text: some StringProtocol, keepingSlashes: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                appendEscape(of: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "%"))
        for half in [byte >> 4, byte & 15] { bytes.append(half < 10 ? 0x30 + half : 0x41 + half - 10) }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool { hexValue(byte) != nil }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
