import ArgumentParser
import HubClient

struct ModelsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Find models, and read what hubs know about them.",
        subcommands: [ListCommand<ModelListOptions>.self, InfoCommand<Model>.self, CardCommand<Model>.self])
}

struct DatasetsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets", abstract: "Find datasets, and read what hubs know about them.",
        subcommands: [
            ListCommand<DatasetListOptions>.self, InfoCommand<Dataset>.self, CardCommand<Dataset>.self,
            ParquetCommand.self,
        ])
}

struct SpacesGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spaces", abstract: "Find Spaces, and read what hubs know about them.",
        subcommands: [ListCommand<SpaceListOptions>.self, InfoCommand<Space>.self, CardCommand<Space>.self])
}
