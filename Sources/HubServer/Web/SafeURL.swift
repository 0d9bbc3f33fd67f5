/// An address in someone's markup, judged as a browser would read it.
struct SafeURL {
    enum Use { case link, media, image }

    let text: String
    let isExternal: Bool

    /// Nil for an address that could run something or that is not understood.
    init?(_ value: String, use: Use, linkBase: LinkBase?) {
        guard let cleaned = Self.clean(value) else { return nil }
        if let scheme = Self.scheme(of: cleaned) {
            switch scheme {
            case "http", "https": isExternal = true
            case "mailto" where use == .link: isExternal = false
            case "data" where use == .image && Self.isImageData(cleaned): isExternal = false
            default: return nil
            }
            text = cleaned
        } else if cleaned.hasPrefix("//") {
            (text, isExternal) = (cleaned, true)
        } else if cleaned.hasPrefix("#") {
            // Identifiers get this prefix, so what points at them does, too.
            let id = cleaned.dropFirst()
            let prefix = id.isEmpty || id.hasPrefix(HTMLSanitizer.idPrefix) ? "" : HTMLSanitizer.idPrefix
            (text, isExternal) = ("#" + prefix + id, false)
        } else if cleaned.hasPrefix("/") || cleaned.hasPrefix("?") || cleaned.isEmpty {
            (text, isExternal) = (cleaned, false)
        } else {
            text = linkBase?.resolve(cleaned, media: use != .link) ?? cleaned
            isExternal = false
        }
    }

    /// What a browser makes of an address before it looks for a scheme: no blanks around it, no line breaks
    /// and tabs in it, backslashes as slashes. Other control characters are refused.
    private static func clean(_ value: String) -> String? {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        var bytes = value.utf8.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        var result = ""
        var inPath = true
        for scalar in Substring(bytes).unicodeScalars {
            switch scalar {
            case "\t", "\n", "\r": continue
            case "\0"..<" ", "\u{7F}"..."\u{9F}": return nil
            case "\\" where inPath: result += "/"
            case "?", "#":
                inPath = false
                result.unicodeScalars.append(scalar)
            case " ", "\"", "'", "<", ">", "`", "{", "}", "|", "^", "\\":
                result += SitePath.percentEncoded(UInt8(truncatingIfNeeded: scalar.value))
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// What stands before a colon that comes before any slash, question mark or hash. Not necessarily a valid
    /// scheme, but nothing else is one.
    private static func scheme(of text: String) -> String? {
        let end = text.utf8.firstIndex { ":/?#".utf8.contains($0) }
        guard let end, text.utf8[end] == UInt8(ascii: ":") else { return nil }
        return text[..<end].lowercased()
    }

    private static func isImageData(_ text: String) -> Bool {
        let lowered = text.prefix(32).lowercased()
        for kind in ["png", "jpeg", "gif", "webp"] {
            let head = "data:image/\(kind);base64,"
            guard lowered.hasPrefix(head) else { continue }
            return text.utf8.dropFirst(head.utf8.count).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
                    UInt8(ascii: "="):
                    true
                default: false
                }
            }
        }
        return false
    }
}
