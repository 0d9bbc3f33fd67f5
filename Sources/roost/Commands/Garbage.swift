import ArgumentParser
import HubAPI
import HubServer

struct CollectGarbage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove what nothing refers to any more.",
        discussion: """
            The server does this once a day by itself. Bytes go in two steps: a run dooms those that nothing needs, and \
            the next one that comes at least an hour later removes them.
            With a grace below 21 days, clients are made to forget what they know of the hub's storage.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "How many days uploads that no commit names stay.")
    var grace: Double?

    @Flag(help: "Change nothing, and tell what would go.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var policy = GarbagePolicy()
        if let grace {
            guard grace >= 0, grace <= 36_500 else {
                throw CommandFailure("--grace: \"\(grace)\" is not a number of days from 0 to 36500")
            }
            policy = GarbagePolicy(grace: .seconds(grace * 24 * 3600))
        }
        try await store.withServer { [policy] server in
            let report = try await server.collectGarbage(policy, isDryRun: dryRun)
            if json { return Terminal.print(json: report.json) }
            Self.print(report, isDryRun: dryRun)
        }
    }

    private static func print(_ report: GarbageReport, isDryRun: Bool) {
        Terminal.print(
            table: [isDryRun ? "WOULD GO" : "GONE", "COUNT", "BYTES"],
            [
                ["large files that no commit has", String(report.bindings), "-"],
                ["uploads that were not committed", String(report.registrations), "-"],
                ["Xet files", String(report.files), "-"],
                ["xorbs of an account", String(report.links), "-"],
                ["xorbs", String(report.xorbs), "-"],
                ["whole contents", String(report.contents), "-"],
                ["objects of no row", String(report.orphans), "-"],
                ["in all", "", Terminal.bytes(report.freedBytes)],
                [
                    "doomed: a run in an hour or later removes them", String(report.doomed),
                    Terminal.bytes(report.doomedBytes),
                ],
            ])
        if report.unreadableRepos > 0 {
            Terminal.print(
                "note: the history of \(report.unreadableRepos) repos can't be read, and nothing was taken from them: "
                    + "run roost admin fsck")
        }
    }
}
