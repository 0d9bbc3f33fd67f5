/// What a GGUF header may claim at most. Real ones stay far below; hostile ones must not cost memory.
public enum GGUFLimits {
    /// Bytes up to the end of the tensor descriptions.
    public static let headerLength = 50_000_000
    /// Pairs of key and value in the metadata.
    public static let keyValues = 100_000
    /// The largest models have some thousands.
    public static let tensors = 100_000
    /// Elements of one array.
    public static let arrayLength = 1_000_000
    /// Bytes of one string.
    public static let stringLength = 10_000_000
    /// Bytes of a key or the name of a tensor.
    public static let nameLength = 65_535
    /// Dimensions of one tensor.
    public static let dimensions = 8
    /// The size of one dimension.
    public static let dimension: UInt64 = 1 << 32
    /// How deep arrays may lie in arrays.
    public static let nesting = 4
}
