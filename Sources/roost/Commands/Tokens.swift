import ArgumentParser
import HubAPI
import HubServer

struct CreateToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a token and print it, and nothing else.",
        discussion: "The hub keeps only a hash: the token can't be shown again.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The user whom the token is for.")
    var user: String

    @Option(help: "read, write or fine-grained.")
    var role = "write"

    @Option(help: "What to call the token.")
    var name: String?

    @Option(help: "How long it holds, such as 30d, 12h, 90m or 3600s. (default: until it is revoked)")
    var expiresIn: String?

    @Option(help: "What a fine-grained token may do: ACCOUNT[/REPO]:read or …:write. Repeat it for more.")
    var scope: [String] = []

    func run() async throws {
        var lifetime: Duration?
        if let expiresIn {
            guard let parsed = Lifetime.parse(expiresIn) else {
                throw CommandFailure(
                    "--expires-in: \"\(expiresIn)\" is not a time such as 30d, 12h, 90m or 3600s")
            }
            lifetime = parsed
        }
        try await store.withServer { [lifetime] server in
            Terminal.print(
                try await server.accounts.createToken(
                    user: user, name: name, role: role, scopes: scope, expiresIn: lifetime))
        }
    }
}

struct ListTokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all tokens, without their secrets.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await store.withServer { server in
            let tokens = try await server.accounts.listTokens()
            if json {
                Terminal.print(json: .array(tokens.map(Self.json)))
            } else {
                Terminal.print(
                    table: ["ID", "USER", "NAME", "ROLE", "CREATED", "EXPIRES", "LAST USED", "REVOKED"],
                    tokens.map { token in
                        [
                            token.id, token.user, token.name, token.role, Terminal.short(token.createdAt),
                            Terminal.short(token.expiresAt), Terminal.short(token.lastUsedAt),
                            Terminal.short(token.revokedAt),
                        ]
                    })
            }
        }
    }

    private static func json(_ token: TokenSummary) -> JSONValue {
        func time(_ time: Timestamp?) -> JSONValue { time.map { .string($0.iso8601) } ?? .null }
        return [
            "id": .string(token.id),
            "user": .string(token.user),
            "name": .string(token.name),
            "role": .string(token.role),
            "scopes": .array(token.scopes.map(JSONValue.string)),
            "createdAt": time(token.createdAt),
            "expiresAt": time(token.expiresAt),
            "lastUsedAt": time(token.lastUsedAt),
            "revokedAt": time(token.revokedAt),
        ]
    }
}

struct RevokeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a token worthless, at once.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The token's id or the beginning of it, as list-tokens shows it; or the token itself.")
    var token: String

    func run() async throws {
        try await store.withServer { server in
            let revoked = try await server.accounts.revokeToken(token)
            Terminal.print("Revoked the token \(revoked.id) (\"\(revoked.name)\") of \(revoked.user).")
        }
    }
}
