import ArgumentParser
import HubAPI
import HubServer

struct CreateAlias: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let an id, such as an old bare name, lead to a repo.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The further id, such as gpt2.")
    var oldID: String

    @Argument(help: "The repo it leads to.")
    var repoID: String

    @Option(help: "model, dataset or space.")
    var type = "model"

    func run() async throws {
        guard let type = RepoType(rawValue: type) else {
            throw CommandFailure("--type: \"\(type)\" is not model, dataset or space")
        }
        try await store.withServer { server in
            try await server.repos.createAlias(oldID, to: repoID, type: type)
            Terminal.print("\(oldID) leads to the \(type.rawValue) \(repoID).")
        }
    }
}
