import ArgumentParser
import HubAPI
import HubClient

struct AuthLogin: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in to the hub, and keep the token.",
        discussion: """
            With --token the token is checked and kept. Without, it asks: in the browser where the hub offers that, \
            else for a token to paste, which is not shown. A token can also come through standard input.
            """)

    @Flag(inversion: .prefixedNo, help: "Give the token to git's credential helper, too.")
    var addToGitCredential = false

    @Flag(inversion: .prefixedNo, help: "Log in anew, also when there is a token already.")
    var force = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        if hubOptions.token == nil, !force, try hub.tokens.activeToken() != nil {
            output.note("You are logged in already; --force logs in anew.")
            if !output.isForPeople { try await AuthWhoami.print(hub, output) }
            return
        }
        // A token that is there already must not be sent where a new one is asked for.
        let login = try await login(hub, output)
        if addToGitCredential, let token = try hub.tokens.activeToken() {
            try GitCredential.approve(token: token, endpoint: hub.configuration.endpoint)
        }
        output.result(
            [
                "user": .string(login.user), "token_name": .string(login.tokenName),
                "role": login.role.map(JSONValue.string) ?? .null, "endpoint": .string(hub.configuration.endpoint),
            ], id: "user",
            forPeople: ["Logged in as \(login.user); the token is kept as \"\(DisplayText.safe(login.tokenName))\"."])
        noteTokenInEnvironment(output)
    }

    private func login(_ hub: Hub, _ output: Output) async throws -> Login {
        if let token = hubOptions.token { return try await hub.login(token: token) }
        guard TerminalFacts.input else {
            guard let token = readLine(strippingNewline: true), !token.isEmpty else {
                throw HubError(
                    .invalidInput, "nobody can be asked for a token",
                    suggestion: "Give one with --token, or through standard input.")
            }
            return try await hub.login(token: token)
        }
        do {
            return try await hub.login { code in Self.show(code) }
        } catch {
            guard error.kind == .notSupported else { throw error }
            if error.serverMessage != nil { output.note("\(error.message). \(error.suggestion ?? "")") }
        }
        output.note("Make a token on \(hub.configuration.endpoint)/settings/tokens, and paste it here.")
        guard let token = Prompt.askSecret("Token (it is not shown): "), !token.isEmpty else {
            throw HubError(.invalidInput, "no token was given")
        }
        return try await hub.login(token: token)
    }

    /// Also when quiet: without it nobody can log in.
    private static func show(_ code: DeviceCode) {
        Notes.write("open", .plain, code.completeAddress)
        Notes.write("code", .plain, code.userCode)
    }
}
