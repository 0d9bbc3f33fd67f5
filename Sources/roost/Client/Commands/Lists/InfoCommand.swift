import ArgumentParser
import HubAPI
import HubClient

/// `models info`, `datasets info`, `spaces info`.
struct InfoCommand<Kind: RepoKind>: HubCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "info", abstract: "Show what the hub knows about a \(Kind.type.rawValue).")
    }

    @Argument(help: "The repo, or an hf:// URI.")
    var repoID: String

    @Option(help: "A branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @Option(help: "Only these properties, with commas between them, such as downloads,likes.")
    var expand: String?

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let target = try RepoTarget(repoID, type: Kind.type, revision: revision, on: hub).withoutPath()
        let properties = (expand.map(RepoProperties.names) ?? []).map { Kind.Property(rawValue: $0) }
        let info = try await Repo<Kind>(hub: hub, id: target.id).info(revision: target.revision, expand: properties)
        output.object(RepoProperties.json(info), id: "id")
    }
}
