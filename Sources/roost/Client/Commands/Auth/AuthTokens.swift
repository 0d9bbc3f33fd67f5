import ArgumentParser
import HubAPI
import HubClient

struct AuthLogout: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget one stored token, or all.",
        discussion: "git forgets them, too, if it has one. On the hub they stay valid: revoke them there.")

    @Option(help: "The name of the token. (default: all)")
    var tokenName: String?

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let stored = try hub.tokens.list()
        let names = tokenName.map { [$0] } ?? stored.map(\.name)
        let wasLoggedIn = try hub.tokens.activeToken() != nil || !names.isEmpty
        guard wasLoggedIn else { throw HubError.notLoggedIn }
        try await hub.logout(tokenName)
        if tokenName == nil {
            GitCredential.reject(endpoint: hub.configuration.endpoint)
        } else if let token = stored.first(where: { $0.name == tokenName })?.token {
            GitCredential.reject(token: token, endpoint: hub.configuration.endpoint)
        }
        output.result(
            ["removed": .array(names.map(JSONValue.string))], id: "removed",
            forPeople: [tokenName.map { "Forgot the token \"\($0)\"." } ?? "Forgot all tokens."])
        noteTokenInEnvironment(output)
    }
}

struct AuthList: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the stored tokens.", aliases: ["ls"])

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let active = try hub.tokens.activeName()
        output.table(
            [Column("name"), Column("token"), Column("active", .flag), Column("expires_at", .time)],
            try hub.tokens.list().map { token in
                [
                    "name": .string(token.name), "token": .string(Self.masked(token.token)),
                    "active": .bool(token.name == active),
                    "expires_at": token.expiresAt.map { .string($0.iso8601) } ?? .null,
                ]
            })
        noteTokenInEnvironment(output)
    }

    /// Its two ends, by which its owner knows it.
    private static func masked(_ token: String) -> String {
        token.count < 16 ? "****" : "\(token.prefix(3))****\(token.suffix(4))"
    }
}

struct AuthSwitch: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch", abstract: "Use another of the stored tokens.")

    @Option(help: "The name of the token. (default: asks)")
    var tokenName: String?

    @Flag(inversion: .prefixedNo, help: "Give the token to git's credential helper, too.")
    var addToGitCredential = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let name = try tokenName ?? choose(hub, output)
        try await hub.tokens.activate(name)
        if addToGitCredential, let token = try hub.tokens.activeToken() {
            try GitCredential.approve(token: token, endpoint: hub.configuration.endpoint)
        }
        output.result(
            ["token_name": .string(name)], id: "token_name",
            forPeople: ["Now the token \"\(DisplayText.safe(name))\" is used."])
        noteTokenInEnvironment(output)
    }

    private func choose(_ hub: Hub, _ output: Output) throws -> String {
        let names = try hub.tokens.list().map(\.name)
        guard !names.isEmpty else { throw HubError.notLoggedIn }
        guard output.isForPeople, TerminalFacts.input else {
            throw HubError(
                .invalidInput, "nobody can be asked which token to use", suggestion: "Name one with --token-name.")
        }
        for (number, name) in names.enumerated() { output.note("\(number + 1)  \(name)") }
        guard let answer = Prompt.ask("Which one? "), let number = Int(answer), names.indices.contains(number - 1)
        else { throw HubError(.invalidInput, "that is none of the numbers 1 to \(names.count)") }
        return names[number - 1]
    }
}

struct AuthToken: HubCommand {
    static let configuration = CommandConfiguration(commandName: "token", abstract: "Print the token that is used.")

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        guard let token = try await hub.token() else { throw HubError.notLoggedIn }
        output.result(["token": .string(token)], id: "token", forPeople: [token])
    }
}
