/// A content that the rules want to see beside the card, and in which form.
public struct WantedContent: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case json, text, safetensors, gguf, parquet
    }

    public var path: String
    public var kind: Kind

    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
