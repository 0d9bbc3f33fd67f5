import HubAPI
import ModelFormats

/// How a model's weights were made smaller, as tags tell it: `4-bit`, `gptq`.
struct QuantizationFacts {
    let tags: [String]

    /// Nil if `config.json` describes no quantization.
    init?(_ evidence: Evidence) {
        guard let config = evidence.config.flatMap(QuantizationConfig.init(config:)) else { return nil }
        let size = Self.bits(config).map { "\($0)-bit" }
        let method = config.method.flatMap { WordRules.isWord($0) ? $0 : nil }
        tags = [size, method].compactMap(\.self)
    }

    private static func bits(_ config: QuantizationConfig) -> Int? {
        if config.loadIn4Bit { return 4 }
        if config.loadIn8Bit { return 8 }
        switch config.method {
        // Floats of eight bits are told by the method alone.
        case "fp8", "fbgemm_fp8": return nil
        case "compressed-tensors":
            let isWhole = config.format == "pack-quantized" || config.format == "int-quantized"
            return isWhole ? config.bits : nil
        default: return config.bits.flatMap { $0 <= 8 ? $0 : nil }
        }
    }
}
