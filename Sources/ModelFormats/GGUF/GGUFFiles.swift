/// One model of a repo in GGUF: a file, or several that it was split into.
public struct GGUFModel: Sendable, Hashable {
    /// `Q4_K_M`, `UD-Q2_K_XL`, … in upper case; nil if the name tells nothing.
    public let quantization: String?
    /// In order; the first one has the metadata.
    public let paths: [String]
    /// Bytes of all files.
    public let size: Int64
    /// How many files there should be.
    public let shardCount: Int

    /// The file with the metadata, which programs are given.
    public var firstPath: String { paths[0] }
    /// Whether it is several files.
    public var isSplit: Bool { shardCount > 1 }
    /// Whether no file of it is missing.
    public var isComplete: Bool { paths.count == shardCount }

    fileprivate init(_ shards: [(number: Int, file: GGUFFiles.File)], quantization: String?, count: Int) {
        self.quantization = quantization
        paths = shards.map(\.file.path)
        size = shards.reduce(0) { $0.addingReportingOverflow($1.file.size).partialValue }
        shardCount = count
    }
}

/// The models among the files of a repo.
public enum GGUFFiles {
    /// A path in the repo, and the bytes of the file.
    public typealias File = (path: String, size: Int64)

    /// The models, in the order in which their first files are listed; a split one is one model. Files that are no
    /// models, such as `mmproj-F16.gguf`, are left out, and so are split models whose first file is missing.
    public static func models(in files: [File]) -> [GGUFModel] {
        struct Key: Hashable {
            let prefix: String
            let count: Int
        }
        var groups: [(quantization: String?, count: Int, shards: [(number: Int, file: File)])] = []
        var places: [Key: Int] = [:]
        for file in files {
            guard let name = GGUFFileName(file.path), name.auxiliary == nil else { continue }
            let shard = name.shard
            let key = Key(prefix: shard?.prefix ?? file.path, count: shard?.count ?? 0)
            let entry = (number: shard?.number ?? 1, file: file)
            if let place = places[key] {
                groups[place].shards.append(entry)
            } else {
                places[key] = groups.count
                groups.append((name.quantization, shard?.count ?? 1, [entry]))
            }
        }
        return groups.compactMap { group in
            let shards = group.shards.sorted { $0.number < $1.number }
            guard shards.first?.number == 1 else { return nil }
            return GGUFModel(shards, quantization: group.quantization, count: group.count)
        }
    }

    /// The files that belong to models without being one, as they are listed.
    public static func auxiliaries(_ kind: GGUFFileName.Auxiliary, in files: [File]) -> [File] {
        files.filter { GGUFFileName($0.path)?.auxiliary == kind }
    }
}
