/// What tokens look like in variables and files.
enum TokenText {
    /// Without line breaks and surrounding spaces; nil if nothing is left.
    static func cleaned(_ text: String) -> String? {
        let token = text.filter { !$0.isNewline }.trimmed
        return token.isEmpty ? nil : token
    }
}
