import ArgumentParser
import HubServer
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which hub a command is about.
struct StoreOptions: ParsableArguments {
    @Option(help: "The folder with everything the hub keeps. (default: ./roost-data)")
    var data: String?

    @Option(help: "A postgres:// address, instead of SQLite in the data folder.")
    var database: String?

    @Option(help: "The configuration file. (default: roost.yaml, if there is one)")
    var config: String?

    var flags: [Setting: String] {
        var flags: [Setting: String] = [:]
        flags[.data] = data
        flags[.database] = database
        return flags
    }

    /// The configuration with these and a command's further flags above all else.
    func settings(_ further: [Setting: String] = [:]) async throws -> Settings {
        let reader = try await SettingsReader(
            flags: flags.merging(further) { $1 }, environment: ProcessInfo.processInfo.environment,
            file: config)
        return try Settings(reading: reader)
    }

    /// Opens the hub's storage, runs `body`, and closes it again. A server may be running on it.
    func withServer(_ body: (Server) async throws -> Void) async throws {
        let settings = try await settings().checked()
        // What goes wrong becomes the command's own error; the log is for what is worth a warning beside it.
        let logger = Logger(label: "roost") { _ in
            StandardErrorLog(logLevel: max(settings.logLevel, .warning))
        }
        let server = try await Server.open(settings.hub, logger: logger)
        do {
            try await body(server)
        } catch {
            try? await server.close()
            throw error
        }
        try await server.close()
    }
}
