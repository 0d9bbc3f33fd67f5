import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite struct OverviewTests {
    private static func addRepo(
        _ name: String, of owner: Account, _ visibility: Visibility, in fixture: AccountsFixture
    ) async throws {
        let base = AccessTableTests.repo(owner: owner.id, creator: owner.id, visibility)
        try await fixture.database.write { db in
            try ReposStore(db).insert(
                Repo(
                    id: Identifier.make(), type: .dataset, ownerID: owner.id, creatorID: owner.id,
                    namespace: owner.name, name: name, visibility: visibility, gated: "false",
                    disabled: false,
                    sdk: nil, version: 1, createdAt: base.createdAt, head: nil, lastModified: base.lastModified,
                    downloads: 0, downloadsAllTime: 0, likes: 0, trendingScore: 0, usedStorage: 0,
                    pipelineTag: nil, libraryName: nil, parameters: nil, factsVersion: 0))
        }
    }

    @Test(arguments: TestDatabase.available)
    func countsHoldOnlyWhatTheCallerMaySee(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            try await service.createUser(name: "bob")
            let alice = try #require(try await service.find("alice"))
            try await Self.addRepo("a", of: alice, .public, in: fixture)
            try await Self.addRepo("b", of: alice, .private, in: fixture)
            try await Self.addRepo("c", of: alice, .private, in: fixture)

            func count(_ user: String, _ role: String, _ scopes: [String] = []) async throws -> Int64? {
                let token = try await service.createToken(user: user, role: role, scopes: scopes)
                let caller = try await service.authenticate(bearer: token).map(Caller.user) ?? .anonymous
                return try await service.userOverview("ALICE", for: caller).repos[.dataset]
            }
            #expect(try await service.userOverview("alice", for: .anonymous).repos == [.dataset: 1])
            #expect(try await count("bob", "write") == 1)
            #expect(try await count("alice", "read") == 3)
            #expect(try await count("alice", "fine-grained", ["bob:write"]) == 1)
            #expect(try await count("alice", "fine-grained", ["alice/b:read"]) == 2)
            #expect(try await count("alice", "fine-grained", ["alice:read"]) == 3)
        }
    }

    @Test(arguments: TestDatabase.available)
    func strangersAreNotFound(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            try await fixture.service.createOrg(name: "acme", owner: "alice")
            for name in ["nobody", "acme"] {
                await #expect(throws: HubFailure.self) {
                    try await fixture.service.userOverview(name, for: .anonymous)
                }
            }
            await #expect(throws: HubFailure.self) {
                try await fixture.service.orgOverview("alice", for: .anonymous)
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func membersComeInPages(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            try await service.createOrg(name: "acme", owner: "alice")
            for number in 0..<7 {
                try await service.createUser(name: "user\(number)")
                try await service.addMember(org: "acme", user: "user\(number)", role: "read")
            }
            #expect(try await service.orgOverview("Acme", for: .anonymous).memberCount == 8)
            var names: [String] = []
            var after: Int64? = 0
            var pages = 0
            while let start = after {
                let page = try await service.members(of: "acme", after: start, limit: 4, for: .anonymous)
                #expect(!page.showsRoles)
                names += page.members.map(\.account.name)
                after = page.next
                pages += 1
            }
            #expect(pages == 2)
            #expect(Set(names).count == 8)
        }
    }

    @Test(arguments: TestDatabase.available)
    func whoAmI(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let service = fixture.service
            try await service.createOrg(name: "acme", owner: "alice", fullName: "Acme Inc.")
            let token = try await service.createToken(
                user: "alice", name: "ci", role: "fine-grained", scopes: ["acme/x:write"])
            let user = try #require(try await service.authenticate(bearer: token))
            let answer = AccountAnswers.whoAmI(user, baseURL: "http://hub.test")
            #expect(answer["type"] == "user")
            #expect(answer["name"] == "alice")
            #expect(answer["email"] == "alice@example.org")
            #expect(answer["id"]?.string?.count == 24)
            #expect(answer["orgs"]?.array?.first?["roleInOrg"] == "admin")
            #expect(answer["orgs"]?.array?.first?["id"]?.string?.count == 24)
            #expect(answer["avatarUrl"] == "http://hub.test/-/assets/avatar.svg")
            let shown = answer["auth"]?["accessToken"]
            #expect(shown?["displayName"] == "ci")
            #expect(shown?["role"] == "fineGrained")
            let scoped = shown?["fineGrained"]?["scoped"]?.array?.first
            #expect(scoped?["entity"]?["name"] == "acme/x")
            #expect(!answer.text.contains(token))
        }
    }
}
