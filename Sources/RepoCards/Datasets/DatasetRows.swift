import HubAPI
import ModelFormats

/// How many rows a dataset has.
enum DatasetRows {
    /// By the footers of its Parquet files, else by what the card or `dataset_infos.json` wrote down.
    ///
    /// - Parameter files: The paths of the data.
    static func count(_ evidence: Evidence, in files: Set<String>) -> Int64? {
        parquet(evidence, files) ?? written(evidence.data["dataset_info"])
            ?? infos(evidence.document("dataset_infos.json"))
    }

    /// Rows of files that were not read are taken to be as long as those of the others.
    private static func parquet(_ evidence: Evidence, _ files: Set<String>) -> Int64? {
        var rows: Int64 = 0
        var read: Double = 0
        var all: Double = 0
        var isComplete = true
        for file in evidence.files where file.path.hasSuffix(".parquet") && files.contains(file.path) {
            all += Double(max(0, file.size))
            if let summary = evidence.contents.parquet[file.path] {
                rows = adding(rows, summary.rows)
                read += Double(max(0, file.size))
            } else {
                isComplete = false
            }
        }
        guard rows > 0 else { return nil }
        if isComplete || read == 0 { return isComplete ? rows : nil }
        return Int64(exactly: (Double(rows) * (all / read)).rounded()) ?? .max
    }

    /// `dataset_info` of a card: one config, or a list of them.
    private static func written(_ info: JSONValue?) -> Int64? {
        guard let info else { return nil }
        return sum((info.array ?? [info]).flatMap { $0["splits"]?.array ?? [] })
    }

    /// `dataset_infos.json`: configs by name, splits by name.
    private static func infos(_ document: JSONValue?) -> Int64? {
        guard case .object(let configs) = document else { return nil }
        return sum(
            configs.flatMap { config -> [JSONValue] in
                guard case .object(let splits) = config.value["splits"] else { return [] }
                return splits.map(\.value)
            })
    }

    private static func sum(_ splits: [JSONValue]) -> Int64? {
        var rows: Int64 = 0
        for split in splits {
            if case .integer(let count) = split["num_examples"] { rows = adding(rows, count) }
        }
        return rows > 0 ? rows : nil
    }

    private static func adding(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(max(0, right))
        return overflow ? .max : sum
    }
}
