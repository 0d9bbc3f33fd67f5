import ArgumentParser
import HubServer
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a hub.",
        discussion: """
            Every option can also be set as ROOST_… in the environment (ROOST_BASE_URL) or in roost.yaml
            (base-url: …). Options come before the environment, the environment before the file.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on, or 0 for any free one. (default: 8080)")
    var port: String?

    @Option(help: "The address by which others reach the hub. (default: as each request says)")
    var baseURL: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    @Flag(help: "Print the effective configuration and what is wrong with it, and end.")
    var check = false

    func run() async throws {
        var flags: [Setting: String] = [:]
        flags[.host] = host
        flags[.port] = port
        flags[.baseURL] = baseURL
        flags[.logLevel] = logLevel
        let settings = try await store.settings(flags)
        if check {
            try ConfigurationReport(settings).print()
        } else {
            try await serve(try settings.checked())
        }
    }

    private func serve(_ settings: Settings) async throws {
        let level = settings.logLevel
        LoggingSystem.bootstrap { _ in StandardErrorLog(logLevel: level) }
        let logger = Logger(label: "roost")
        let server = try await Server.open(settings.hub, logger: logger)
        do {
            if let admin = try await server.accounts.bootstrapAdmin() {
                Terminal.print(
                    """
                    This is the hub's first start. Keep these, they are shown only once:
                      admin user:     \(admin.user)
                      admin password: \(admin.password)
                      admin token:    \(admin.token)
                    """)
            }
            try await server.run(onListening: { url in Terminal.print("Roost is listening on \(url)") })
        } catch {
            try? await server.close()
            throw Self.explained(error, settings.hub)
        }
        try await server.close()
    }

    /// The usual reasons why a server can't listen, in words that say what to do.
    private static func explained(_ error: any Error, _ hub: HubConfiguration) -> any Error {
        let text = String(describing: error)
        let place = "\(hub.host):\(hub.port)"
        if text.contains("Address already in use") {
            return CommandFailure(
                "\(place) is in use already: stop what listens there, or choose another --port")
        }
        if text.contains("Cannot assign requested address") || text.contains("Can't assign requested address") {
            return CommandFailure("can't listen on \(place): \(hub.host) is not an address of this machine")
        }
        if hub.port > 0, hub.port < 1024, text.contains("Permission denied") {
            return CommandFailure("can't listen on \(place): ports below 1024 need a privilege")
        }
        return error
    }
}

/// An error that is told in one sentence.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
