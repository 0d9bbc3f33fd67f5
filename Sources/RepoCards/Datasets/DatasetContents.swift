import HubAPI
import ModelFormats

/// What a dataset's data is: its configs, what reads them, and their columns.
struct DatasetContents {
    let evidence: Evidence
    let configs: [DatasetConfig]
    /// What reads most of the files; nil if nothing does.
    let builder: DatasetBuilder?
    let columns: [DatasetColumn]
    /// Rows in all files; nil if nothing tells.
    let rows: Int64?

    init(_ evidence: Evidence) {
        self.evidence = evidence
        configs = DatasetLayout.configs(card: evidence.data, files: evidence.files)
        // Tables beside the data (an index, the names of tasks) are not what the dataset is about.
        let files = Set(configs.flatMap(\.splits).flatMap(\.files))
        var counts: [DatasetBuilder: Int] = [:]
        for file in files { if let builder = DatasetBuilder.of(file) { counts[builder, default: 0] += 1 } }
        // The files of a Lance table lie in a folder of its name.
        let isLance = evidence.paths.contains { PathBytes.hasFolder(endingIn: ".lance", $0) }
        builder = isLance ? .lance : DatasetLayout.mainBuilder(counts)
        columns = DatasetColumn.all(evidence, in: files)
        rows = DatasetRows.count(evidence, in: files)
    }

    var formats: [String] { [builder?.format].compactMap(\.self) }

    /// The config that is loaded when no one names one.
    var mainConfig: DatasetConfig? { configs.first(where: \.isDefault) ?? configs.first }

    /// What the card's tags say in any case of letters.
    var cardTags: Set<String> { Set(evidence.cardTags.map { $0.lowercased() }) }
}
