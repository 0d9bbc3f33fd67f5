import ArgumentParser
import HubAPI
import HubServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct CreateUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a user.",
        discussion: "Without a password, the user can sign in with tokens only.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The user's name, as in repo ids.")
    var name: String

    @Option(help: "The name to show. (default: the user's name)")
    var fullName: String?

    @Option(help: "The user's email address.")
    var email: String?

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Flag(help: "May do everything, in all repos.")
    var admin = false

    func run() async throws {
        let password = try readPassword()
        try await store.withServer { server in
            let user = try await server.accounts.createUser(
                name: name, fullName: fullName, email: email, password: password, isAdmin: admin)
            Terminal.print(
                "Made the user \(user.name)\(user.hasPassword ? "" : ", without a password")\(admin ? ", an admin" : "")."
            )
        }
    }

    private func readPassword() throws -> String? {
        if passwordStdin {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw CommandFailure("--password-stdin found no password on standard input")
            }
            return line
        }
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        guard let first = Self.ask("Password for \(name) (empty for none): "), !first.isEmpty else {
            return nil
        }
        guard Self.ask("Once more: ") == first else { throw CommandFailure("the two passwords differ") }
        return first
    }

    /// Asks on the terminal without showing what is typed.
    private static func ask(_ prompt: String) -> String? {
        guard let answer = getpass(prompt) else { return nil }
        defer { memset(answer, 0, strlen(answer)) }
        return String(cString: answer)
    }
}

struct ListUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all users.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await store.withServer { server in
            let users = try await server.accounts.listUsers()
            if json {
                Terminal.print(json: .array(users.map(Self.json)))
            } else {
                Terminal.print(
                    table: [
                        "NAME", "FULL NAME", "EMAIL", "ADMIN", "PASSWORD", "DISABLED", "CREATED",
                        "ORGANIZATIONS",
                    ],
                    users.map { user in
                        [
                            user.name, user.fullName, user.email ?? "-", user.isAdmin ? "yes" : "no",
                            user.hasPassword ? "yes" : "no", user.isDisabled ? "yes" : "no",
                            Terminal.short(user.createdAt),
                            user.organizations.map { "\($0.name) (\($0.role))" }.joined(separator: ", "),
                        ]
                    })
            }
        }
    }

    private static func json(_ user: AccountSummary) -> JSONValue {
        [
            "name": .string(user.name),
            "fullName": .string(user.fullName),
            "email": user.email.map(JSONValue.string) ?? .null,
            "admin": .bool(user.isAdmin),
            "password": .bool(user.hasPassword),
            "disabled": .bool(user.isDisabled),
            "createdAt": .string(user.createdAt.iso8601),
            "organizations": .array(
                user.organizations.map { ["name": .string($0.name), "role": .string($0.role)] }),
        ]
    }
}
