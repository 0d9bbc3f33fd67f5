/// An `ETag` header, such as `"abc"` or `W/"abc"`.
struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes; some servers leave them out.
    let value: String
    let isWeak: Bool

    /// nil if nothing is left of it.
    init?(_ header: String) {
        var text = Substring(header)
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        isWeak = text.hasPrefix("W/")
        if isWeak { text = text.dropFirst(2) }
        if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        guard !text.isEmpty else { return nil }
        value = String(text)
    }

    /// What `If-Range` may hold: weak tags don't promise the same bytes.
    var validator: String? { isWeak ? nil : "\"\(value)\"" }
}
