import HubStorage
import Synchronization
import Testing

@testable import HubServer

@Suite("Checking the stored data")
struct FsckTests {
    @Test(
        "what is removed while it is looked at is not missing", arguments: TestDatabase.available, [1, 2])
    func removedMeanwhile(_ kind: TestDatabase, look: Int) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("weights")
            let oid = try await hub.upload(noise(200_000, seed: 7), to: repo)
            try await hub.commit(repo, [.large("model.bin", oid: oid)])
            try await hub.convertAll()

            let database = hub.server.database
            let looks = Mutex(0)
            let base = hub.server.objects
            // As garbage collection does it, just before the check looks for the n-th time.
            let objects = FaultyStore(base) { key in
                guard key.value.hasPrefix("lfs/") else { return }
                let number = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                guard number == look else { return }
                try await database.write { db in try db.execute("UPDATE lfs_objects SET stored = 0") }
                try await base.delete(key)
            }
            var check = Fsck(
                database: database, objects: objects, xorbs: XorbObjects(objects: objects), deep: false,
                report: { Issue.record("\($0)") })
            #expect(try await check.run().problems == 0)
            #expect(looks.withLock { $0 } >= 1)
        }
    }

    @Test("what is gone is missing", arguments: TestDatabase.available)
    func missing(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("weights")
            let oid = try await hub.upload(noise(200_000, seed: 8), to: repo)
            try await hub.commit(repo, [.large("model.bin", oid: oid)])
            for try await object in try await hub.server.objects.list(prefix: "lfs/") {
                try await hub.server.objects.delete(object.key)
            }
            let told = Mutex<[String]>([])
            #expect(try await hub.server.fsck { text in told.withLock { $0.append(text) } }.problems == 1)
            #expect(told.withLock { $0 } == ["the content of large file \(oid) is missing"])
        }
    }
}
