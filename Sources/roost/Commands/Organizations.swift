import ArgumentParser
import HubServer

struct CreateOrg: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make an organization.")

    @OptionGroup var store: StoreOptions

    @Argument(help: "The organization's name, as in repo ids.")
    var name: String

    @Option(help: "The user who becomes its first admin.")
    var owner: String

    @Option(help: "The name to show. (default: the organization's name)")
    var fullName: String?

    @Option(help: "What new repos are unless their creator says: public or private.")
    var defaultVisibility = "public"

    func run() async throws {
        try await store.withServer { server in
            try await server.accounts.createOrg(
                name: name, owner: owner, fullName: fullName, defaultVisibility: defaultVisibility)
            Terminal.print("Made the organization \(name); \(owner) is its admin.")
        }
    }
}

struct AddMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add a user to an organization, or change the role of a member.",
        discussion: """
            read         sees private repos
            contributor  also makes repos, and writes to those
            write        writes to all repos
            admin        also changes settings, moves and deletes repos
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "The organization.")
    var org: String

    @Argument(help: "The user.")
    var user: String

    @Option(help: "read, contributor, write or admin.")
    var role: String

    func run() async throws {
        try await store.withServer { server in
            try await server.accounts.addMember(org: org, user: user, role: role)
            Terminal.print("\(user) is in \(org) with the role \(role).")
        }
    }
}
