public import HubAPI

/// What a model's `config.json` says about how its weights were made smaller.
public struct QuantizationConfig: Sendable, Hashable {
    /// `quant_method` in lower case: `gptq`, `awq`, `bitsandbytes`, `fp8`, `mxfp4`, `compressed-tensors`, …; nil in the
    /// files of MLX, which give bits only.
    public var method: String?
    /// Bits of one packed weight, from `bits`, `w_bit`, `num_bits` or the first group of compressed-tensors that packs.
    public var bits: Int?
    /// `load_in_4bit` of bitsandbytes.
    public var loadIn4Bit: Bool
    /// `load_in_8bit` of bitsandbytes.
    public var loadIn8Bit: Bool
    /// `format` of compressed-tensors: `pack-quantized`, `float-quantized`, …
    public var format: String?
    /// `quant_algo` of NVIDIA's ModelOpt in upper case: `NVFP4`, `FP8`.
    public var algorithm: String?
    /// The modules that were left as they were, from `modules_to_not_convert`, `ignore` or `llm_int8_skip_modules`.
    public var untouchedModules: [String]

    /// A description of which the rest is still to be filled in.
    public init(method: String? = nil, bits: Int? = nil) {
        self.method = method
        self.bits = bits
        loadIn4Bit = false
        loadIn8Bit = false
        untouchedModules = []
    }

    /// Reads the whole of `config.json`; nil if it describes no quantization.
    ///
    /// The description is under `quantization_config`, in older files `compression_config`, for models of text and
    /// images perhaps inside `text_config`, and in files of MLX under `quantization`.
    public init?(config: JSONValue) {
        let holders = [config, config["text_config"]].compactMap(\.self)
        let keys = ["quantization_config", "compression_config", "quantization"]
        for holder in holders {
            for key in keys {
                guard let entry = holder[key], case .object(let members) = entry, !members.isEmpty else { continue }
                self.init(entry: entry)
                return
            }
        }
        return nil
    }

    /// Reads the object under `quantization_config` alone.
    public init(entry: JSONValue) {
        self.init(
            method: entry["quant_method"]?.string?.lowercased(),
            bits: Self.bits(entry) ?? Self.bitsOfGroups(entry["config_groups"]))
        loadIn4Bit = entry["load_in_4bit"] == true || entry["_load_in_4bit"] == true
        loadIn8Bit = entry["load_in_8bit"] == true || entry["_load_in_8bit"] == true
        format = entry["format"]?.string
        algorithm = entry["quant_algo"]?.string?.uppercased()
        untouchedModules =
            ["modules_to_not_convert", "ignore", "llm_int8_skip_modules"]
            .compactMap { entry[$0] }.first { !$0.strings.isEmpty }?.strings ?? []
    }

    private static func bits(_ entry: JSONValue) -> Int? {
        for key in ["bits", "w_bit", "num_bits"] {
            // More than 16 bits is no packing; the range also keeps hostile numbers out of the arithmetic.
            if case .integer(let bits) = entry[key], (1...16).contains(bits) { return Int(bits) }
        }
        return nil
    }

    /// Weights of different groups may have different sizes. Those of 8 bits lie open, so the first smaller one counts.
    private static func bitsOfGroups(_ groups: JSONValue?) -> Int? {
        guard case .object(let members) = groups else { return nil }
        let found = members.compactMap { $0.value["weights"].flatMap(bits) }
        return found.first { $0 < 8 } ?? found.first
    }
}
