/// What the header of one GGUF file says, small enough to keep for every file.
public struct GGUFSummary: Sendable, Hashable, Codable {
    /// `general.architecture`: `llama`, `qwen3`, `clip`, …
    public var architecture: String?
    /// Numbers in all tensors of this file.
    public var parameters: Int64
    /// How many tokens it was made for at a time.
    public var contextLength: Int64?
    /// How a conversation becomes text, from `tokenizer.chat_template`.
    public var chatTemplate: String?
    /// The text of the token that begins what it reads.
    public var bosToken: String?
    /// The text of the token that ends what it writes.
    public var eosToken: String?
    /// `general.file_type` by name: `Q4_K_M`.
    public var fileType: String?
    /// `general.size_label`: `1.7B`.
    public var sizeLabel: String?
    /// `general.name`.
    public var name: String?
    /// The importance matrix it was quantized with, from `quantize.imatrix.file`.
    public var imatrixFile: String?
    /// Whether the model writes text from left to right; nil if the file doesn't tell.
    public var isCausal: Bool?
    /// Of how many files the model consists, from `split.count`.
    public var splitCount: Int?

    /// A summary of which the rest is still to be filled in.
    public init(architecture: String? = nil, parameters: Int64 = 0) {
        self.architecture = architecture
        self.parameters = parameters
    }
}
