import HubAPI
import HubStorage
import Testing
import Xet

@testable import HubServer

@Suite("Garbage collection")
struct GarbageTests {
    private func keys(_ hub: TestHub) async throws -> [String] {
        var keys: [String] = []
        for prefix in ["lfs/", "xorbs/", "xorb-layouts/"] {
            for try await object in try await hub.server.objects.list(prefix: prefix) { keys.append(object.key.value) }
        }
        return keys.sorted()
    }

    @Test("what was squashed or deleted stays as long as it may be missed", arguments: TestDatabase.available)
    func abandoned(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("weights")
            let contents = (0..<2).map { noise(200_000, seed: UInt64(50 + $0)) }
            var oids: [String] = []
            for content in contents { oids.append(try await hub.upload(content, to: repo)) }
            let squashed = try await hub.commit(repo, [.large("squashed.bin", oid: oids[0])])
            try await hub.commit(repo, [.delete("squashed.bin")])
            try await hub.post("/api/\(repo)/branch/side", [:], as: "ann").expect(200)
            let deleted = try await hub.commit(repo, [.large("deleted.bin", oid: oids[1])], to: "side")
            try await hub.post("/api/\(repo)/super-squash/main", [:], as: "ann").expect(200)
            try await hub.send(.delete, "/api/\(repo)/branch/side", as: "ann").expect(200)
            try await hub.convertAll()

            // All of it was uploaded long ago.
            try await hub.server.database.write { db in try db.execute("UPDATE repo_lfs SET pushed_at = 1") }
            _ = try await hub.server.collectGarbage(GarbagePolicy(), isDryRun: false)
            #expect(try await hub.content(repo, "squashed.bin", at: squashed).expect(200).body == contents[0])
            #expect(try await hub.content(repo, "deleted.bin", at: deleted).expect(200).body == contents[1])

            try await Task.sleep(for: .milliseconds(20))
            let report = try await hub.server.collectGarbage(.merciless, isDryRun: false)
            #expect(report.bindings == 2)
            #expect(try await hub.content(repo, "squashed.bin", at: squashed).status == 404)
            #expect(try await hub.server.fsck(deep: true, report: { Issue.record("\($0)") }).problems == 0)
        }
    }

    @Test("what a commit of some ref has stays, and what no commit has goes", arguments: TestDatabase.available)
    func reachability(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("weights")
            let contents = (0..<4).map { noise(200_000, seed: UInt64(40 + $0)) }
            var oids: [String] = []
            for content in contents { oids.append(try await hub.upload(content, to: repo)) }
            try await hub.commit(repo, [.large("kept.bin", oid: oids[0]), .large("a/b/gone.bin", oid: oids[1])])
            let old = try await hub.commit(repo, [.deleteFolder("a")])
            try await hub.post("/api/\(repo)/branch/side", ["startingPoint": .string(old)], as: "ann").expect(200)
            try await hub.commit(repo, [.large("side.bin", oid: oids[2])], to: "side")
            try await hub.convertAll()
            let before = try await keys(hub)

            // By default everything is young.
            let young = try await hub.server.collectGarbage(GarbagePolicy(), isDryRun: false)
            #expect(young == GarbageReport())
            let epoch = try await hub.read { db in try XetStore(db).epoch() }

            let dry = try await hub.server.collectGarbage(.merciless, isDryRun: true)
            #expect(dry.bindings == 1 && dry.files == 1 && dry.links == 1 && dry.doomed >= 1)
            #expect(try await keys(hub) == before)
            #expect(try await hub.read { db in try XetStore(db).epoch() } == epoch)

            let report = try await hub.server.collectGarbage(.merciless, isDryRun: false)
            #expect(report.bindings == 1 && report.files == 1 && report.links == 1)
            #expect(report.xorbs == 1 && report.contents == 4 && report.freedBytes > 800_000)
            #expect(try await hub.read { db in try XetStore(db).epoch() } == epoch + 1)
            #expect(try await keys(hub).count == 6, "a body and a layout for each of three files")
            #expect(try await hub.content(repo, "kept.bin").expect(200).body == contents[0])
            #expect(try await hub.content(repo, "side.bin", at: "side").expect(200).body == contents[2])
            let parent = try await hub.get("/api/\(repo)/commits/main").expect(200).json.array?[1]["id"]?.string
            #expect(try await hub.content(repo, "a/b/gone.bin", at: parent ?? "").expect(200).body == contents[1])
            #expect(try await hub.server.fsck(deep: true, report: { Issue.record("\($0)") }).problems == 0)
            // What went is told to be gone, and can be sent again.
            try await hub.tryCommit(repo, [.large("late.bin", oid: oids[3])]).expectError(400)
            #expect(try await hub.upload(contents[3], to: repo) == oids[3])
            try await hub.commit(repo, [.large("late.bin", oid: oids[3])])
            #expect(try await hub.content(repo, "late.bin").expect(200).body == contents[3])
            let events = try await hub.read { db in try db.rows("SELECT 1 FROM events WHERE kind = 'gc.largeFiles'") }
            #expect(events.count == 1)
        }
    }

    @Test("deleting a repo frees what only it had", arguments: TestDatabase.available)
    func deletedRepo(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let first = try await hub.makeRepo("first")
            let second = try await hub.makeRepo("second")
            let shared = noise(300_000, seed: 50)
            let own = noise(300_000, seed: 51)
            let waiting = noise(300_000, seed: 52)
            for repo in [first, second] {
                try await hub.commit(repo, [.large("s.bin", oid: try await hub.upload(shared, to: repo))])
            }
            try await hub.commit(first, [.large("o.bin", oid: try await hub.upload(own, to: first))])
            try await hub.convertAll()
            _ = try await hub.upload(waiting, to: first)
            try await hub.send(
                .delete, "/api/repos/delete", as: "ann", json: ["type": "model", "name": "first"]
            ).expect(200)
            let report = try await hub.server.collectGarbage(.merciless, isDryRun: false)
            #expect(report.freedBytes > 600_000)
            #expect(try await keys(hub).count == 2)
            #expect(try await hub.content(second, "s.bin").expect(200).body == shared)
            #expect(try await hub.server.fsck(deep: true, report: { Issue.record("\($0)") }).problems == 0)
        }
    }

    @Test("only one collects at a time", arguments: TestDatabase.available)
    func oneAtATime(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.server.database.write { db in
                let now = Timestamp.now
                _ = try JobStore(db).take(.collect, Job.dailySubject, until: now.adding(.seconds(60)), now: now)
            }
            await #expect(throws: GarbageCollectionRuns.self) {
                try await hub.server.collectGarbage(GarbagePolicy(), isDryRun: false)
            }
            _ = try await hub.server.collectGarbage(GarbagePolicy(), isDryRun: true)
            try await hub.server.database.write { db in _ = try db.execute("UPDATE jobs SET leased_until = 0") }
            _ = try await hub.server.collectGarbage(GarbagePolicy(), isDryRun: false)
            // The next one is a day later.
            let row = try await hub.read { db in try db.row("SELECT run_at FROM jobs WHERE kind = 'gc'") }
            #expect(try (row?.integer("run_at") ?? 0) > Timestamp.now.adding(.seconds(80_000)).milliseconds)
        }
    }

    @Test(
        "unused uploads have their time, and the chunk index forgets them first", arguments: LFSFixture.Kind.available)
    func grace(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let day: Int64 = 86_400_000
        let now = Timestamp.now.milliseconds
        let file = try await fixture.putXet(noise(100_000, seed: 61), repo: nil)
        let stray = PackedFile(noise(100_000, seed: 62))
        try await fixture.ingest.store(stray.body, stray.layout, in: LFSFixture.ann, uploader: LFSFixture.ann)
        #expect(try await fixture.garbage.collect() == GarbageReport())

        // A xorb that no file ever used goes after two days, one that was used after three weeks.
        try await fixture.execute("UPDATE xorb_domains SET last_used = \(now - 3 * day)")
        #expect(try await fixture.garbage.collect().links == 1)
        #expect(try await fixture.count("xorb_domains") == 1)
        try await fixture.execute("UPDATE xet_files SET created_at = \(now - 20 * day)")
        try await fixture.execute("UPDATE xorb_domains SET last_used = \(now - 20 * day)")
        #expect(try await fixture.garbage.collect().files == 0)
        try await fixture.execute("UPDATE xet_files SET created_at = \(now - 22 * day)")
        #expect(try await fixture.garbage.collect().files == 1)
        // A client was told of the xorb meanwhile.
        #expect(try await fixture.count("dedup_chunks") == 1)
        try await fixture.execute("UPDATE xorb_domains SET last_used = \(now - 22 * day)")
        let last = try await fixture.garbage.collect()
        #expect(last.links == 1 && last.doomed == 1 && last.xorbs == 0)
        #expect(try await fixture.count("dedup_chunks") == 0)
        #expect(try await fixture.keys("xorbs/").count == 2)
        // An hour later nobody reads the bytes any more.
        try await fixture.execute("UPDATE xorbs SET doomed_at = \(now - 3_700_000)")
        #expect(try await fixture.garbage.collect().xorbs == 2)
        #expect(try await fixture.keys("xorb").isEmpty)
        #expect(try await fixture.count("xorbs") == 0)
        #expect(file.size == 100_000)
    }

    @Test("a doomed xorb that is sent again is spared", arguments: LFSFixture.Kind.available)
    func spared(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(100_000, seed: 63)
        try await fixture.putXet(bytes)
        var policy = GarbagePolicy.merciless
        policy.doom = .seconds(3_600)
        policy.uncommitted = .seconds(3_600)
        try await pause()
        #expect(try await fixture.garbage.collect(policy).doomed == 1)
        try await fixture.putXet(bytes, repo: LFSFixture.model, isProven: true)
        // Even if the doom had stayed: what a domain has is never removed.
        try await fixture.execute("UPDATE xorbs SET doomed_at = 1")
        #expect(try await fixture.garbage.collect(policy).xorbs == 0)
        #expect(try await fixture.count("xorbs", where: "doomed_at IS NOT NULL") == 0)
        #expect(try await fixture.content(PackedFile(bytes).sha256, of: LFSFixture.model) == bytes)
    }

    @Test("a xorb that another domain has stays", arguments: LFSFixture.Kind.available)
    func otherDomain(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(100_000, seed: 64)
        try await fixture.putXet(bytes)
        try await fixture.putXet(bytes, domain: LFSFixture.bob, repo: LFSFixture.other, isProven: true)
        try await pause()
        var policy = GarbagePolicy.merciless
        policy.uncommitted = .seconds(3_600)
        let report = try await fixture.garbage.collect(policy)
        #expect(report.links == 1 && report.xorbs == 0)
        #expect(try await fixture.content(PackedFile(bytes).sha256, of: LFSFixture.other) == bytes)
        #expect(try await fixture.problems() == [])
    }

    @Test("objects that no row tells of go when they are old", arguments: LFSFixture.Kind.available)
    func orphans(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let packed = PackedFile(noise(50_000, seed: 65))
        let object = LFSDigest.randomName()
        try await fixture.lfs.objects.put(
            XorbObjects.bodyKey(packed.layout.hash, object), LFSContent.stream(packed.body),
            expecting: ObjectExpectation())
        try await fixture.xorbs.put(packed.layout, object)
        try await fixture.putWhole(noise(50_000, seed: 66))
        var policy = GarbagePolicy.merciless
        policy.orphan = .seconds(3_600)
        #expect(try await fixture.garbage.collect(policy).orphans == 0)
        #expect(try await fixture.garbage.rehearse(.merciless).orphans == 3)
        #expect(try await fixture.keys().count == 3)
        let report = try await fixture.garbage.collect(.merciless)
        #expect(report.orphans == 3 && report.freedBytes > 100_000)
        #expect(try await fixture.keys().isEmpty)
    }

    @Test(
        "killed at any point, the next run completes and nothing needed is lost", arguments: LFSFixture.Kind.available)
    func interruption(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        var policy = GarbagePolicy.merciless
        policy.uncommitted = .seconds(3_600)
        let kept = noise(60_000, seed: 67)
        let whole = noise(60_000, seed: 68)
        try await fixture.putXet(kept, repo: LFSFixture.model, isProven: true)
        let needed = try await fixture.putWhole(whole, in: LFSFixture.model)
        func check(_ calls: Int) async throws {
            #expect(
                try await fixture.content(PackedFile(kept).sha256, of: LFSFixture.model) == kept, "\(calls) calls")
            #expect(try await fixture.content(needed, of: LFSFixture.model) == whole, "\(calls) calls")
            #expect(try await fixture.problems() == [])
        }
        var calls = 0
        while true {
            // A xorb, a content of no repo, and an object of no row.
            try await fixture.putXet(noise(30_000, seed: UInt64(1_000 + calls)))
            try await fixture.putWhole(noise(30_000, seed: UInt64(2_000 + calls)))
            let unbound = try await fixture.putWhole(
                noise(30_000, seed: UInt64(3_000 + calls)), in: LFSFixture.secret)
            _ = try await fixture.database.write { db in try LFSStore(db).unbind(LFSFixture.secret, [unbound]) }
            try await pause()
            fixture.objects.fail(after: calls)
            let isKilled: Bool
            do {
                _ = try await fixture.garbage.collect(policy)
                isKilled = false
            } catch {
                isKilled = true
            }
            fixture.objects.fail(after: nil)
            try await check(calls)
            // A removal that was cut off is taken up again when its remover is surely gone.
            try await fixture.execute("UPDATE lfs_objects SET doomed_at = 1 WHERE deleting = 1")
            try await pause()
            _ = try await fixture.garbage.collect(policy)
            try await check(calls)
            #expect(try await fixture.keys("xorbs/").count == 1)
            #expect(try await fixture.keys("xorb-layouts/").count == 1)
            #expect(try await fixture.keys("lfs/").count == 1)
            #expect(try await fixture.count("xorbs") == 1)
            guard isKilled else { break }
            calls += 1
            try #require(calls < 100)
        }
        // Body, layout and two contents, each before and after, and three listings.
        #expect(calls > 8)
    }

    /// So that what was made before is older than now.
    private func pause() async throws { try await Task.sleep(for: .milliseconds(5)) }
}
