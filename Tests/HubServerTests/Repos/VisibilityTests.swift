import HubAPI
import Testing

@testable import HubServer

/// To a stranger a private repo looks exactly as one that does not exist.
@Suite struct VisibilityTests {
    struct Probe: Sendable {
        let method: TestHub.Method
        /// The address, in which `R` stands for the repo's id.
        let path: String
        var body: JSONValue?
        /// Whether the members' answer is a success.
        var worksForMembers = true
    }

    private static let digest = String(repeating: "ab", count: 32)

    static let probes: [Probe] =
        [
            "/api/models/R", "/api/models/R/revision/main", "/api/models/R/tree/main", "/api/models/R/tree/main/d",
            "/api/models/R/tree/main?recursive=true&expand=true", "/api/models/R/refs",
            "/api/models/R/commits/main", "/api/models/R/compare/main..main", "/api/models/R/auth-check",
            "/api/models/R/auth-check/write", "/api/models/R/lfs-files", "/api/models/R/resolve/main/d/a.txt",
            "/api/models/R/raw/main/d/a.txt", "/api/resolve-cache/models/R/main/d/a.txt", "/R/resolve/main/d/a.txt",
            "/R/raw/main/d/a.txt", "/R", "/R/tree/main", "/R/tree/main/d", "/R/blob/main/d/a.txt", "/R/commits/main",
            "/R/commit/main", "/api/models/R/gguf",
        ].map { Probe(method: .get, path: $0) }
        + [
            "/api/models/R/revision/none", "/api/models/R/tree/none", "/api/models/R/tree/main/none",
            "/api/models/R/commits/none", "/R/resolve/main/none", "/R/resolve/none/a", "/R/blob/main/none",
            "/api/models/R?expand=nonsense", "/api/models/R/tree/main?cursor=%21", "/R/resolve/main/..%5Cx",
            "/v2/R/manifests/latest", "/v2/R/blobs/sha256:\(digest)",
            "/api/models/R/safetensors-metadata/x.safetensors", "/api/datasets/R/parquet",
        ].map { Probe(method: .get, path: $0, worksForMembers: false) }
        + [
            Probe(method: .post, path: "/api/models/R/paths-info/main", body: ["paths": ["d/a.txt"]]),
            Probe(method: .post, path: "/api/models/R/commit/main", body: [:], worksForMembers: false),
            Probe(method: .post, path: "/api/models/R/preupload/main", body: ["files": []]),
            Probe(method: .post, path: "/api/models/R/branch/new", body: [:]),
            Probe(method: .delete, path: "/api/models/R/branch/main", worksForMembers: false),
            Probe(method: .post, path: "/api/models/R/tag/main", body: ["tag": "t"]),
            Probe(method: .post, path: "/api/models/R/tag/main", body: [:], worksForMembers: false),
            Probe(method: .delete, path: "/api/models/R/tag/none", worksForMembers: false),
            Probe(method: .post, path: "/api/models/R/super-squash/dev", body: [:], worksForMembers: false),
            Probe(method: .put, path: "/api/models/R/settings", body: ["gated": false]),
            Probe(method: .put, path: "/api/models/R/settings", body: ["gated": "x"], worksForMembers: false),
            Probe(method: .delete, path: "/api/models/R/lfs-files/\(digest)", worksForMembers: false),
            Probe(
                method: .post, path: "/api/models/R/lfs-files/batch",
                body: ["deletions": ["sha": [], "rewriteHistory": false]]),
            Probe(
                method: .post, path: "/R.git/info/lfs/objects/batch",
                body: ["operation": "download", "objects": [["oid": .string(digest), "size": 1]]]),
            Probe(
                method: .post, path: "/R.git/info/lfs/objects/batch",
                body: ["operation": "upload", "objects": [["oid": .string(digest), "size": 1]]]),
            Probe(
                method: .post, path: "/api/repos/move", body: ["fromRepo": "R", "toRepo": "bob/x"],
                worksForMembers: false),
            Probe(method: .delete, path: "/api/repos/delete", body: ["name": "R"], worksForMembers: false),
        ]

    private static func ask(_ hub: TestHub, _ probe: Probe, _ repo: String, as user: String?) async throws -> HubReply {
        let body = probe.body.map { String(decoding: $0.utf8, as: UTF8.self).replacing("\"R\"", with: "\"\(repo)\"") }
        var headers = ["X-Request-Id": "probe"]
        if body != nil { headers["Content-Type"] = "application/json" }
        return try await hub.send(
            probe.method, probe.path.replacing("R", with: repo), as: user, body: body.map { Array($0.utf8) },
            headers: headers)
    }

    /// All a stranger could tell two answers apart by.
    private static func visible(_ reply: HubReply) -> [String] {
        ["\(reply.status)", reply.text]
            + reply.headers.filter { $0.name != "date" }.map { "\($0.name): \($0.value)" }.sorted()
    }

    @Test(arguments: TestDatabase.available)
    func privateIsMissing(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            // Two names of one length, so that answers that repeat the name can be compared.
            let (hidden, missing) = ("ann/hidden1", "ann/absent1")
            let repo = try await hub.makeRepo("hidden1", isPrivate: true)
            try await hub.commit(repo, [.put("d/a.txt", "hidden words"), .put("README.md", "# hidden words")])
            for probe in Self.probes where probe.worksForMembers {
                let reply = try await Self.ask(hub, probe, hidden, as: "ann")
                #expect(reply.status == 200, "\(probe.method) \(probe.path): \(reply.text.prefix(200))")
            }
            for probe in Self.probes {
                for user in [nil, "bob"] {
                    let there = try await Self.ask(hub, probe, hidden, as: user)
                    let nowhere = try await Self.ask(hub, probe, missing, as: user)
                    #expect(
                        Self.visible(there).map { $0.replacing("hidden1", with: "absent1") } == Self.visible(nowhere),
                        "\(probe.method) \(probe.path) by \(user ?? "nobody")")
                    #expect(!there.text.contains("hidden words"))
                    #expect(there.status >= 400)
                }
            }
        }
    }

    @Test func formerNamesOfPrivateReposTellNothing() async throws {
        try await withHub { hub in
            try await hub.makeRepo("hidden1", isPrivate: true)
            try await hub.post("/api/repos/move", ["fromRepo": "ann/hidden1", "toRepo": "ann/n"], as: "ann").expect(200)
            for probe in Self.probes {
                for user in [nil, "bob"] {
                    let there = try await Self.ask(hub, probe, "ann/hidden1", as: user)
                    let nowhere = try await Self.ask(hub, probe, "ann/absent1", as: user)
                    #expect(
                        Self.visible(there).map { $0.replacing("hidden1", with: "absent1") } == Self.visible(nowhere))
                }
            }
            #expect(try await hub.get("/api/models/ann/hidden1", as: "ann").status == 307)
        }
    }

    @Test func members() async throws {
        try await withHub { hub in
            let accounts = hub.server.accounts
            try await accounts.createOrg(name: "lab", owner: "ann")
            try await accounts.addMember(org: "lab", user: "cay", role: "read")
            let repo = try await hub.makeRepo("lab/secret", isPrivate: true)
            for user in ["ann", "cay", "boss"] { #expect(try await hub.get("/api/\(repo)", as: user).status == 200) }
            try await hub.get("/api/\(repo)", as: "bob").expectError(404, .repoNotFound)
            try await hub.tryCommit(repo, [.put("a", "1")], as: "cay").expectError(403, .forbidden)
            for (scope, status) in [
                ("lab/secret:read", 200), ("lab:read", 200), ("lab/other:write", 404), ("ann:write", 404),
            ] {
                let token = try await accounts.createToken(user: "ann", role: "fine-grained", scopes: [scope])
                #expect(try await hub.send(.get, "/api/\(repo)", token: token).status == status, "\(scope)")
                let listed = try await hub.send(.get, "/api/models", token: token).json.column("id")
                #expect(listed == (status == 200 ? ["lab/secret"] : []), "\(scope)")
            }
        }
    }
}
