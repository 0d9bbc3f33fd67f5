/// What the header of one safetensors file says, small enough to keep for every file: how many numbers there are of
/// which type, by the last word of the tensors' names, which tells weights from the scales of quantized ones.
public struct SafetensorsSummary: Sendable, Hashable, Codable {
    /// How many numbers are of one type and role.
    public struct Count: Sendable, Hashable, Codable {
        /// As in the file: `F32`, `BF16`, `I32`, …
        public var dtype: String
        /// What follows the last dot of the tensors' names: `weight`, `qweight`, `weight_scale`, …
        public var role: String
        /// Numbers in all tensors of this type and role; tensors without dimensions are left out.
        public var elements: Int64

        /// Takes the parts as they are.
        public init(dtype: String, role: String, elements: Int64) {
            self.dtype = dtype
            self.role = role
            self.elements = elements
        }
    }

    /// By type and role.
    public var counts: [Count]
    /// What made the file, from `__metadata__`: `pt`, `tf`, `flax`, `mlx`.
    public var format: String?

    /// Takes the parts as they are.
    public init(counts: [Count], format: String? = nil) {
        self.counts = counts
        self.format = format
    }
}
