import ArgumentParser
import HubAPI
import HubClient

struct ParquetCommand: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "parquet", abstract: "List the Parquet files of a dataset.")

    @Argument(help: "The dataset, or an hf:// URI.")
    var datasetID: String

    @Option(help: "Only this subset.")
    var subset: String?

    @Option(help: "Only this split, such as train.")
    var split: String?

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let target = try RepoTarget(datasetID, type: .dataset, revision: nil, on: hub).withoutPath()
        let files = try await hub.dataset(target.id).parquet()
        let wanted = files.filter { (subset ?? $0.config) == $0.config && (split ?? $0.split) == $0.split }
        output.table(
            [Column("subset"), Column("split"), Column("url"), Column("size", .bytes)],
            wanted.map { file in
                [
                    "subset": .string(file.config), "split": .string(file.split), "url": .string(file.url),
                    "size": file.size.map(JSONValue.integer) ?? .null,
                ]
            }, id: "url")
    }
}
