import ArgumentParser
import HubClient

/// A command that asks a hub, or works on the cache of one.
protocol HubCommand: AsyncParsableCommand {
    var hubOptions: HubOptions { get }
    var format: FormatOptions { get }
    /// Says what the command's own options mean for the client.
    func configure(_ configuration: inout HubConfiguration)
    func run(_ hub: Hub, _ output: Output) async throws
}

extension HubCommand {
    func configure(_ configuration: inout HubConfiguration) {}

    mutating func run() async throws {
        Signals.cancelTheCommand()
        let output = Output(format)
        var configuration = try hubOptions.configuration()
        configure(&configuration)
        let hub = Hub(configuration, logger: RequestLog.logger)
        do {
            try await run(hub, output)
        } catch {
            await hub.shutdown()
            throw error
        }
        await hub.shutdown()
    }
}
