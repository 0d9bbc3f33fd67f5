/// How many parameters a number in a tensor stands for: one, none for helpers of quantization, several for packed ones.
struct PackingRules {
    private let config: QuantizationConfig?

    init(_ config: QuantizationConfig?) { self.config = config }

    func parameters(of count: SafetensorsSummary.Count) -> Int64 {
        // Exponents that scale blocks of other numbers have a type of their own.
        if count.dtype.hasPrefix("F8_E8M0") || count.elements <= 0 { return 0 }
        guard let config else { return count.elements }
        if Self.isAuxiliary(count.role, config) { return 0 }
        guard let container = Self.containerBits(of: count.dtype),
            let bits = Self.packedBits(count, config), bits < container
        else { return count.elements }
        // Three bits do not divide 32, so the product comes first.
        let (product, overflow) = count.elements.multipliedReportingOverflow(by: Int64(container))
        return overflow ? .max : product / Int64(bits)
    }

    /// What a role is called in the lists below when it is one of them: `_blocks` for `gate_up_proj_blocks`.
    /// Nil for a role that no rule knows.
    static func special(_ role: String) -> String? {
        if packed.contains(role) || auxiliary.contains(role) { return role }
        return (packedEndings + auxiliaryEndings).first(where: role.hasSuffix)
    }

    private static func isAuxiliary(_ role: String, _ config: QuantizationConfig) -> Bool {
        // A tensor of this name is a weight in some models that are not quantized the way MLX does it.
        if role == "biases" { return config.method == nil }
        return auxiliary.contains(role) || auxiliaryEndings.contains(where: role.hasSuffix)
    }

    /// The bits of one parameter in a tensor of whole numbers; nil if the tensor isn't packed.
    private static func packedBits(_ count: SafetensorsSummary.Count, _ config: QuantizationConfig) -> Int? {
        let role = count.role
        let isByte = count.dtype == "U8" || count.dtype == "I8"
        switch config.method {
        case "mxfp4": return count.dtype == "U8" && role.hasSuffix("_blocks") ? 4 : nil
        case "bitsandbytes", "bnb", "bitsandbytes_4bit":
            let is4Bit = config.loadIn4Bit || config.method == "bitsandbytes_4bit" || config.bits == 4
            return is4Bit && count.dtype == "U8" ? 4 : nil
        case "compressed-tensors", "compressed_tensors", "sparseml":
            guard role == "weight_packed" else { return nil }
            // Bytes hold pairs of 4-bit floats, words as many whole numbers as fit.
            return isByte ? 4 : config.bits
        case "modelopt", "modelopt_fp4", "nvfp4":
            let isFP4 = config.algorithm?.contains("FP4") ?? (config.method != "modelopt")
            return isFP4 && role == "weight" && count.dtype == "U8" ? 4 : nil
        case nil:
            // MLX packs into unsigned words.
            return role == "weight" && count.dtype == "U32" ? config.bits : nil
        default:
            // GPTQ, AWQ and what followed them: AutoRound, GPTQModel, …
            if role == "qweight" || role == "weight_packed" { return config.bits ?? 4 }
            return nil
        }
    }

    private static func containerBits(of dtype: String) -> Int? {
        switch dtype {
        case "U8", "I8": 8
        case "U16", "I16": 16
        case "U32", "I32": 32
        case "U64", "I64": 64
        default: nil
        }
    }

    private static let packed: Set<String> = ["weight", "qweight", "weight_packed"]
    private static let packedEndings = ["_blocks"]

    /// Whole roles that hold no parameters: GPTQ and AWQ, compressed-tensors, FP8, bitsandbytes, AQLM, MLX.
    private static let auxiliary: Set<String> = [
        "scales", "qzeros", "zeros", "g_idx", "perm", "biases",
        "weight_shape", "weight_g_idx", "k_scale", "v_scale", "q_scale",
        "absmax", "nested_absmax", "quant_map", "nested_quant_map", "SCB", "weight_format",
        "bitsandbytes__nf4", "bitsandbytes__fp4",
    ]
    private static let auxiliaryEndings = [
        "_scales", "_scale", "_scale_inv", "_scale_2", "_zero_point", "_zeros", "_scaling_factor",
    ]
}
