import ArgumentParser
import HubAPI
import HubServer
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct Scrub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read everything large that is stored and compare it with its hashes.",
        discussion: """
            Ends with 1 when something is damaged. A damaged xorb is marked: when a client uploads one of its files \
            again, it is replaced.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await store.withServer { server in
            let progress = ScrubProgress()
            let report = try await server.scrub { done, total in progress.show(done, of: total) }
            progress.clear()
            if json {
                Terminal.print(json: report.json)
            } else {
                Self.print(report)
            }
            guard report.damage.isEmpty else { throw ExitCode.failure }
        }
    }

    private static func print(_ report: ScrubReport) {
        for damage in report.damage {
            Terminal.print("\(damage.kind.rawValue) \(damage.hash): \(damage.problem)")
            for file in damage.files {
                Terminal.print("  hits \(file.repo) \(file.path ?? "(not committed)") (\(file.sha256))")
            }
        }
        let read = "\(report.xorbs) xorbs, \(report.contents) whole contents, \(Terminal.bytes(report.bytes))"
        if report.healed > 0 { Terminal.print("scrub: \(report.healed) xorbs that were damaged are whole again") }
        Terminal.print(
            report.damage.isEmpty
                ? "scrub: nothing wrong (\(read))"
                : "scrub: \(report.damage.count) damaged (\(read)); upload the files named above again")
    }
}

/// How far a scrub is, on standard error if that is a terminal.
private final class ScrubProgress: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1
    private let percent = Mutex<Int64>(-1)

    func show(_ done: Int64, of total: Int64) {
        guard isShown, total > 0 else { return }
        let now = done * 100 / total
        let isNew = percent.withLock { percent in
            defer { percent = now }
            return percent != now
        }
        if isNew { write("\rscrub: \(now) % of \(Terminal.bytes(total))") }
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { Terminal.print(text, to: STDERR_FILENO) }
}
