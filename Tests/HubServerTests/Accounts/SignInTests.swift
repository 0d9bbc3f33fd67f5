import HTTPTypes
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite struct SignInTests {
    @Test(arguments: TestDatabase.available)
    func aTokenYieldsItsUserWithMemberships(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            try await fixture.service.createOrg(name: "Acme", owner: "ALICE", fullName: "Acme Inc.")
            let token = try await fixture.service.createToken(user: "Alice", name: "laptop", role: "read")
            let user = try #require(try await fixture.service.authenticate(bearer: token))
            #expect(user.account.name == "alice")
            #expect(user.memberships.map(\.orgName) == ["Acme"])
            #expect(user.memberships.map(\.role) == [.admin])
            #expect(user.grant.role == .read)
            #expect(user.grant.name == "laptop")
            #expect(try await fixture.service.authenticate(bearer: "") == nil)
        }
    }

    @Test(arguments: TestDatabase.available)
    func badTokensAreToldApart(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let token = try await fixture.service.createToken(user: "alice", expiresIn: .seconds(3600))
            #expect(await fixture.reason(token) == nil)
            #expect(await fixture.reason("nonsense") == "This is not a token of this hub")
            #expect(await fixture.reason(String(token.dropLast()) + "!") == "This is not a token of this hub")
            let typo = String(token.dropLast()) + (token.hasSuffix("x") ? "y" : "x")
            #expect(await fixture.reason(typo)?.contains("mistyped") == true)
            #expect(await fixture.reason(AccessToken().text) == "This hub does not know the token")

            try await fixture.execute("UPDATE tokens SET expires_at = 1000")
            #expect(await fixture.reason(token) == "The token expired at 1970-01-01T00:00:01.000Z")
            try await fixture.execute("UPDATE tokens SET expires_at = NULL")
            try await fixture.execute("UPDATE accounts SET disabled = 1")
            #expect(await fixture.reason(token) == "The account is disabled")
            try await fixture.execute("UPDATE accounts SET disabled = 0")
            try await fixture.service.revokeToken(token)
            #expect(await fixture.reason(token) == "The token was revoked")
        }
    }

    @Test(arguments: TestDatabase.available)
    func usesAreWrittenLater(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let token = try await fixture.service.createToken(user: "alice")
            _ = try await fixture.service.authenticate(bearer: token)
            #expect(try await fixture.service.listTokens().map(\.lastUsedAt) == [nil])
            try await fixture.service.close()
            let used = try #require(try await fixture.service.listTokens().first?.lastUsedAt)
            #expect(abs(used.milliseconds - Timestamp.now.milliseconds) < 60_000)
        }
    }

    @Test(.timeLimit(.minutes(20)), arguments: TestDatabase.available)
    func usesAreWrittenByTheTimer(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let token = try await fixture.service.createToken(user: "alice")
            let row = try #require(
                try await fixture.database.read { db in
                    try AccessToken(token).flatMap { try AccountsStore(db).token(hash: $0.hash) }
                })
            let uses = TokenUses(database: fixture.database, interval: .milliseconds(20))
            await uses.record(row.grant.tokenID, at: 5)
            // The last time stays, whether the one before it was written or not.
            await uses.record(row.grant.tokenID, at: 7)
            var used: Timestamp?
            while used != Timestamp(milliseconds: 7) {
                try await Task.sleep(for: .milliseconds(10))
                used = try await fixture.service.listTokens().first?.lastUsedAt
            }
        }
    }
}
