/// Why bytes cannot be read as what they should be (JSON, a header of a model or data file), as a sentence that names
/// what is wrong.
public struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    package init(_ description: String) { self.description = description }

    /// A name out of a file, made fit for a sentence: quoted, short, without control characters.
    package static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(100)
        let shown = scalars.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
        return "“" + shown + (scalars.endIndex < text.unicodeScalars.endIndex ? "…" : "") + "”"
    }
}
