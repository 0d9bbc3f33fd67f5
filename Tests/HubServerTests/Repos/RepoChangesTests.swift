import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// Deleting, moving and settings.
@Suite struct RepoChangesTests {
    /// Rows that belong to repos, by table.
    private static func rows(_ hub: TestHub) async throws -> [String: Int64] {
        let tables = [
            "repos", "repo_redirects", "repo_tags", "git_objects", "refs", "commit_lines", "repo_commits",
            "commit_paths", "repo_lfs", "lfs_uploads", "lfs_upload_parts",
        ]
        return try await hub.read { db in
            try tables.reduce(into: [:]) {
                $0[$1] = try db.row("SELECT COUNT(*) AS count FROM \($1)")?.integer("count")
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func deletingLeavesNoRow(_ kind: TestDatabase) async throws {
        try await withHub(kind, configure: { $0.lfsMultipartThreshold = 100 }) { hub in
            let kept = try await hub.makeRepo("kept")
            let oid = try await hub.upload([1, 2, 3], to: kept)
            try await hub.commit(kept, [.put("README.md", "---\nlicense: mit\n---\n"), .large("w.bin", oid: oid)])
            let before = try await Self.rows(hub)

            let repo = try await hub.makeRepo("gone")
            _ = try await hub.upload([1, 2, 3], to: repo)
            try await hub.commit(
                repo,
                [
                    .put("README.md", "---\nlicense: mit\n---\n"), .large("w.bin", oid: oid),
                    .put("long.txt", String(repeating: "x", count: 100_000)),
                ])
            try await hub.post("/api/\(repo)/branch/dev", as: "ann").expect(200)
            try await hub.post("/api/\(repo)/tag/main", ["tag": "v1", "message": "m"], as: "ann").expect(200)
            try await hub.post(
                "/ann/gone.git/info/lfs/objects/batch",
                [
                    "operation": "upload", "transfers": ["multipart"],
                    "objects": [["oid": .string(String(repeating: "ab", count: 32)), "size": 1000]],
                ], as: "ann"
            ).expect(200)
            try await hub.post("/api/repos/move", ["fromRepo": "ann/gone", "toRepo": "ann/gone2"], as: "ann").expect(
                200)
            let during = try await Self.rows(hub)
            for (table, count) in during where table != "lfs_upload_parts" {
                #expect(count > before[table] ?? 0, "nothing was put into \(table)")
            }

            let delete: JSONValue = ["name": "gone2"]
            try await hub.send(.delete, "/api/repos/delete", json: delete).expectError(401)
            try await hub.send(.delete, "/api/repos/delete", as: "bob", json: ["name": "ann/gone2"]).expectError(403)
            try await hub.send(.delete, "/api/repos/delete", as: "ann", json: delete).expect(200)
            #expect(try await Self.rows(hub) == before)
            for path in ["gone", "gone2"] {
                try await hub.get("/api/models/ann/\(path)", as: "ann").expectError(404, .repoNotFound)
            }
            try await hub.send(.delete, "/api/repos/delete", as: "ann", json: delete).expectError(404, .repoNotFound)
            #expect(try await hub.content(kept, "w.bin").body == [1, 2, 3])
            // The name is free, and what comes there is new.
            try await hub.makeRepo("gone2")
            #expect(try await hub.files("models/ann/gone2").count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func moving(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let accounts = hub.server.accounts
            try await accounts.createOrg(name: "lab", owner: "ann")
            let repo = try await hub.makeRepo("old", type: .dataset)
            try await hub.commit(repo, [.put("a b.txt", "1")])
            func move(_ from: String, _ to: String, as user: String = "ann") async throws -> HubReply {
                try await hub.post(
                    "/api/repos/move", ["fromRepo": .string(from), "toRepo": .string(to), "type": "dataset"], as: user)
            }
            try await move("ann/old", "bob/stolen", as: "bob").expectError(403)
            try await move("ann/old", "bob/given").expectError(403)
            let moved = try await move("ann/old", "lab/new").expect(200)
            #expect(moved.json["url"]?.string == "\(hub.baseURL)/datasets/lab/new")

            for (old, new) in [
                ("/api/datasets/ann/old?blobs=true&expand=sha", "/api/datasets/lab/new?blobs=true&expand=sha"),
                ("/api/datasets/ANN/Old/tree/main?recursive=true", "/api/datasets/lab/new/tree/main?recursive=true"),
                ("/datasets/ann/old/resolve/main/a%20b.txt", "/datasets/lab/new/resolve/main/a%20b.txt"),
                ("/datasets/ann/old", "/datasets/lab/new"),
            ] {
                let reply = try await hub.get(old).expect(307)
                #expect(reply.header("Location") == new)
                #expect(try await hub.get(new).status == 200)
            }
            let head = try await hub.send(.head, "/datasets/ann/old/resolve/main/a%20b.txt")
            #expect(head.status == 307 && head.header("Location") == "/datasets/lab/new/resolve/main/a%20b.txt")
            let batch = try await hub.post(
                "/datasets/ann/old.git/info/lfs/objects/batch", ["operation": "download", "objects": []])
            #expect(batch.header("Location") == "/datasets/lab/new.git/info/lfs/objects/batch")

            // A second move, back and forth: every former name leads to where it is.
            try await move("lab/new", "ann/third").expect(200)
            #expect(try await hub.get("/api/datasets/ann/old").header("Location") == "/api/datasets/ann/third")
            try await move("ann/third", "ann/old").expect(200)
            #expect(try await hub.get("/api/datasets/ann/old").status == 200)
            #expect(try await hub.get("/api/datasets/lab/new").header("Location") == "/api/datasets/ann/old")
            // A new repo takes a former name.
            try await hub.makeRepo("ann/third", type: .dataset)
            #expect(try await hub.files("datasets/ann/third").count == 1)
            let taken = try await move("ann/old", "ann/third")
            taken.expectError(409, .repoAlreadyExists)
            #expect(taken.text.contains("A dataset repository called ann/third already exists"))
            // Only the case.
            try await move("ann/old", "ann/OLD").expect(200)
            #expect(try await hub.get("/api/datasets/ann/old").json["id"] == "ann/OLD")
            for bad in ["ann/..", "x/y/z", "ann/a.git", "ann/resolve"] {
                try await move("ann/old", bad).expectError(400)
            }
            try await move("ann/none", "ann/x").expectError(404, .repoNotFound)
        }
    }

    @Test func aliases() async throws {
        try await withHub { hub in
            try await hub.makeRepo("long-name")
            for alias in ["gpt2", "m", "resolver", "api2", "mod"] {
                try await hub.server.repos.createAlias(alias, to: "ann/long-name", type: .model)
                for (old, new) in [
                    ("/api/models/\(alias)", "/api/models/ann/long-name"),
                    ("/api/models/\(alias)/tree/main", "/api/models/ann/long-name/tree/main"),
                    ("/\(alias)/resolve/main/.gitattributes", "/ann/long-name/resolve/main/.gitattributes"),
                ] {
                    #expect(try await hub.get(old).header("Location") == new, "\(old)")
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func settings(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            func put(_ body: JSONValue, as user: String? = "ann") async throws -> HubReply {
                try await hub.send(.put, "/api/\(repo)/settings", as: user, json: body)
            }
            try await put(["private": true], as: nil).expectError(401)
            try await put(["private": true], as: "bob").expectError(403, .forbidden)
            #expect(try await put(["private": true]).expect(200).json["private"] == true)
            try await hub.get("/api/\(repo)").expectError(401, .repoNotFound)
            try await put(["visibility": "private"], as: "bob").expectError(404, .repoNotFound)
            #expect(try await put(["visibility": "public"]).expect(200).json["visibility"] == "public")
            for gated in ["auto", "manual"] {
                #expect(try await put(["gated": .string(gated)]).expect(200).json["gated"]?.string == gated)
                #expect(try await hub.get("/api/\(repo)").json["gated"]?.string == gated)
            }
            #expect(try await put(["gated": false, "xetEnabled": true]).expect(200).json["gated"] == false)
            for body: JSONValue in [
                ["gated": "yes"], ["gated": true], ["visibility": "protected"], ["private": 1], ["visibility": 5], [],
            ] { try await put(body).expectError(400, .badRequest) }
            try await put(["discussionsDisabled": true]).expectError(501, .notImplemented)
        }
    }
}
