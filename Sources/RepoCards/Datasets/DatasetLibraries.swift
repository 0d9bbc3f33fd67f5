import HubAPI

/// The libraries that load a dataset: the values of the tag `library:` (dataset viewer, `compatible_libraries.py`).
enum DatasetLibraries {
    static let all = ["datasets", "pandas", "dask", "webdataset", "mlcroissant", "polars", "lance", "lerobot"]

    /// In the order of the Hub.
    static func names(_ contents: DatasetContents) -> [String] {
        var found = contents.cardTags.intersection(all)
        if let builder = contents.builder { found.formUnion(libraries(builder, contents)) }
        // A LeRobot dataset tells its shape in this file.
        if contents.evidence.paths.contains("meta/info.json"), contents.builder == .parquet { found.insert("lerobot") }
        return all.filter(found.contains)
    }

    private static func libraries(_ builder: DatasetBuilder, _ contents: DatasetContents) -> [String] {
        let always = ["datasets", "mlcroissant"]
        switch builder {
        case .csv, .json, .parquet:
            // pandas reads one file at a time.
            let isSingle = contents.mainConfig?.splits.allSatisfy { $0.files.count == 1 } ?? false
            return always + [isSingle ? "pandas" : "dask", "polars"]
        case .webdataset: return always + ["webdataset"]
        case .lance: return always + ["lance"]
        default: return always
        }
    }
}
