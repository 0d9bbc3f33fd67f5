import ArgumentParser

/// Administration of a hub's storage; a server may be running on it or not.
struct Admin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Administer a hub, whether it runs or not.",
        subcommands: [
            CreateUser.self, ListUsers.self, CreateOrg.self, AddMember.self,
            CreateToken.self, ListTokens.self, RevokeToken.self, CreateAlias.self, Fsck.self,
            CollectGarbage.self, Scrub.self,
        ])
}
