import ArgumentParser
import HubAPI
import HubClient

/// What the two lists of refs share.
struct RefListArguments: ParsableArguments {
    @Argument(help: "The repo, or an hf:// URI.")
    var repoID: String

    @OptionGroup var typeOption: TypeOption

    func refs(_ hub: Hub) async throws(HubError) -> GitRefs {
        let target = try RepoTarget(repoID, type: typeOption.type, revision: nil, on: hub).withoutPath()
        switch hub.repo(RepoReference(type: target.type, id: target.id)) {
        case .model(let repo): return try await repo.refs()
        case .dataset(let repo): return try await repo.refs()
        case .space(let repo): return try await repo.refs()
        }
    }

    static func print(_ refs: [GitRef], _ output: Output) {
        output.table(
            [Column("name"), Column("target_commit", .commit), Column("ref")],
            refs.map { ref in
                [
                    "name": .string(ref.name), "target_commit": .string(ref.targetCommit), "ref": .string(ref.ref),
                ]
            })
    }
}

struct TagList: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tags of a repo.", aliases: ["ls"])

    @OptionGroup var arguments: RefListArguments
    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        RefListArguments.print(try await arguments.refs(hub).tags, output)
    }
}

struct BranchList: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the branches of a repo, and what the hub converted it to.",
        aliases: ["ls"])

    @OptionGroup var arguments: RefListArguments
    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let refs = try await arguments.refs(hub)
        RefListArguments.print(refs.branches + refs.converts, output)
    }
}
