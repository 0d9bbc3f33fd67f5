import HubAPI
import RepoCards

/// The Parquet files that a dataset consists of, by config and split.
///
/// A split counts only if all its data is Parquet: the files of one that is half of something else would pass for the
/// whole.
struct ParquetListing: Sendable {
    struct File: Sendable {
        let path: String
        let size: Int64
    }

    struct Split: Sendable {
        let name: String
        let files: [File]
    }

    struct Config: Sendable {
        let name: String
        let splits: [Split]
    }

    /// In the order of the card. Each has a split at least.
    let configs: [Config]

    init(card: JSONValue?, files: [RepoFile]) {
        let sizes = Dictionary(files.map { ($0.path, $0.size) }) { first, _ in first }
        configs = DatasetLayout.configs(card: card, files: files).compactMap { config in
            let splits = config.splits.compactMap { split -> Split? in
                guard !split.files.isEmpty, split.files.allSatisfy(Self.isParquet) else { return nil }
                return Split(
                    name: split.name, files: split.files.map { File(path: $0, size: sizes[$0] ?? 0) })
            }
            return splits.isEmpty ? nil : Config(name: config.name, splits: splits)
        }
    }

    private static func isParquet(_ path: String) -> Bool { path.lowercased().hasSuffix(".parquet") }

    func config(_ name: String) -> Config? { configs.first { $0.name == name } }

    /// Rough bytes in memory.
    var cost: Int {
        configs.reduce(100) { sum, config in
            config.splits.reduce(sum + 100) { $1.files.reduce($0 + 100) { $0 + $1.path.utf8.count + 40 } }
        }
    }
}

extension ParquetListing.Config {
    func split(_ name: String) -> ParquetListing.Split? { splits.first { $0.name == name } }
}
