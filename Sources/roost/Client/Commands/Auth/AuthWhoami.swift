import ArgumentParser
import HubAPI
import HubClient

struct AuthWhoami: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Show whom the hub takes you for.")

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws { try await Self.print(hub, output) }

    static func print(_ hub: Hub, _ output: Output) async throws {
        guard try await hub.token() != nil else { throw HubError.notLoggedIn }
        let account = try await hub.whoami()
        output.object(
            [
                "user": .string(account.name), "full_name": account.fullName.map(JSONValue.string) ?? .null,
                "email": account.email.map(JSONValue.string) ?? .null,
                "orgs": .array(account.organizations.map { .string($0.name) }),
                "token_name": account.token?.name.map(JSONValue.string) ?? .null,
                "token_role": account.token?.role.map(JSONValue.string) ?? .null,
                "endpoint": .string(hub.configuration.endpoint),
            ], id: "user")
    }
}
