extension SafetensorsHeader {
    /// So many pairs of type and role are kept one by one. Usual models have fewer than thirty.
    static let maximumCounts = 200
    /// In bytes. A longer `format` names nothing.
    static let maximumFormatLength = 64

    /// Sums up the tensors by type and role.
    ///
    /// The role is all that follows the last dot of a name, `gate_up_proj_blocks` as well as `weight`; endings such as
    /// `_blocks` and `_scales` tell packed numbers and their scales. A name without a dot is a role itself. If there
    /// are too many roles to keep, further ones are known by such an ending only, or by an empty role.
    public func summary() -> SafetensorsSummary {
        var sums: [Pair: Int64] = [:]
        for tensor in tensors where !tensor.shape.isEmpty {
            let elements = tensor.elements
            guard elements > 0 else { continue }
            var pair = Pair(dtype: tensor.dtype, role: Self.role(of: tensor.name))
            if sums[pair] == nil, sums.count >= Self.maximumCounts {
                pair.role = PackingRules.special(pair.role) ?? ""
                // Unknown types, by the hundred: nothing that a model would have.
                if sums[pair] == nil, sums.count >= 2 * Self.maximumCounts { continue }
            }
            // Both are at most 2^59: no tensor has more numbers than the file has bits.
            sums[pair, default: 0] += elements
        }
        let counts = sums.map { SafetensorsSummary.Count(dtype: $0.key.dtype, role: $0.key.role, elements: $0.value) }
        return SafetensorsSummary(
            counts: counts.sorted { ($1.elements, $0.dtype, $0.role) < ($0.elements, $1.dtype, $1.role) },
            format: metadata["format"].flatMap { $0.utf8.count <= Self.maximumFormatLength ? $0 : nil })
    }

    private struct Pair: Hashable {
        let dtype: String
        var role: String
    }

    /// Longer roles are known by their ending.
    private static let maximumRoleLength = 100

    private static func role(of name: String) -> String {
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        let role = dot.map { name[name.utf8.index(after: $0)...] } ?? name[...]
        guard role.utf8.count > maximumRoleLength else { return String(role) }
        return PackingRules.special(String(role)) ?? ""
    }
}
