import HubAPI
import Testing

@testable import ModelFormats

@Suite struct SafetensorsParametersTests {
    private typealias Count = SafetensorsSummary.Count

    private func count(
        _ counts: [(String, String, Int64)], _ config: JSONValue? = nil, indexTotal: Int64? = nil
    ) -> [String: Int64] {
        let summary = SafetensorsSummary(counts: counts.map { Count(dtype: $0.0, role: $0.1, elements: $0.2) })
        let quantization = config.flatMap { QuantizationConfig(config: ["quantization_config": $0]) }
        let parameters = summary.parameters(quantization: quantization, indexTotal: indexTotal)
        #expect(parameters.total == parameters.byType.reduce(0) { $0 + $1.parameters } || indexTotal != nil)
        return Dictionary(uniqueKeysWithValues: parameters.byType.map { ($0.dtype, $0.parameters) })
    }

    @Test func plainModelsCountAsTheyAre() {
        #expect(
            count([("F32", "weight", 100), ("F32", "bias", 10), ("I64", "position_ids", 5)]) == ["F32": 110, "I64": 5])
        // Without a description of quantization nobody knows that words are packed.
        #expect(count([("I32", "qweight", 10), ("F8_E8M0", "weight_scale", 7)]) == ["I32": 10])
        #expect(count([]) == [:])
    }

    @Test func shardsAddUp() {
        let shard = SafetensorsSummary(counts: [Count(dtype: "F16", role: "weight", elements: 5)])
        let other = SafetensorsSummary(counts: [Count(dtype: "F32", role: "weight", elements: 20)])
        let parameters = SafetensorsParameters.count([shard, shard, other])
        #expect(parameters.byType.map(\.dtype) == ["F32", "F16"])
        #expect(parameters.byType.map(\.parameters) == [20, 10])
        #expect(parameters.total == 30)
        #expect(SafetensorsParameters.count([shard, other], indexTotal: 7).total == 7)
        #expect(SafetensorsParameters.count([shard, other], indexTotal: 1000).total == 25)
        #expect(SafetensorsParameters.count([shard, other], indexTotal: -1).total == 25)
        let huge = SafetensorsSummary(counts: [Count(dtype: "F16", role: "weight", elements: .max)])
        #expect(SafetensorsParameters.count([huge, huge, other]).total == .max)
    }

    @Test func gptqAndAWQ() {
        let counts =
            [
                ("I32", "qweight", 100), ("I32", "qzeros", 9), ("I32", "g_idx", 8), ("F16", "scales", 7),
                ("F16", "weight", 50),
            ] as [(String, String, Int64)]
        #expect(count(counts, ["quant_method": "gptq", "bits": 4]) == ["I32": 800, "F16": 50])
        #expect(count(counts, ["quant_method": "AWQ", "w_bit": 8]) == ["I32": 400, "F16": 50])
        #expect(count(counts, ["quant_method": "gptq", "bits": 3]) == ["I32": 1066, "F16": 50])
        // Bits that make no sense are not believed.
        for bits in [0, -4, 1_000_000_000_000] as [JSONValue] {
            #expect(count(counts, ["quant_method": "gptq", "bits": bits]) == ["I32": 800, "F16": 50])
        }
    }

    @Test func mxfp4() {
        let counts =
            [
                ("U8", "gate_up_proj_blocks", 100), ("U8", "gate_up_proj_scales", 9), ("BF16", "gate_up_proj_bias", 3),
                ("BF16", "weight", 5),
            ] as [(String, String, Int64)]
        #expect(count(counts, ["quant_method": "mxfp4"]) == ["U8": 200, "BF16": 8])
    }

    @Test func bitsandbytes() {
        let four =
            [
                ("U8", "weight", 100), ("U8", "absmax", 4), ("F32", "quant_map", 16), ("U8", "bitsandbytes__nf4", 77),
                ("F16", "weight", 3),
            ] as [(String, String, Int64)]
        #expect(count(four, ["quant_method": "bitsandbytes", "load_in_4bit": true]) == ["U8": 200, "F16": 3])
        let eight = [("I8", "weight", 100), ("F32", "SCB", 4)] as [(String, String, Int64)]
        #expect(count(eight, ["quant_method": "bitsandbytes", "load_in_8bit": true]) == ["I8": 100])
    }

    @Test func compressedTensors() {
        let groups: JSONValue = ["group_0": ["weights": ["num_bits": 4]]]
        let config: JSONValue = [
            "quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups": groups,
        ]
        let packed =
            [
                ("I32", "weight_packed", 100), ("I64", "weight_shape", 2), ("BF16", "weight_scale", 9),
                ("BF16", "weight", 1),
            ] as [(String, String, Int64)]
        #expect(count(packed, config) == ["I32": 800, "BF16": 1])
        let floats =
            [("U8", "weight_packed", 100), ("F8_E4M3", "weight_scale", 12), ("F32", "weight_global_scale", 1)]
            as [(String, String, Int64)]
        #expect(count(floats, ["quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized"]) == ["U8": 200])
    }

    @Test func others() {
        let fp8 =
            [("F8_E4M3", "weight", 100), ("F32", "weight_scale_inv", 3), ("BF16", "weight", 2)]
            as [(String, String, Int64)]
        #expect(count(fp8, ["quant_method": "fp8"]) == ["F8_E4M3": 100, "BF16": 2])
        let nvfp4 =
            [("U8", "weight", 100), ("F8_E4M3", "weight_scale", 3), ("F32", "weight_scale_2", 2)]
            as [(String, String, Int64)]
        #expect(count(nvfp4, ["quant_method": "modelopt", "quant_algo": "NVFP4"]) == ["U8": 200])
        let mlx =
            [("U32", "weight", 100), ("BF16", "scales", 3), ("BF16", "biases", 3), ("BF16", "weight", 2)]
            as [(String, String, Int64)]
        #expect(count(mlx, ["group_size": 64, "bits": 4]) == ["U32": 800, "BF16": 2])
    }

    @Test func whereTheConfigurationIs() {
        #expect(QuantizationConfig(config: [:]) == nil)
        #expect(QuantizationConfig(config: ["quantization_config": nil]) == nil)
        #expect(QuantizationConfig(config: ["quantization_config": [:] as JSONValue]) == nil)
        #expect(QuantizationConfig(config: ["quantization_config": "gptq"]) == nil)
        #expect(QuantizationConfig(config: ["text_config": ["quantization_config": ["bits": 4]]])?.bits == 4)
        #expect(QuantizationConfig(config: ["quantization": ["bits": 8]])?.bits == 8)
        let config = QuantizationConfig(entry: [
            "quant_method": "FP8", "modules_to_not_convert": ["lm_head"], "load_in_8bit": true, "format": "float",
        ])
        #expect(config.method == "fp8" && config.untouchedModules == ["lm_head"] && config.format == "float")
        #expect(config.loadIn8Bit && !config.loadIn4Bit && config.bits == nil)
    }
}
