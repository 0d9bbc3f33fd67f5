import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite struct AccountRulesTests {
    @Test(
        arguments: [
            "", "a b", "-a", "a-", ".a", "a.", "a--b", "a..b", "a/b", "ä", "x.git", "a\nb", "a\0",
            String(repeating: "a", count: 97),
        ])
    func namesThatCantBe(_ name: String) async throws {
        try await AccountsFixture.run(.sqlite, alice: false) { fixture in
            #expect(await refusal { try await fixture.service.createUser(name: name) } == .invalidName)
        }
    }

    @Test(arguments: [
        "api", "Datasets", "SPACES", "models", "admin", "resolve", "settings", "openapi.json", "join",
    ])
    func reservedNames(_ name: String) async throws {
        try await AccountsFixture.run(.sqlite) { fixture in
            #expect(await refusal { try await fixture.service.createUser(name: name) } == .reservedName)
            #expect(
                await refusal { try await fixture.service.createOrg(name: name, owner: "alice") }
                    == .reservedName)
        }
    }

    @Test(arguments: TestDatabase.available)
    func usersAndOrganizationsShareOneNamespace(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            try await service.createOrg(name: "Acme", owner: "alice")
            #expect(await refusal { try await service.createUser(name: "ALICE") } == .nameTaken)
            #expect(await refusal { try await service.createUser(name: "acme") } == .nameTaken)
            #expect(
                await refusal { try await service.createOrg(name: "Alice", owner: "alice") } == .nameTaken)
            #expect(try await service.find("aCmE")?.name == "Acme")
        }
    }

    @Test(arguments: TestDatabase.available)
    func values(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            #expect(
                await refusal { try await service.createUser(name: "b", password: "short") } == .weakPassword)
            #expect(await refusal { try await service.createUser(name: "b", email: "b") } == .invalidValue)
            #expect(
                await refusal { try await service.createUser(name: "b", fullName: "a\u{1B}[1m") }
                    == .invalidValue)
            #expect(
                await refusal { try await service.createOrg(name: "o", owner: "nobody") } == .unknownAccount)
            #expect(
                await refusal {
                    try await service.createOrg(name: "o", owner: "alice", defaultVisibility: "secret")
                } == .invalidValue)
            let made = [try await service.find("o"), try await service.find("b")]
            #expect(made == [nil, nil])
        }
    }

    @Test(arguments: TestDatabase.available)
    func anOrganizationKeepsAnAdmin(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            try await service.createUser(name: "bob")
            try await service.createOrg(name: "acme", owner: "alice", defaultVisibility: "private")
            #expect(try await service.find("acme")?.defaultVisibility == .private)
            #expect(
                await refusal { try await service.addMember(org: "acme", user: "alice", role: "write") }
                    == .lastAdmin)
            #expect(
                await refusal { try await service.addMember(org: "acme", user: "bob", role: "owner") }
                    == .invalidValue)
            #expect(
                await refusal { try await service.addMember(org: "alice", user: "bob", role: "read") }
                    == .wrongKind)
            #expect(
                await refusal { try await service.addMember(org: "acme", user: "acme", role: "read") }
                    == .wrongKind)
            try await service.addMember(org: "acme", user: "bob", role: "admin")
            try await service.addMember(org: "acme", user: "alice", role: "write")
            let users = try await service.listUsers()
            #expect(users.map(\.name) == ["alice", "bob"])
            #expect(users.flatMap { $0.organizations.map(\.role) } == ["write", "admin"])
        }
    }

    @Test(arguments: TestDatabase.available)
    func tokens(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            func refused(_ role: String, _ scopes: [String] = [], _ life: Duration? = nil) async
                -> AccountsError.Code?
            {
                await refusal {
                    _ = try await service.createToken(
                        user: "alice", role: role, scopes: scopes, expiresIn: life)
                }
            }
            #expect(await refused("owner") == .invalidValue)
            #expect(await refused("fine-grained") == .invalidValue)
            #expect(await refused("write", ["alice:read"]) == .invalidValue)
            #expect(await refused("fine-grained", ["alice"]) == .invalidValue)
            #expect(await refused("fine-grained", ["alice:own"]) == .invalidValue)
            #expect(await refused("fine-grained", ["a/b/c:read"]) == .invalidValue)
            #expect(await refused("fine-grained", ["nobody/x:read"]) == .unknownAccount)
            #expect(await refused("read", [], .zero) == .invalidValue)
            #expect(try await service.listTokens().isEmpty)

            let first = try await service.createToken(
                user: "alice", name: "ci", role: "fine-grained", scopes: ["alice/x:write", "alice:read"],
                expiresIn: .seconds(60))
            _ = try await service.createToken(user: "alice")
            let listed = try await service.listTokens()
            #expect(listed.map(\.role) == ["fine-grained", "write"])
            #expect(listed[0].scopes == ["alice/x:write", "alice:read"])
            let life = (listed[0].expiresAt?.milliseconds ?? 0) - listed[0].createdAt.milliseconds
            #expect(life == 60_000)
            #expect(await refusal { try await service.revokeToken("zzz") } == .unknownToken)
            #expect(await refusal { try await service.revokeToken("0") } == .ambiguousToken)
            #expect(await refusal { try await service.revokeToken(AccessToken().text) } == .unknownToken)
            #expect(try await service.revokeToken(listed[1].id.uppercased()).id == listed[1].id)
            #expect(try await service.revokeToken(first).name == "ci")
            #expect(try await service.listTokens().allSatisfy { $0.revokedAt != nil })
        }
    }

    @Test(arguments: TestDatabase.available)
    func theFirstAdminIsMadeOnce(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database, alice: false) { fixture in
            // Two servers on one database.
            let other = AccountsService(database: fixture.database)
            async let left = fixture.service.bootstrapAdmin()
            async let right = other.bootstrapAdmin()
            let made = try await [left, right].compactMap(\.self)
            #expect(made.count == 1)
            let admin = try #require(made.first)
            #expect(admin.user == "admin")
            let byToken = try #require(try await other.authenticate(bearer: admin.token))
            #expect(byToken.account.isAdmin)
            #expect(byToken.grant.role == .write)
            let row = try await fixture.database.read { try $0.row("SELECT password_hash FROM accounts") }
            #expect(try Password.verify(admin.password, against: try row?.text("password_hash")))
            #expect(try await other.bootstrapAdmin() == nil)
            #expect(try await other.listUsers().count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func noFirstAdminBesideOthers(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let admin = try await fixture.service.bootstrapAdmin()
            #expect(admin?.user == nil)
        }
    }
}
