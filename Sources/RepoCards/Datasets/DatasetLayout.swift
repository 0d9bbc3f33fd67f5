public import HubAPI

/// Which configs and splits a dataset's files make (datasets 5.2, `data_files.py` and `load.py`).
public enum DatasetLayout {
    static let maximumConfigs = 2000
    static let maximumSplits = 100
    /// How many steps it may take to find the files of all patterns of a card, most of them a byte of a path held
    /// against a wildcard. Real cards need some hundred thousand.
    static let maximumWork = 20_000_000

    /// The configs the card names under `configs`, else one, `default`, of what the names of the files tell:
    /// `data/{split}-00000-of-00001*`, else words such as `train` in the names of folders, else in those of files,
    /// else all files as `train`. A config without files is left out.
    ///
    /// - Parameter card: The metadata of the card.
    public static func configs(card: JSONValue?, files: [RepoFile]) -> [DatasetConfig] {
        var layout = Layout(files)
        let named = (card?["configs"]?.array ?? []).prefix(maximumConfigs)
        guard !named.isEmpty else {
            let splits = layout.inferred(in: "")
            return splits.isEmpty ? [] : [DatasetConfig(name: "default", splits: splits, isDefault: true)]
        }
        var names: Set<String> = []
        var configs: [DatasetConfig] = []
        for entry in named {
            guard case .object = entry else { continue }
            let name = entry["config_name"]?.string ?? "default"
            guard TagList.isTag(name), names.insert(name).inserted else { continue }
            let splits = layout.splits(of: entry)
            guard !splits.isEmpty else { continue }
            let isDefault = entry["default"] == true || name == "default"
            configs.append(DatasetConfig(name: name, splits: splits, isDefault: isDefault))
        }
        // One of a kind needs no mark.
        if configs.count == 1 { configs[0].isDefault = true }
        return configs
    }
}

private struct Layout {
    /// Paths of files that may be data, sorted.
    private let paths: [String]
    private let known: Set<String>
    private var work = DatasetLayout.maximumWork
    /// By folder: many configs may name the same, or none.
    private var foundByName: [String: [DatasetConfig.Split]] = [:]

    init(_ files: [RepoFile]) {
        let unique = Set(files.map(\.path).filter { !Self.ignored.contains(Evidence.name(of: $0)) })
        paths = unique.sorted()
        known = unique
    }

    /// They describe a dataset and are none of its data.
    private static let ignored: Set<Substring> = [
        "README.md", "config.json", "dataset_info.json", "dataset_infos.json", "dummy_data.zip", "dataset_dict.json",
    ]

    mutating func splits(of config: JSONValue) -> [DatasetConfig.Split] {
        let folder = Self.folder(config["data_dir"]?.string)
        guard let data = config["data_files"], data != .null else { return inferred(in: folder) }
        var splits: [DatasetConfig.Split] = []
        for (name, patterns) in Self.patterns(data).prefix(DatasetLayout.maximumSplits) {
            let files = matching(patterns, in: folder)
            guard !files.isEmpty, SplitNames.isName(name) else { continue }
            if let place = splits.firstIndex(where: { $0.name == name }) {
                work -= Self.stepsOfFile * splits[place].files.count
                splits[place].files = Array(Set(splits[place].files + files)).sorted()
            } else {
                splits.append(DatasetConfig.Split(name: name, files: files))
            }
        }
        return splits
    }

    /// With a slash at its end; empty for the root.
    private static func folder(_ path: String?) -> String {
        let names = (path ?? "").split(separator: "/").filter { $0 != "." }
        return names.isEmpty || names.contains("..") ? "" : names.joined(separator: "/") + "/"
    }

    /// A pattern or a list of them is `train`; lists and objects may name splits.
    private static func patterns(_ data: JSONValue) -> [(split: String, patterns: [String])] {
        switch data {
        case .string(let pattern): return [("train", [pattern])]
        case .object(let members): return members.map { ($0.key, $0.value.strings) }
        case .array(let entries):
            let plain = data.strings
            guard plain.isEmpty else { return [("train", plain)] }
            return entries.compactMap { entry in
                entry["split"]?.string.map { ($0, entry["path"]?.strings ?? []) }
            }
        default: return []
        }
    }

    private mutating func matching(_ patterns: [String], in folder: String) -> [String] {
        var found: Set<String> = []
        for pattern in patterns {
            work -= folder.utf8.count + pattern.utf8.count
            guard work > 0 else { break }
            guard let glob = GlobPattern(folder + pattern) else { continue }
            if let literal = glob.literal {
                if known.contains(literal) { found.insert(literal) }
                continue
            }
            for path in paths[range(of: glob.literalPrefix)] {
                guard work > 0 else { break }
                if glob.matches(path, steps: &work) { found.insert(path) }
            }
        }
        return found.sorted()
    }

    /// Where the paths are that begin so.
    private func range(of prefix: String) -> Range<Int> {
        if prefix.isEmpty { return 0..<paths.count }
        let start = lowerBound { $0 >= prefix }
        let end = lowerBound { $0 >= prefix && !$0.hasPrefix(prefix) }
        return start..<max(start, end)
    }

    private func lowerBound(_ isAfter: (String) -> Bool) -> Int {
        var low = 0
        var high = paths.count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(paths[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// What it costs to look at the name of a file, or to sort it among others.
    private static let stepsOfFile = 20

    // MARK: Without patterns

    /// What the names of the files tell; nothing once a card has made too much work.
    mutating func inferred(in folder: String) -> [DatasetConfig.Split] {
        guard work > 0 else { return [] }
        if let known = foundByName[folder] {
            work -= known.reduce(1) { $0 + $1.files.count }
            return known
        }
        let paths = paths[range(of: folder)]
        work -= Self.stepsOfFile * paths.count
        let splits = byName(paths, in: folder)
        foundByName[folder] = splits
        return splits
    }

    private func byName(_ paths: ArraySlice<String>, in folder: String) -> [DatasetConfig.Split] {
        var candidates: [(path: String, builder: DatasetBuilder)] = []
        var counts: [DatasetBuilder: Int] = [:]
        for path in paths where !PathBytes.isHidden(path.utf8.dropFirst(folder.utf8.count)) {
            guard let builder = DatasetBuilder.of(path) else { continue }
            candidates.append((path, builder))
            counts[builder, default: 0] += 1
        }
        // Files of other kinds beside the data are not read: a figure in a repo of tables, a list of labels.
        let main = DatasetLayout.mainBuilder(counts)
        let data = candidates.filter { $0.builder == main }.map(\.path)
        for rule in [SplitNames.sharded, SplitNames.byFolder, SplitNames.byName] {
            let splits = Self.group(data, in: folder, by: rule)
            if !splits.isEmpty { return splits }
        }
        return data.isEmpty ? [] : [DatasetConfig.Split(name: "train", files: data)]
    }

    private static func group(
        _ paths: [String], in folder: String, by split: (Substring) -> String?
    ) -> [DatasetConfig.Split] {
        var groups: [String: [String]] = [:]
        for path in paths {
            let inside = path[(path.utf8.index(path.startIndex, offsetBy: folder.utf8.count))...]
            if let name = split(inside) { groups[name, default: []].append(path) }
        }
        let usual = SplitNames.usual.filter { groups[$0] != nil }
        let others = groups.keys.filter { !SplitNames.usual.contains($0) }.sorted()
        return (usual + others).prefix(DatasetLayout.maximumSplits).map {
            DatasetConfig.Split(name: $0, files: groups[$0] ?? [])
        }
    }
}

extension DatasetLayout {
    /// The most frequent builder. A folder of pictures with a table of captions is a folder of pictures; among equals
    /// the first in the list of builders wins.
    static func mainBuilder(_ counts: [DatasetBuilder: Int]) -> DatasetBuilder? {
        DatasetBuilder.allCases.max { counts[$0] ?? 0 < counts[$1] ?? 0 }
            .flatMap { best in
                let most = counts[best] ?? 0
                return most == 0 ? nil : DatasetBuilder.allCases.first { counts[$0] == most }
            }
    }
}
