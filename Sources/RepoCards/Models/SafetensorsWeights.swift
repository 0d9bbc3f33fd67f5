import HubAPI
import ModelFormats

/// The model in a repo's safetensors files.
struct SafetensorsWeights {
    let parameters: SafetensorsParameters
    let isSharded: Bool

    var total: Int64 { parameters.total }

    /// Nil without such a model, and as long as one of its files was not read: half a sum would be a wrong one.
    init?(_ evidence: Evidence) {
        guard let choice = Self.choose(evidence) else { return nil }
        let summaries = choice.shards.compactMap { evidence.contents.safetensors[$0] }
        guard !summaries.isEmpty, summaries.count == choice.shards.count else { return nil }
        parameters = .count(
            summaries, quantization: evidence.config.flatMap(QuantizationConfig.init(config:)),
            indexTotal: choice.index.flatMap { Self.total(evidence.document($0)) })
        guard parameters.total > 0 else { return nil }
        isSharded = choice.shards.count > 1
    }

    var json: JSONValue {
        var members = [
            JSONMember(
                "parameters",
                .object(parameters.byType.map { JSONMember($0.dtype, .integer($0.parameters)) })),
            JSONMember("total", .integer(parameters.total)),
        ]
        if isSharded { members.append(JSONMember("sharded", true)) }
        return .object(members)
    }

    /// The files of the model and their index.
    private static func choose(_ evidence: Evidence) -> (shards: [String], index: String?)? {
        let paths = evidence.files.map(\.path)
        switch SafetensorsFiles.main(in: paths) {
        case .single(let path): return ([path], nil)
        case .shards(let paths): return (paths, nil)
        case .index(let path):
            let shards = named(by: evidence.document(path), at: path) ?? shards(besides: path, in: paths)
            return (shards, path)
        case nil: return nil
        }
    }

    /// The shards an index names: they are beside it.
    private static func named(by index: JSONValue?, at path: String) -> [String]? {
        guard case .object(let map) = index?["weight_map"] else { return nil }
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
        let names = Set(map.compactMap(\.value.string))
        guard (1...SafetensorsIndex.maximumShards).contains(names.count) else { return nil }
        return names.sorted().map { folder + $0 }
    }

    /// What `model.safetensors.index.json` has beside it: `model-00001-of-00002.safetensors` and so on.
    static func shards(besides index: String, in paths: [String]) -> [String] {
        let ending = ".safetensors"
        let prefix = index.dropLast((ending + ".index.json").utf8.count) + "-"
        return paths.filter { $0.hasPrefix(prefix) && $0.hasSuffix(ending) }
    }

    /// Some tools write it as `1.3e10`.
    private static func total(_ index: JSONValue?) -> Int64? {
        switch index?["metadata"]?["total_parameters"] {
        case .integer(let total): total
        case .number(let total): Int64(exactly: total.rounded())
        default: nil
        }
    }
}
