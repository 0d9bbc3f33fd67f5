/// How many parameters a model has, as the Hub shows it: the numbers in its tensors, without what only helps to unpack
/// them, and packed ones counted one by one.
public struct SafetensorsParameters: Sendable, Hashable {
    /// How many parameters are of one type.
    public struct Count: Sendable, Hashable {
        /// The type in the files: a weight of 4 bits inside of an `I32` counts as `I32`.
        public let dtype: String
        /// How many.
        public let parameters: Int64

        /// Takes the parts as they are.
        public init(dtype: String, parameters: Int64) {
            self.dtype = dtype
            self.parameters = parameters
        }
    }

    /// The most frequent type first; those of equal number in alphabetical order.
    public let byType: [Count]
    /// The sum, or what the index of the model says if that is less.
    public let total: Int64

    /// Takes the parts as they are.
    public init(byType: [Count], total: Int64) {
        self.byType = byType
        self.total = total
    }

    /// Counts the parameters in all files of one model.
    ///
    /// - Parameters:
    ///   - summaries: one for each shard.
    ///   - quantization: from `config.json`. Without it every tensor counts as it lies in the file.
    ///   - indexTotal: `total_parameters` of the index, which may only lower the total: anyone can write it.
    public static func count(
        _ summaries: [SafetensorsSummary], quantization: QuantizationConfig? = nil, indexTotal: Int64? = nil
    ) -> SafetensorsParameters {
        let rules = PackingRules(quantization)
        var sums: [String: Int64] = [:]
        for count in summaries.lazy.flatMap(\.counts) {
            let parameters = rules.parameters(of: count)
            guard parameters > 0 else { continue }
            sums[count.dtype] = saturatingSum(sums[count.dtype] ?? 0, parameters)
        }
        let byType = sums.map { Count(dtype: $0.key, parameters: $0.value) }
            .sorted { ($1.parameters, $0.dtype) < ($0.parameters, $1.dtype) }
        var total = byType.reduce(0) { saturatingSum($0, $1.parameters) }
        if let indexTotal, indexTotal > 0 { total = min(total, indexTotal) }
        return SafetensorsParameters(byType: byType, total: total)
    }

    private static func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension SafetensorsSummary {
    /// The parameters of a model that is this file alone.
    public func parameters(quantization: QuantizationConfig? = nil, indexTotal: Int64? = nil) -> SafetensorsParameters {
        .count([self], quantization: quantization, indexTotal: indexTotal)
    }
}
