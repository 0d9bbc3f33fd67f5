import HubAPI
import Testing

@testable import HubServer

@Suite struct GatedTests {
    @Test(arguments: TestDatabase.available)
    func contentIsForMembers(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let (oid, download) = try await Self.makeGated(hub)
            let contents = [
                "/lab/g/resolve/main/a.txt", "/lab/g/raw/main/a.txt", "/lab/g/resolve/main/w.bin",
                "/api/models/lab/g/resolve/main/a.txt", "/api/resolve-cache/models/lab/g/main/a.txt",
                "/api/models/lab/g/compare/main..main", "/api/models/lab/g/auth-check",
            ]
            for path in contents {
                try await hub.get(path).expectError(401, .gatedRepo)
                try await hub.get(path, as: "bob").expectError(403, .gatedRepo)
                #expect(try await hub.send(.head, path, as: "bob").errorCode == "GatedRepo")
                for member in ["ann", "cay", "boss"] { #expect(try await hub.get(path, as: member).status == 200) }
            }
            let text = try await hub.get(contents[0], as: "bob").text
            #expect(text.contains("Access to model lab/g is restricted and you are not in the authorized list"))
            #expect(!(try await hub.get("/lab/g/blob/main/a.txt", as: "bob")).text.contains("hidden words"))
            // What is in it may be seen.
            for path in ["/api/models/lab/g", "/api/models/lab/g/tree/main", "/api/models/lab/g/refs"] {
                #expect(try await hub.get(path).status == 200)
            }
            // A member's address stops working only with its time; a stranger gets none at all.
            #expect(try await hub.get(download).body == [1, 2, 3])
            #expect(!oid.isEmpty)
        }
    }

    @Test(arguments: [nil, "bob"])
    func largeFilesAreForMembersToo(_ user: String?) async throws {
        try await withHub { hub in
            let (oid, _) = try await Self.makeGated(hub)
            let batch = try await Self.batch(hub, oid, as: user)
            #expect(batch.json["objects"]?.array?.first?["actions"]?["download"] == nil, "\(batch.text)")
        }
    }

    private static func batch(_ hub: TestHub, _ oid: String, as user: String?) async throws -> HubReply {
        try await hub.post(
            "/lab/g.git/info/lfs/objects/batch",
            ["operation": "download", "objects": [["oid": .string(oid), "size": 3]]], as: user)
    }

    /// A gated model of an organization with a reader; returns its large file and a member's address of it.
    private static func makeGated(_ hub: TestHub) async throws -> (oid: String, download: String) {
        try await hub.server.accounts.createOrg(name: "lab", owner: "ann")
        try await hub.server.accounts.addMember(org: "lab", user: "cay", role: "read")
        let repo = try await hub.makeRepo("lab/g")
        let oid = try await hub.upload([1, 2, 3], to: repo)
        try await hub.commit(repo, [.put("a.txt", "hidden words"), .large("w.bin", oid: oid)])
        try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "auto"]).expect(200)
        let answer = try await batch(hub, oid, as: "cay").expect(200).json
        let href = answer["objects"]?.array?.first?["actions"]?["download"]?["href"]?.string
        return (oid, href ?? "")
    }
}
