/// One tensor as the header of a safetensors file describes it.
public struct SafetensorsTensor: Sendable, Hashable {
    /// Such as `model.layers.0.mlp.up_proj.weight`.
    public let name: String
    /// `F32`, `BF16`, `I64`, …; also types that this version does not know.
    public let dtype: String
    /// Outermost dimension first. Empty for a single number.
    public let shape: [Int64]
    /// Where its bytes begin, counted from the end of the header.
    public let begin: Int64
    /// Behind its last byte, counted from the end of the header.
    public let end: Int64

    /// How many numbers it has.
    public var elements: Int64 { shape.contains(0) ? 0 : shape.reduce(1, *) }
}
