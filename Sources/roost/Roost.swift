import ArgumentParser

@main
struct Roost: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "roost",
        abstract: "A Hugging Face Hub of your own.",
        version: version,
        subcommands: [Serve.self, Admin.self, Version.self])

    /// Errors begin as most commands' do, in lower case.
    static var _errorLabel: String { "error" }
}

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the version.")

    func run() { print(Roost.version) }
}
