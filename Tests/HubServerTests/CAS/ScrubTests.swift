import HubAPI
import HubStorage
import Synchronization
import Testing
import Xet

@testable import HubServer

@Suite("Scrub and fsck of what is stored")
struct ScrubTests {
    private func scrub(_ fixture: StorageFixture) async throws -> ScrubReport {
        var scrub = Scrub(database: fixture.database, objects: fixture.objects, progress: { _, _ in })
        return try await scrub.run()
    }

    @Test("a flipped byte is found, named, marked, and healed by another upload", arguments: LFSFixture.Kind.available)
    func flippedByte(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(400_000, seed: 31)
        let file = try await fixture.putXet(bytes, repo: LFSFixture.model, isProven: true)
        try await fixture.putXet(noise(100_000, seed: 32), repo: LFSFixture.model, isProven: true)
        try await fixture.execute("UPDATE repo_lfs SET filename = 'weights.bin' WHERE size = 400000")
        let clean = try await scrub(fixture)
        #expect(clean.damage.isEmpty && clean.xorbs == 2 && clean.bytes > 500_000)

        let key = try XorbObjects.bodyKey(
            file.segments[0].xorb,
            try #require(try await fixture.database.read { db in try XetStore(db).xorb(file.segments[0].xorb) }).object)
        try await fixture.damage(key.value, at: 200_000)
        let found = try await scrub(fixture)
        #expect(found.damage.count == 1)
        #expect(found.damage.first?.hash == file.segments[0].xorb.description)
        #expect(
            found.damage.first?.files
                == [.init(repo: "models/ann/model", path: "weights.bin", sha256: PackedFile(bytes).oid)])
        #expect(try await fixture.count("xorbs", where: "damaged_at IS NOT NULL") == 1)
        #expect(try await fixture.problems().count == 1)
        // It never passes for content.
        await #expect(throws: (any Error).self) {
            try await fixture.content(PackedFile(bytes).sha256, of: LFSFixture.model)
        }

        let packed = PackedFile(bytes)
        try await fixture.ingest.store(packed.body, packed.layout, in: LFSFixture.ann, uploader: nil)
        #expect(try await fixture.content(packed.sha256, of: LFSFixture.model) == bytes)
        #expect(try await scrub(fixture).damage.isEmpty)
        #expect(try await fixture.problems() == [])
        // What was replaced is garbage.
        #expect(try await fixture.keys("xorbs/").count == 3)
        #expect(try await fixture.garbage.collect(.merciless).orphans == 2)
        #expect(try await fixture.problems() == [])
    }

    @Test("a mark on a xorb that is whole is taken off")
    func wrongMark() async throws {
        let fixture = try await StorageFixture(.sqlite)
        try await fixture.putXet(noise(100_000, seed: 33), repo: LFSFixture.model, isProven: true)
        try await fixture.execute("UPDATE xorbs SET damaged_at = 5")
        let report = try await scrub(fixture)
        #expect(report.healed == 1 && report.damage.isEmpty)
        #expect(try await fixture.count("xorbs", where: "damaged_at IS NOT NULL") == 0)
    }

    @Test("all kinds of damage are told apart", arguments: ["xorbs/", "xorb-layouts/", "lfs/"])
    func kinds(_ folder: String) async throws {
        let fixture = try await StorageFixture(.sqlite)
        try await fixture.putXet(noise(100_000, seed: 34), repo: LFSFixture.model, isProven: true)
        let whole = try await fixture.putWhole(noise(100_000, seed: 35), in: LFSFixture.secret)
        #expect(try await fixture.problems() == [])
        try await fixture.damage(folder, at: 40)
        let report = try await scrub(fixture)
        #expect(report.damage.count == 1)
        #expect(report.damage.first?.kind == (folder == "lfs/" ? .content : .xorb))
        #expect(report.damage.first?.files.count == 1)
        if folder == "lfs/" { #expect(report.damage.first?.hash == LFSDigest.hex(whole)) }
        #expect(try await fixture.problems().count >= 1)

        for key in try await fixture.keys(folder) { try await fixture.lfs.objects.delete(try ObjectKey(key)) }
        #expect(try await scrub(fixture).damage.first?.problem.contains("missing") == true)
        #expect(try await fixture.problems().contains { $0.contains("missing") })
    }

    @Test(
        "fsck finds rows that don't belong together",
        arguments: [
            ("UPDATE xet_files SET size = size + 1", "bytes"),
            ("UPDATE repo_lfs SET xet_hash = NULL", "neither whole nor as chunks"),
            ("UPDATE repo_lfs SET xet_domain = 2", "is missing"),
            ("UPDATE xet_files SET sha256 = NULL", "proven"),
            ("UPDATE xorbs SET stored_bytes = stored_bytes + 1", "bytes instead of"),
            ("DELETE FROM xet_file_xorbs", "list of its xorbs"),
            ("UPDATE lfs_objects SET stored = 1", "missing"),
        ])
    func inconsistentRows(_ change: (sql: String, problem: String)) async throws {
        let fixture = try await StorageFixture(.sqlite)
        try await fixture.putXet(noise(100_000, seed: 36), repo: LFSFixture.model, isProven: true)
        #expect(try await fixture.problems() == [])
        try await fixture.execute(change.sql)
        let problems = try await fixture.problems()
        #expect(problems.contains { $0.contains(change.problem) }, "\(problems)")
    }

    @Test("a segment list that gives another file is found", arguments: LFSFixture.Kind.available)
    func wrongSegments(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let file = try await fixture.putXet(noise(300_000, seed: 37), repo: LFSFixture.model, isProven: true)
        let segment = file.segments[0]
        #expect(segment.chunks.count >= 2)
        try await fixture.database.write { db in
            try db.execute(
                "UPDATE xet_files SET segments = ?",
                .blob(
                    Segment.encode([
                        Segment(
                            xorb: segment.xorb, rawLength: segment.rawLength,
                            chunks: segment.chunks.lowerBound..<segment.chunks.upperBound - 1)
                    ])))
        }
        #expect(try await fixture.problems().contains { $0.contains("does not fit") })
    }
}
