import Crypto
import HubAPI
import HubStorage
import RepoCards
import Testing

@testable import HubServer

/// Large files that were taken from a repo, or damaged, and are sent again without a commit.
@Suite("Restored contents", .timeLimit(.minutes(20)))
struct RestoredContentsTests {
    @Test("a file that is uploaded again is described", arguments: TestDatabase.available)
    func uploadedAgain(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let bytes = FactsFixture.weights(6)
            let oid = try await hub.upload(bytes, to: repo)
            try await hub.commit(repo, [.large("model.safetensors", oid: oid)])
            try await hub.settled()
            func info() async throws -> JSONValue { try await hub.get("/api/\(repo)", as: "ann").expect(200).json }
            let before = try await info()
            #expect(before["safetensors"]?["total"]?.integer == 6)

            // It is lost, and the repo is described without it.
            let digest = try #require(LFSDigest.parse(oid))
            let id = try await hub.repoID(repo)
            try await hub.post(
                "/api/\(repo)/lfs-files/batch", ["deletions": ["sha": [.string(oid)], "rewriteHistory": false]],
                as: "ann"
            ).expect(200)
            try await hub.server.database.write { db in
                try db.execute("DELETE FROM content_facts WHERE repo_id = ?", .integer(id))
                try db.execute("UPDATE repos SET facts_version = 0 WHERE id = ?", .integer(id))
                try JobStore(db).enqueue(.describe, String(id), at: .now)
            }
            try await hub.settled()
            #expect(try await info()["safetensors"] == nil)
            let old = try await hub.head(repo)

            #expect(try await hub.upload(bytes, to: repo) == oid)
            try await hub.settled()
            let after = try await info()
            #expect(after["safetensors"] == before["safetensors"] && after["sha"]?.string == old)
            #expect(after["usedStorage"] == before["usedStorage"])

            // Also if what was there before could not be read as what it is.
            try await hub.server.database.write { db in
                try ContentFactsStore(db).put(
                    [ContentFactsStore.Key(content: digest, kind: .safetensors): nil], of: id)
                try db.execute("DELETE FROM repo_properties WHERE repo_id = ?", .integer(id))
                _ = try LFSStore(db).unbind(id, [digest])
            }
            try await hub.upload(bytes, to: repo)
            try await hub.settled()
            #expect(try await info()["safetensors"] == before["safetensors"])
        }
    }

    @Test("a new file asks for nothing", arguments: TestDatabase.available)
    func newFile(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let version = try await hub.version(repo)
            _ = try await hub.upload(FactsFixture.weights(6), to: repo)
            #expect(
                try await hub.read { db in
                    try db.rows("SELECT * FROM jobs WHERE kind = 'catalogue.describe'").isEmpty
                })
            #expect(try await hub.version(repo) == version)
        }
    }

    @Test("one that comes from another repo is described, too", arguments: TestDatabase.available)
    func duplicated(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let bytes = FactsFixture.weights(9)
            let (repo, source) = (try await hub.makeRepo("m"), try await hub.makeRepo("source"))
            for each in [repo, source] {
                let oid = try await hub.upload(bytes, to: each)
                try await hub.commit(each, [.large("model.safetensors", oid: oid)])
                try await hub.settled()
            }
            let digest = Array(SHA256.hash(data: bytes))
            let id = try await hub.repoID(repo)
            try await hub.server.database.write { db in
                _ = try LFSStore(db).unbind(id, [digest])
                try db.execute("DELETE FROM content_facts WHERE repo_id = ?", .integer(id))
                try db.execute("DELETE FROM repo_properties WHERE repo_id = ?", .integer(id))
            }
            try await hub.post(
                "/api/\(source)/lfs-files/duplicate",
                [
                    "target": ["type": "model", "name": "ann/m"],
                    "files": [["sha256": .string(LFSDigest.hex(digest)), "filename": "model.safetensors"]],
                ], as: "ann"
            ).expect(200)
            try await hub.settled()
            #expect(try await hub.get("/api/\(repo)").json["safetensors"]?["total"]?.integer == 9)
        }
    }
}

extension TestHub {
    /// Waits until no repo is left to be described.
    fileprivate func settled() async throws {
        while try await !read({ db in try db.rows("SELECT * FROM jobs WHERE kind = 'catalogue.describe'").isEmpty }) {
            try await server.jobs.runDue()
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What the repo's row says of how often it changed.
    fileprivate func version(_ repo: String) async throws -> Int64? {
        let id = try await repoID(repo)
        return try await read { db in try ReposStore(db).find(id: id)?.version }
    }
}
