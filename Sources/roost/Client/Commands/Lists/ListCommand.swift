import ArgumentParser
import HubAPI
import HubClient

/// `models ls`, `datasets ls`, `spaces ls`: the repos of one kind, or the files of one repo.
struct ListCommand<Options: ListOptions>: HubCommand {
    typealias Kind = Options.Kind

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "ls", abstract: "List \(plural), or the files of one.",
            discussion: """
                Lists those that meet all conditions; with the id of a repo it lists that repo's files instead.

                Examples:
                  roost \(Kind.type.plural) ls --search llama --limit 10
                  roost \(Kind.type.plural) ls org/name -R
                """,
            // `-h` shows sizes for people here, as it does in `hf` and `ls`.
            helpNames: .long, aliases: ["list"])
    }

    private static var plural: String { Kind.type == .space ? "Spaces" : Kind.type.plural }
    private static var usualLimit: Int { 30 }

    @Argument(help: "A repo, to list its files; or an hf:// URI.")
    var repoID: String?

    @OptionGroup var options: Options

    @Option(help: "How many at most; 0 for all. (default: 30)")
    var limit: Int?

    @Option(help: "Only these properties, with commas between them, such as downloads,likes.")
    var expand: String?

    @Flag(name: [.customShort("h"), .long], help: "Files: sizes as people read them.")
    var humanReadable = false

    @Flag(help: "Files: as a tree.")
    var tree = false

    @Flag(name: [.customShort("R"), .long], help: "Files: with what is in the folders.")
    var recursive = false

    @Option(help: "Files: a branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
        let forFiles = [
            tree ? "--tree" : nil, recursive ? "--recursive" : nil, humanReadable ? "--human-readable" : nil,
            revision.map { _ in "--revision" },
        ].compactMap(\.self)
        let forRepos =
            options.given + [limit.map { _ in "--limit" }, expand.map { _ in "--expand" }].compactMap(\.self)
        if repoID == nil, let option = forFiles.first {
            throw ValidationError("\(option) is for the files of a repo: name one.")
        }
        if repoID != nil, let option = forRepos.first {
            throw ValidationError("\(option) is for lists of \(Self.plural), not for files.")
        }
        if tree, format.chosen == .json { throw ValidationError("--tree and --json exclude each other.") }
    }

    func run(_ hub: Hub, _ output: Output) async throws {
        if let repoID {
            let target = try RepoTarget(repoID, type: Kind.type, revision: revision, on: hub)
            let listing = FileListing(
                recursive: recursive, asTree: tree, humanReadable: humanReadable, needsDates: output.format != .quiet)
            try await listing.run(Repo<Kind>(hub: hub, id: target.id), target, output)
        } else {
            try await listRepos(hub, output)
        }
    }

    private func listRepos(_ hub: Hub, _ output: Output) async throws {
        let limit = limit ?? Self.usualLimit
        let expand = expand.map(RepoProperties.names) ?? []
        let list = hub.list(
            Kind.self, options.filters, sort: options.sorting, expand: expand.map { Kind.Property(rawValue: $0) },
            limit: limit == 0 ? nil : limit)
        if output.format == .quiet {
            // A line as soon as it is known: lists can be long.
            for try await repo in list { output.line(DisplayText.safe(repo.id)) }
            return
        }
        var rows: [JSONValue] = []
        for try await repo in list { rows.append(RepoProperties.json(repo)) }
        let columns =
            expand.isEmpty
            ? Options.columns : [Column("id")] + expand.map { RepoProperties.column(RepoProperties.snakeCase($0)) }
        output.table(columns, rows)
    }
}
