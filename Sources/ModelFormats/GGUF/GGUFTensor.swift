/// One tensor as the header of a GGUF file describes it.
public struct GGUFTensor: Sendable, Hashable {
    /// Such as `blk.0.attn_q.weight`.
    public let name: String
    /// Innermost dimension first, the reverse of what PyTorch shows.
    public let dimensions: [Int64]
    /// How its numbers are stored.
    public let type: GGUFTensorType
    /// Where its bytes begin, counted from `GGUFHeader.dataOffset`.
    public let offset: Int64

    /// How many numbers it has.
    public var elements: Int64 { dimensions.contains(0) ? 0 : dimensions.reduce(1, *) }

    /// How many bytes it has; nil if this version does not know its type.
    public var byteCount: Int64? {
        // Multiplied last: a block has fewer bytes than its numbers have bits, so this stays below 2^63.
        type.block.map { elements / $0.numbers * $0.bytes }
    }
}

/// How the numbers of a GGUF tensor are stored.
public struct GGUFTensorType: RawRepresentable, Sendable, Hashable {
    /// Numbers are stored in blocks of a fixed size.
    public struct Block: Sendable, Hashable {
        /// `Q4_K`.
        public let name: String
        /// How many numbers a block holds.
        public let numbers: Int64
        /// How many bytes a block takes.
        public let bytes: Int64
    }

    /// As it stands in the file.
    public let rawValue: UInt32

    /// By the number that stands in the file, whether it is known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nil for a type that was removed or that this version does not know.
    public var block: Block? { Self.blocks[rawValue] }

    /// `Q4_K`; the number of an unknown type.
    public var name: String { block?.name ?? String(rawValue) }

    private static let blocks: [UInt32: Block] = Dictionary(
        uniqueKeysWithValues: table.map { ($0.0, Block(name: $0.1, numbers: $0.2, bytes: $0.3)) })

    /// Number, name, numbers in a block and bytes of a block, from ggml.
    private static let table: [(UInt32, String, Int64, Int64)] = [
        (0, "F32", 1, 4), (1, "F16", 1, 2), (2, "Q4_0", 32, 18), (3, "Q4_1", 32, 20), (6, "Q5_0", 32, 22),
        (7, "Q5_1", 32, 24), (8, "Q8_0", 32, 34), (9, "Q8_1", 32, 36), (10, "Q2_K", 256, 84), (11, "Q3_K", 256, 110),
        (12, "Q4_K", 256, 144), (13, "Q5_K", 256, 176), (14, "Q6_K", 256, 210), (15, "Q8_K", 256, 292),
        (16, "IQ2_XXS", 256, 66), (17, "IQ2_XS", 256, 74), (18, "IQ3_XXS", 256, 98), (19, "IQ1_S", 256, 50),
        (20, "IQ4_NL", 32, 18), (21, "IQ3_S", 256, 110), (22, "IQ2_S", 256, 82), (23, "IQ4_XS", 256, 136),
        (24, "I8", 1, 1), (25, "I16", 1, 2), (26, "I32", 1, 4), (27, "I64", 1, 8), (28, "F64", 1, 8),
        (29, "IQ1_M", 256, 56), (30, "BF16", 1, 2), (34, "TQ1_0", 256, 54), (35, "TQ2_0", 256, 66),
        (39, "MXFP4", 32, 17), (40, "NVFP4", 64, 36), (41, "Q1_0", 128, 18), (42, "Q2_0", 64, 18),
    ]
}
