import ArgumentParser
import HubServer

struct Fsck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that everything stored is whole and consistent.",
        discussion: "Changes nothing. Ends with 1 when something is wrong.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Also read all content and compare it with its hash.")
    var deep = false

    func run() async throws {
        try await store.withServer { server in
            let summary = try await server.fsck(deep: deep, report: { Terminal.print($0) })
            guard summary.problems == 0 else {
                Terminal.print("fsck: \(summary.problems) problems (\(summary.description))")
                throw ExitCode.failure
            }
            Terminal.print("fsck: nothing wrong (\(summary.description))")
        }
    }
}
