/// Which safetensors files of a repo are the model. A repo may hold it twice, or parts of it beside it.
public enum SafetensorsFiles {
    /// What the model is.
    public enum Choice: Sendable, Hashable {
        /// One file.
        case single(String)
        /// An index that names the files.
        case index(String)
        /// Shards without an index, in order.
        case shards([String])
    }

    /// Nil without any safetensors file, or with several of which none stands out.
    public static func main(in paths: [String]) -> Choice? {
        let known = Set(paths)
        for base in bases {
            if known.contains(base) { return .single(base) }
            if known.contains(base + ".index.json") { return .index(base + ".index.json") }
        }
        let files = paths.filter { $0.hasSuffix(".safetensors") }
        // Mistral's own format, which lies beside other files.
        let consolidated = files.filter { PathName.last(of: $0).hasPrefix("consolidated") }
        let candidates = consolidated.isEmpty ? files : consolidated
        return candidates.count == 1 ? .single(candidates[0]) : shards(candidates)
    }

    /// In the order in which they are looked for. Of a pipeline of diffusers, the part that paints is the model.
    private static let bases = [
        "model.safetensors",
        "transformer/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.safetensors",
        "diffusion_pytorch_model.safetensors",
        "adapter_model.safetensors",
        "consolidated.safetensors",
    ]

    /// All files that are `prefix-00001-of-00003.safetensors` and so on of one prefix; nil if others are among them or
    /// one is missing.
    private static func shards(_ files: [String]) -> Choice? {
        let sorted = files.sorted()
        guard let first = sorted.first, let match = first.wholeMatch(of: /(.*-)00001-of-(\d{5})\.safetensors/),
            Int(match.2) == sorted.count
        else { return nil }
        for (index, file) in sorted.enumerated() {
            let number = String(index + 1)
            let padded = String(repeating: "0", count: 5 - number.count) + number
            guard file == "\(match.1)\(padded)-of-\(match.2).safetensors" else { return nil }
        }
        return .shards(sorted)
    }
}
