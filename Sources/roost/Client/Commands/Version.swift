import ArgumentParser
import HubAPI

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the version.")

    @OptionGroup var format: FormatOptions

    func run() {
        let version = RoostVersion.current
        Output(format).result(["version": .string(version)], id: "version", forPeople: [version])
    }
}
