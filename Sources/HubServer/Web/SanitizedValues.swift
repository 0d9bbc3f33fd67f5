/// Values of attributes that are neither plain text nor single addresses.
enum SanitizedValues {
    static func isLength(_ value: String) -> Bool {
        var digits = value[...]
        for unit in ["%", "px"] where digits.hasSuffix(unit) {
            digits.removeLast(unit.count)
            break
        }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return digits.utf8.count <= 8
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// With the prefix that keeps it from meaning something to the page around it.
    static func identifier(_ value: String) -> String? {
        guard !value.isEmpty, value.utf8.count <= 200,
            !value.unicodeScalars.contains(where: { $0.value <= 0x20 })
        else { return nil }
        return value.hasPrefix(HTMLSanitizer.idPrefix) ? value : HTMLSanitizer.idPrefix + value
    }

    static func isKnownClass(_ value: String) -> Bool {
        if ["footnotes", "footnote-ref", "footnote-backref"].contains(value) { return true }
        let language = value.utf8.dropFirst("language-".utf8.count)
        return value.hasPrefix("language-") && value.utf8.count <= 60
            && language.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// `a.png 1x, b.png 2x`; nil if one of the addresses is refused.
    static func imageSet(_ value: String, linkBase: LinkBase?) -> String? {
        var candidates: [String] = []
        for candidate in value.split(separator: ",") {
            let words = candidate.split { $0.isWhitespace }
            guard let address = words.first else { continue }
            guard words.count <= 2, let url = SafeURL(String(address), use: .media, linkBase: linkBase) else {
                return nil
            }
            let descriptor = words.dropFirst().first ?? ""
            guard descriptor.utf8.allSatisfy({ (0x2E...0x7A).contains($0) }) else { return nil }
            candidates.append(descriptor.isEmpty ? url.text : "\(url.text) \(descriptor)")
        }
        return candidates.isEmpty ? nil : candidates.joined(separator: ", ")
    }
}
