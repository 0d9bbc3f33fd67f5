import HubAPI
import Testing

@testable import HubServer

@Suite struct RepoCreationTests {
    @Test(arguments: TestDatabase.available)
    func allTypes(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            for (type, prefix) in [("model", ""), ("dataset", "datasets/"), ("space", "spaces/")] {
                var body: [JSONMember] = [JSONMember("name", "thing"), JSONMember("type", .string(type))]
                if type == "space" { body.append(JSONMember("sdk", "gradio")) }
                let reply = try await hub.post("/api/repos/create", .object(body), as: "ann").expect(200)
                #expect(reply.json["url"]?.string == "\(hub.baseURL)/\(prefix)ann/thing")
                let info = try await hub.get("/api/\(type)s/ann/thing").expect(200).json
                #expect(info["id"] == "ann/thing" && info["private"] == false && info["author"] == "ann")
                #expect((info["sdk"] == "gradio") == (type == "space"))
                #expect(
                    info["siblings"]?.column("rfilename")
                        == [".gitattributes"] + (type == "space" ? ["README.md"] : []))
                let commits = try await hub.items("/api/\(type)s/ann/thing/commits/main")
                #expect(commits.map { $0["title"]?.string } == ["initial commit"])
                // The name is taken for this type, in any case; the client reads the address from the refusal.
                for name in ["thing", "THING", "ann/thing"] {
                    let again = try await hub.post(
                        "/api/repos/create", .object([JSONMember("name", .string(name))] + body.dropFirst()), as: "ann")
                    again.expectError(409, .repoAlreadyExists)
                    #expect(again.json["url"]?.string == "\(hub.baseURL)/\(prefix)ann/thing")
                }
            }
        }
    }

    @Test func ofOneNameOneIsMadeHoweverManyAskAtOnce() async throws {
        for kind in TestDatabase.available {
            try await withHub(kind) { hub in
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<6 {
                        group.addTask { try await hub.post("/api/repos/create", ["name": "same"], as: "ann").status }
                    }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 409, 409, 409, 409, 409], "\(kind)")
            }
        }
    }

    @Test func names() async throws {
        try await withHub { hub in
            for name in ["a", "_a_", "A.b-c_d", "0", String(repeating: "x", count: 96), "a.git.x", "v1.0"] {
                try await hub.post("/api/repos/create", ["name": .string(name)], as: "ann").expect(200)
            }
            for name in [
                "", "-a", "a-", ".a", "a.", "a--b", "a..b", "a.git", "a.GIT", "a b", "a/b/c", "é", "a\u{0}", "a%2Fb",
                "ann/", String(repeating: "x", count: 97), "a\n", "<script>",
            ] {
                try await hub.post("/api/repos/create", ["name": .string(name)], as: "ann").expectError(
                    400, .badRequest)
            }
            for name in ["../x", "/a", "none/x"] {
                try await hub.post("/api/repos/create", ["name": .string(name)], as: "ann").expectError(403)
            }
            // Words that follow a repo's id in some address.
            for name in ["resolve", "raw", "tree", "blob", "commit", "commits", "refs", "RESOLVE"] {
                let reply = try await hub.post("/api/repos/create", ["name": .string(name)], as: "ann")
                reply.expectError(400, .badRequest)
                #expect(reply.text.contains("reserved"))
            }
            for body: JSONValue in [
                [:], ["name": 5], ["name": "x", "type": "bucket"], ["name": "x", "type": 5], [],
                ["name": "x", "visibility": "protected"], ["name": "x", "private": "yes"],
                ["name": "ann/x", "organization": "bob"],
            ] {
                try await hub.post("/api/repos/create", body, as: "ann").expectError(400, .badRequest)
            }
        }
    }

    @Test
    func allWordsAfterAnIDAreReserved() async throws {
        try await withHub { hub in
            for name in hub.server.routes.wordsAfterRepo.sorted() {
                try await hub.post("/api/repos/create", ["name": .string(name)], as: "ann").expectError(400)
            }
        }
    }

    @Test func sdks() async throws {
        try await withHub { hub in
            func make(_ type: String, _ sdk: JSONValue) async throws -> HubReply {
                try await hub.post(
                    "/api/repos/create", ["name": "x", "type": .string(type), "sdk": sdk], as: "ann")
            }
            try await make("space", nil).expectError(400, .badRequest)
            try await make("space", "flask").expectError(400, .badRequest)
            try await make("model", "flask").expectError(400, .badRequest)
            try await make("space", ["docker": true]).expectError(400, .badRequest)
            try await make("space", "docker").expect(200)
            // As the Hub's own example has it.
            try await make("model", "gradio").expect(200)
        }
    }

    @Test("a new Space says in its card how it runs", arguments: TestDatabase.available)
    func spaceCards(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            for (name, sdk, title) in [
                ("my-first_space", "gradio", "My First Space"), ("second", "static", "Second"),
                ("third-space", "streamlit", "Third Space"), ("a__b", "docker", "A B"), ("true", "gradio", "True"),
                ("1.0", "static", "1.0"), ("null", "static", "Null"), ("_", "gradio", "_"),
            ] {
                try await hub.post(
                    "/api/repos/create", ["name": .string(name), "type": "space", "sdk": .string(sdk)], as: "ann"
                ).expect(200)
                let info = try await hub.get("/api/spaces/ann/\(name)").expect(200).json
                #expect(info["tags"]?.strings == [sdk, "region:us"])
                #expect(info["cardData"]?["sdk"]?.string == sdk && info["cardData"]?["pinned"] == false)
                #expect(info["cardData"]?["title"]?.string == title)
                let card = try await hub.content("spaces/ann/\(name)", "README.md").expect(200).text
                let report = try await hub.post(
                    "/api/validate-yaml", ["content": .string(card), "repoType": "space"]
                ).expect(200).json
                #expect(report["errors"] == [] && report["warnings"] == [])
            }
            let listed = try await hub.items("/api/spaces?filter=static&search=second")
            #expect(listed.map { $0["id"]?.string } == ["ann/second"])
        }
    }

    @Test func whatIsNotSupported() async throws {
        try await withHub { hub in
            for (key, value) in [
                ("hardware", "cpu-basic"), ("secrets", [["key": "a", "value": "b"]]), ("resourceGroupId", "x"),
                ("region", "eu"), ("volumes", [["a": "b"]]), ("sleepTimeSeconds", 5),
            ] as [(String, JSONValue)] {
                let body: JSONValue = .object([JSONMember("name", "x"), JSONMember(key, value)])
                try await hub.post("/api/repos/create", body, as: "ann").expectError(501, .notImplemented)
            }
            // What clients send without meaning anything by it.
            let body: JSONValue = ["name": "x", "hardware": nil, "secrets": [], "organization": nil, "visibility": nil]
            try await hub.post("/api/repos/create", body, as: "ann").expect(200)
        }
    }

    @Test func visibility() async throws {
        try await withHub { hub in
            try await hub.server.accounts.createOrg(name: "open", owner: "ann")
            try await hub.server.accounts.createOrg(name: "closed", owner: "ann", defaultVisibility: "private")
            for (number, (owner, more, expected))
                in ([
                    ("open", [], "public"), ("closed", [], "private"), ("ann", [], "public"),
                    ("closed", [JSONMember("visibility", "public")], "public"),
                    ("open", [JSONMember("private", true)], "private"),
                    ("closed", [JSONMember("private", false)], "public"),
                    ("ann", [JSONMember("visibility", "private")], "private"),
                ] as [(String, [JSONMember], String)]).enumerated()
            {
                let body =
                    [JSONMember("name", .string("r\(number)")), JSONMember("organization", .string(owner))] + more
                try await hub.post("/api/repos/create", .object(body), as: "ann").expect(200)
                let info = try await hub.get("/api/models/\(owner)/r\(number)", as: "ann").expect(200).json
                #expect(info["private"] == .bool(expected == "private"), "\(body)")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func whoMayCreate(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let accounts = hub.server.accounts
            try await accounts.createOrg(name: "lab", owner: "ann")
            func make(_ name: String, _ owner: String, token: String? = nil, as user: String? = nil) async throws
                -> HubReply
            {
                try await hub.send(
                    .post, "/api/repos/create", as: user, token: token,
                    json: ["name": .string(name), "organization": .string(owner)])
            }
            try await make("a", "lab").expectError(401, .unauthorized)
            try await make("a", "lab", as: "bob").expectError(403, .forbidden)
            try await make("a", "nobody", as: "bob").expectError(403, .forbidden)
            try await make("a", "ann", as: "bob").expectError(403, .forbidden)
            for (role, status) in [("read", 403), ("contributor", 200), ("write", 200), ("admin", 200)] {
                try await accounts.addMember(org: "lab", user: "bob", role: role)
                #expect(try await make(role, "lab", as: "bob").status == status, "\(role)")
            }
            try await make("by-boss", "lab", as: "boss").expect(200)
            let reading = try await accounts.createToken(user: "ann", role: "read")
            try await make("b", "ann", token: reading).expectError(403, .forbidden)
            let fine = try await accounts.createToken(user: "ann", role: "fine-grained", scopes: ["ann/mine:write"])
            try await make("mine", "ann", token: fine).expect(200)
            try await make("other", "ann", token: fine).expectError(403, .forbidden)
        }
    }
}
