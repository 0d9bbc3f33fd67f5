public import HubAPI
import ModelFormats

extension RepoContents {
    /// So many contents are read at most.
    static let maximumWanted = 1000
    /// In bytes.
    static let maximumDocument: Int64 = 4 << 20
    static let maximumIndex: Int64 = 16 << 20

    /// The contents to read before deriving: in a fixed order, at most 1,000, documents of at most 4 MiB
    /// (indexes of safetensors files 16 MiB).
    ///
    /// A file that is wanted among others is wanted alone, too, so that a hub can ask about a changed file whether
    /// it matters.
    public static func wanted(type: RepoType, files: [RepoFile]) -> [WantedContent] {
        let known = files.filter { file in
            Evidence.extension(of: Evidence.name(of: file.path)).map { readable.contains(String($0)) } ?? false
        }
        let evidence = Evidence(RepoContents(type: type, files: known))
        var wanted: [WantedContent] = []
        switch type {
        case .model:
            wanted += documents(modelDocuments, evidence)
            wanted += text("chat_template.jinja", evidence)
            wanted += weights(evidence)
            wanted += gguf(evidence)
        case .dataset:
            wanted += documents(["dataset_infos.json"], evidence)
            wanted += parquet(evidence)
        case .space:
            break
        }
        return Array(wanted.prefix(maximumWanted))
    }

    private static let readable: Set<String> = ["json", "jinja", "safetensors", "gguf", "GGUF", "parquet"]

    private static let modelDocuments = [
        "config.json", "tokenizer_config.json", "processor_config.json", "adapter_config.json", "model_index.json",
        "task.json",
    ]

    private static func documents(_ paths: [String], _ evidence: Evidence) -> [WantedContent] {
        let sizes = Dictionary(evidence.files.map { ($0.path, $0.size) }) { first, _ in first }
        return paths.filter { path in sizes[path].map { $0 <= maximumDocument } ?? false }
            .map { WantedContent(path: $0, kind: .json) }
    }

    private static func text(_ path: String, _ evidence: Evidence) -> [WantedContent] {
        evidence.files.filter { $0.path == path && $0.size <= maximumDocument }
            .map { WantedContent(path: $0.path, kind: .text) }
    }

    private static func weights(_ evidence: Evidence) -> [WantedContent] {
        let paths = evidence.files.map(\.path)
        let shards: [String]
        var index: [WantedContent] = []
        switch SafetensorsFiles.main(in: paths) {
        case .single(let path): shards = [path]
        case .shards(let paths): shards = paths
        case .index(let path):
            shards = SafetensorsWeights.shards(besides: path, in: paths)
            index = evidence.files.filter { $0.path == path && $0.size <= maximumIndex }
                .map { WantedContent(path: $0.path, kind: .json) }
        case nil: shards = []
        }
        return index + shards.map { WantedContent(path: $0, kind: .safetensors) }
    }

    private static func gguf(_ evidence: Evidence) -> [WantedContent] {
        var paths = GGUFWeights.choose(from: evidence.files)?.paths ?? []
        if paths.isEmpty {
            // Shards without their first one.
            paths = evidence.files.map(\.path).filter { path in
                GGUFFileName(path).map { $0.auxiliary == nil } ?? false
            }
        }
        return paths.map { WantedContent(path: $0, kind: .gguf) }
    }

    private static func parquet(_ evidence: Evidence) -> [WantedContent] {
        evidence.files.filter { $0.path.hasSuffix(".parquet") }
            .map { WantedContent(path: $0.path, kind: .parquet) }
    }
}
