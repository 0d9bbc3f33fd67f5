extension GGUFFiles {
    /// The model that stands for a repo of several: Q4_K_M, then Q8_0, then the first one.
    public static func preferred(_ models: [GGUFModel]) -> GGUFModel? { llamaCpp(tag: nil, among: models) }

    /// The model that `llama-cli -hf owner/name:tag` takes: the first one whose path has the tag in front of a dot or a
    /// hyphen, in any case. Without a tag the preferred one.
    public static func llamaCpp(tag: String?, among models: [GGUFModel]) -> GGUFModel? {
        guard let tag, !tag.isEmpty else {
            return model(tagged: "Q4_K_M", models) ?? model(tagged: "Q8_0", models) ?? models.first
        }
        return model(tagged: tag, models)
    }

    /// The model that `ollama run host/owner/name:tag` means: its quantization or a whole file name, in any case. The
    /// tag `latest`, or none, takes Q4_K_M, then any of four bits, then Q8_0, then the first one.
    ///
    /// Ollama cannot load split models; look at `isSplit`.
    public static func ollama(tag: String?, among models: [GGUFModel]) -> GGUFModel? {
        let tag = tag?.uppercased() ?? "LATEST"
        if tag.hasSuffix(".GGUF") {
            return models.first { $0.firstPath.uppercased() == tag }
                ?? models.first { PathName.last(of: $0.firstPath).uppercased() == tag }
        }
        if let model = models.first(where: { $0.quantization == tag }) { return model }
        guard tag == "LATEST" else {
            // Makers add a prefix to names of the same kind: `UD-Q4_K_XL` is what `Q4_K_XL` finds.
            return models.first { $0.quantization == "UD-" + tag }
        }
        func first(_ matches: (String) -> Bool) -> GGUFModel? { models.first { matches($0.quantization ?? "") } }
        return first { $0 == "Q4_K_M" } ?? first { $0.hasPrefix("Q4") }
            ?? first { $0.hasPrefix("IQ4") || $0.hasPrefix("UD-Q4") || $0.hasPrefix("MXFP4") }
            ?? first { $0 == "Q8_0" } ?? models.first
    }

    /// The models from small to large, as a list to choose from shows them; those without a known word last.
    public static func bySize(_ models: [GGUFModel]) -> [GGUFModel] {
        let order = models.enumerated().sorted { left, right in
            let ranks = (left.element.rank, right.element.rank)
            return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0 > ranks.1
        }
        return order.map(\.element)
    }

    private static func model(tagged tag: String, _ models: [GGUFModel]) -> GGUFModel? {
        let tag = Array(tag.uppercased().utf8)
        return models.first { model in
            let path = Array(model.firstPath.uppercased().utf8)
            guard path.count > tag.count else { return false }
            return (0..<path.count - tag.count).contains { start in
                let next = path[start + tag.count]
                return (next == UInt8(ascii: ".") || next == UInt8(ascii: "-"))
                    && path[start..<start + tag.count].elementsEqual(tag)
            }
        }
    }
}

extension GGUFModel {
    /// From 0 for the largest; -1 for one that is not known.
    fileprivate var rank: Int { quantization.flatMap(GGUFQuantization.rank) ?? -1 }
}
