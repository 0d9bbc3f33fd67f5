import ArgumentParser
import HubClient

struct ReposGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repos", abstract: "List repos of an account, and branches and tags of a repo.",
        subcommands: [ReposList.self, BranchGroup.self, TagGroup.self])
}

struct BranchGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branch", abstract: "The branches of a repo.", subcommands: [BranchList.self])
}

struct TagGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "The tags of a repo.", subcommands: [TagList.self])
}
