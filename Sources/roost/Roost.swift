import ArgumentParser
import HubAPI

@main
struct Roost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roost",
        abstract: "A Hugging Face Hub of your own, and a client for any Hub.",
        version: RoostVersion.current,
        subcommands: [Serve.self, Admin.self] + clientCommands)

    /// Errors begin as most commands' do, in lower case.
    static var _errorLabel: String { "error" }

    static func main() async { await Program.main(Roost.self) }
}
