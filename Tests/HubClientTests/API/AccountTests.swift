import HubAPI
import HubClient
import Testing

@Suite struct AccountTests {
    @Test func `An account is read with its organizations and its token`() async throws {
        let transport = TableTransport([
            "GET /api/whoami-v2": .json(
                """
                {"type":"user","id":"65a","name":"ada","fullname":"Ada L","email":"ada@example.org",
                "emailVerified":true,"canPay":false,"isPro":true,"avatarUrl":"/a.svg","orgs":[{"type":"org","id":"1",
                "name":"engines","fullname":"Engines","roleInOrg":"admin","isEnterprise":false,"plan":"team"}],
                "auth":{"type":"access_token","accessToken":{"displayName":"laptop","role":"fineGrained",
                "createdAt":"2026-01-02T03:04:05.000Z","fineGrained":{"global":[]}}}}
                """)
        ])
        let account = try await Hub.answering(transport).whoami()
        #expect(account.name == "ada")
        #expect(account.type == "user")
        #expect(account.id == "65a")
        #expect(account.fullName == "Ada L")
        #expect(account.email == "ada@example.org")
        #expect(account.isEmailVerified == true)
        #expect(account.isPro == true)
        #expect(account.organizations.map(\.name) == ["engines"])
        #expect(account.organizations.first?.role == "admin")
        #expect(account.organizations.first?.plan == "team")
        #expect(account.token?.name == "laptop")
        #expect(account.token?.role == "fineGrained")
        #expect(account.token?.createdAt?.iso8601 == "2026-01-02T03:04:05.000Z")
        #expect(account.token?.permissions == ["global": []])
    }

    @Test func `A bad token is an error`() async throws {
        let transport = TableTransport(["GET /api/whoami-v2": .error(401)])
        let error = await #expect(throws: HubError.self) { try await Hub.answering(transport).whoami() }
        #expect(error?.kind == .unauthorized)
    }

    @Test func `Users and organizations are read`() async throws {
        let transport = TableTransport([
            "GET /api/users/ada/overview": .json(
                """
                {"user":"ada","fullname":"Ada","isPro":false,"numModels":3,"numLikes":9,"type":"user",
                "orgs":[{"name":"engines","fullname":"Engines"}],"createdAt":"2026-01-02T03:04:05.000Z"}
                """),
            "GET /api/organizations/engines/overview": .json(
                #"{"name":"engines","fullname":"Engines","isVerified":true,"numUsers":4,"plan":"team"}"#),
            "GET /api/organizations/engines/members": .json(
                #"[{"user":"ada","fullname":"Ada","role":"admin"}]"#,
                link: #"<http://hub.test/api/organizations/engines/members?cursor=x>; rel="next""#),
            "GET /api/organizations/engines/members?cursor=x": .json(#"[{"user":"bob"}]"#),
            "GET /api/users/none/overview": .error(404),
            "GET /api/users/ada/likes": .json(
                #"[{"createdAt":"2026-01-02T03:04:05.000Z","repo":{"name":"a/b","type":"dataset"}}]"#),
            "GET /api/models/a/b/likers": .json(#"[{"user":"ada"}]"#),
            "GET /api/settings/repositories": .json(
                """
                [{"id":"ada/x","type":"model","updatedAt":"2026-01-02T03:04:05.000Z","visibility":"private",
                "storage":12,"storagePercent":0.5}]
                """),
            "GET /api/organizations/engines/settings/repositories": .json("[]"),
        ])
        let hub = Hub.answering(transport)
        let user = try await hub.user("ada")
        #expect(user.name == "ada")
        #expect(user.models == 3)
        #expect(user.likes == 9)
        #expect(user.organizations.map(\.name) == ["engines"])
        #expect(user.createdAt?.iso8601 == "2026-01-02T03:04:05.000Z")
        let organization = try await hub.organization("engines")
        #expect(organization.fullName == "Engines")
        #expect(organization.isVerified == true)
        #expect(organization.members == 4)
        #expect(organization.plan == "team")
        let members = try await hub.members(of: "engines").collect()
        #expect(members.map(\.name) == ["ada", "bob"])
        #expect(members.map(\.role) == ["admin", nil])
        let missing = await #expect(throws: HubError.self) { try await hub.user("none") }
        #expect(missing?.kind == .notFound)
        let likes = try await hub.likes(of: "ada").collect()
        #expect(likes.map(\.repo) == ["a/b"])
        #expect(likes.map(\.type) == ["dataset"])
        #expect(try await hub.model("a/b").likers().collect().map(\.name) == ["ada"])
        let own = try await hub.ownRepos().collect()
        #expect(own.map(\.id) == ["ada/x"])
        #expect(own.map(\.storage) == [12])
        #expect(own.map(\.storagePercent) == [0.5])
        #expect(try await hub.ownRepos(of: "engines").collect().isEmpty)
    }

    @Test func `A name can't lead to another address`() async throws {
        let transport = TableTransport(["GET /api/users/..%2Fadmin%3F/overview": .json(#"{"user":"x"}"#)])
        #expect(try await Hub.answering(transport).user("../admin?").name == "x")
    }
}
