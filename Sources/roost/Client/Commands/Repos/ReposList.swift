import ArgumentParser
import HubAPI
import HubClient

struct ReposList: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List your repos, or those of an organization, with the space they take.",
        aliases: ["list"])

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case model, dataset, space, bucket
    }

    @Option(help: "The organization. (default: your own repos)")
    var namespace: String?

    @Option(name: [.customLong("type"), .customLong("repo-type")], help: "Only repos of this kind.")
    var type: Kind?

    @Option(help: "Words of the name.")
    var search: String?

    @Option(help: "How many at most; 0 for all.")
    var limit = 30

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit must be 0 or more.") }
    }

    func run(_ hub: Hub, _ output: Output) async throws {
        var rows: [JSONValue] = []
        var total = 0
        for try await repo in hub.ownRepos(of: namespace) {
            if let type, repo.type != type.rawValue { continue }
            if let search, !repo.id.lowercased().contains(search.lowercased()) { continue }
            total += 1
            if limit == 0 || rows.count < limit { rows.append(Self.json(repo)) }
        }
        output.table(
            [
                Column("id"), Column("type"), Column("updated_at", .time), Column("visibility"),
                Column("storage", .bytes),
            ], rows)
        if rows.count < total { output.note("These are \(rows.count) of \(total); --limit 0 shows all.") }
    }

    private static func json(_ repo: OwnRepo) -> JSONValue {
        [
            "id": .string(repo.id), "type": repo.type.map(JSONValue.string) ?? .null,
            "updated_at": repo.updatedAt.map { .string($0.iso8601) } ?? .null,
            "visibility": repo.visibility.map(JSONValue.string) ?? .null,
            "storage": repo.storage.map(JSONValue.integer) ?? .null,
            "storage_percent": repo.storagePercent.map(JSONValue.number) ?? .null,
        ]
    }
}
