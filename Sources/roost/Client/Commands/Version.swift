import ArgumentParser
import HubAPI

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the version.")

    @OptionGroup var format: FormatOptions

    func run() {
        Output(format).result(["version": .string(Roost.version)], id: "version", forPeople: [Roost.version])
    }
}
