import HubAPI
import HubStorage
import Testing
import Xet

@testable import HubServer

@Suite("The hub finds out what a Xet file is")
struct ProofTests {
    @Test("a claim that is true becomes proven", arguments: LFSFixture.Kind.available)
    func truth(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(400_000, seed: 21)
        let file = try await fixture.putXet(bytes, repo: LFSFixture.model)
        #expect(try await fixture.count("repo_lfs", where: "sha_proven = 0") == 1)
        let found = try await fixture.database.read { db in try LFSStore(db).unproven(after: nil, limit: 10) }
        #expect(found == [FileSubject(domain: LFSFixture.ann, hash: file.hash)])

        try await fixture.proof.prove(found[0])
        #expect(try await fixture.count("repo_lfs", where: "sha_proven = 0") == 0)
        #expect(try await fixture.count("xet_registrations") == 1)
        let sha256 = PackedFile(bytes).sha256
        let proven = try await fixture.database.read { db in
            try XetStore(db).file(ofContent: sha256, in: LFSFixture.ann)
        }
        #expect(proven?.hash == file.hash)
        #expect(try await fixture.problems() == [])
        // What is known is not read again.
        let reads = fixture.objects.readKeys.count
        #expect(try await fixture.proof.prove(try #require(proven)) == sha256)
        #expect(fixture.objects.readKeys.count == reads)
    }

    @Test("a file under another file's name is taken from the repos", arguments: LFSFixture.Kind.available)
    func lie(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(400_000, seed: 22)
        let wrong = PackedFile(noise(10, seed: 23)).sha256
        let file = try await fixture.putXet(bytes, repo: LFSFixture.model, claiming: wrong)
        try await fixture.putXet(bytes, repo: LFSFixture.secret)
        try await fixture.database.write { db in
            try LFSStore(db).recordStorage(of: LFSFixture.model)
            // Another repo has the true content of that name.
            try LFSStore(db).bind(
                repoID: LFSFixture.other, sha256: wrong, size: 10, uploader: LFSFixture.bob)
        }
        #expect(try await fixture.count("repos", where: "used_storage = 400000") == 1)

        #expect(try await fixture.proof.prove(file) == PackedFile(bytes).sha256)
        #expect(try await fixture.content(wrong, of: LFSFixture.model) == nil)
        #expect(try await fixture.content(PackedFile(bytes).sha256, of: LFSFixture.secret) == bytes)
        #expect(try await fixture.count("repo_lfs") == 2)
        #expect(try await fixture.count("repo_lfs", where: "sha_proven = 0") == 0)
        #expect(try await fixture.count("repos", where: "used_storage = 400000") == 0)
        #expect(try await fixture.count("events", where: "kind = 'xet.mismatch'") == 1)
        // What was said of it is taken back, and what is true stays.
        let rows = try await fixture.database.read { db in try db.rows("SELECT sha256 FROM xet_registrations") }
        #expect(try rows.map { try $0.blob("sha256") } == [PackedFile(bytes).sha256])
    }

    @Test("damaged chunks prove nothing")
    func damage() async throws {
        let fixture = try await StorageFixture(.sqlite)
        let file = try await fixture.putXet(noise(400_000, seed: 24), repo: LFSFixture.model)
        try await fixture.damage("xorbs/", at: 5_000)
        await #expect(throws: (any Error).self) { try await fixture.proof.prove(file) }
        #expect(try await fixture.count("repo_lfs", where: "sha_proven = 0") == 1)
        #expect(try await fixture.count("xet_files", where: "sha256 IS NULL") == 1)
    }

    @Test(
        "bytes that the hub has hashed take the place of what nobody has checked", arguments: LFSFixture.Kind.available)
    func wholeReplacesUnproven(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(1_000, seed: 25)
        try await fixture.putXet(noise(2_000, seed: 26), repo: LFSFixture.model, claiming: PackedFile(bytes).sha256)
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model)
        #expect(try await fixture.content(sha256, of: LFSFixture.model) == bytes)
        #expect(try await fixture.problems() == [])
    }
}
