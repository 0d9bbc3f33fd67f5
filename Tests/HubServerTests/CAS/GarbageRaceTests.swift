import Crypto
import HTTPTypes
import HubAPI
import HubStorage
import NIOCore
import Synchronization
import Testing
import Xet

@testable import HubServer

@Suite("Garbage collection beside uploads")
struct GarbageRaceTests {
    @Test("bytes that were removed between a put and its row are not bound", arguments: LFSFixture.Kind.available)
    func removalDuringUpload(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let service = fixture.lfs.service()
        let bytes = noise(1_000, seed: 71)
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model)
        func unbind() async throws {
            try await fixture.database.write { db in
                _ = try LFSStore(db).unbind(LFSFixture.model, [sha256])
                try LFSStore(db).doom(sha256, at: .now)
            }
        }
        func bind(_ before: LFSContentMark) async throws -> Bool {
            try await fixture.database.write { db in
                try LFSStore(db).bind(
                    repoID: LFSFixture.model, sha256: sha256, size: 1_000, uploader: nil, since: before)
            }
        }
        // Removed while the upload went on.
        try await unbind()
        let during = try await service.beginPut(sha256)
        #expect(try await fixture.state(sha256)?.doomedAt == nil, "who is about to send the bytes spares them")
        try await fixture.database.write { db in try LFSStore(db).doom(sha256, at: Timestamp(milliseconds: 5)) }
        let later = Timestamp.now
        #expect(
            try await fixture.database.write { db in
                try LFSStore(db).beginRemoval(sha256, doomedBefore: later, stale: Timestamp(milliseconds: 5), at: later)
            })
        #expect(try await !bind(during), "being removed")
        #expect(
            try await !fixture.database.write { db in
                try LFSStore(db).beginRemoval(
                    sha256, doomedBefore: later, stale: Timestamp(milliseconds: 5), at: later)
            }, "another remover is at it")
        #expect((await hubFailure { _ = try await service.beginPut(sha256) })?.status == .serviceUnavailable)
        try await fixture.database.write { db in try LFSStore(db).endRemoval(sha256, at: later) }
        #expect(try await !bind(during), "removed")
        #expect(try await fixture.content(sha256, of: LFSFixture.model) == nil)
        // Sent once more, after the removal.
        let after = try await service.beginPut(sha256)
        #expect(try await bind(after))
        #expect(try await fixture.state(sha256)?.isStored == true)

        // Also when the row itself went.
        try await unbind()
        let long = try await service.beginPut(sha256)
        try await fixture.database.write { db in
            _ = try db.execute("DELETE FROM lfs_objects")
        }
        #expect(try await !bind(long))
        let new = try await service.beginPut(sha256)
        #expect(try await bind(new))
    }

    @Test("what a repo needs by now is not removed", arguments: LFSFixture.Kind.available)
    func neededAgain(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let sha256 = try await fixture.putWhole(noise(1_000, seed: 72), in: LFSFixture.model)
        try await fixture.execute("UPDATE lfs_objects SET doomed_at = 1")
        let now = Timestamp.now
        #expect(
            try await !fixture.database.write { db in
                try LFSStore(db).beginRemoval(sha256, doomedBefore: now, stale: now, at: now)
            })
        #expect(try await fixture.state(sha256)?.doomedAt == nil)
    }

    @Test("a candidate that is used by now stays", arguments: LFSFixture.Kind.available)
    func usedMeanwhile(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(100_000, seed: 73)
        let file = try await fixture.putXet(bytes)
        let later = Timestamp.now.adding(.seconds(1))
        let (files, old) = try await fixture.database.read { db in
            (
                try XetStore(db).unusedFiles(before: later, after: nil, limit: 9),
                try XetStore(db).unusedFiles(before: Timestamp(milliseconds: 5), after: nil, limit: 9)
            )
        }
        #expect(files == [FileSubject(domain: LFSFixture.ann, hash: file.hash)] && old.isEmpty)
        let link = FileSubject(domain: LFSFixture.ann, hash: file.segments[0].xorb)
        try await fixture.database.write { db in
            // Registered, then bound, then only young.
            try XetStore(db).register(
                file.hash, in: file.domain, sha256: nil, repoID: LFSFixture.model, userID: LFSFixture.ann, at: .now)
            #expect(try !XetStore(db).removeUnusedFile(files[0], before: later))
            try db.execute("DELETE FROM xet_registrations")
            try LFSStore(db).bind(
                repoID: LFSFixture.model, sha256: PackedFile(bytes).sha256, to: file, isProven: true, uploader: nil)
            #expect(try !XetStore(db).removeUnusedFile(files[0], before: later))
            try LFSStore(db).unbind(LFSFixture.model, [PackedFile(bytes).sha256])
            #expect(try XetStore(db).hold(file.hash, in: file.domain, at: later))
            #expect(try !XetStore(db).removeUnusedFile(files[0], before: later))
            // The xorb is its file's, and then only somebody was told of it.
            #expect(try !XetStore(db).removeUnusedLink(link, before: later, unreferenced: later))
            #expect(try XetStore(db).removeUnusedFile(files[0], before: later.adding(.seconds(1))))
            try XetStore(db).use([link.hash], in: link.domain, at: later)
            #expect(try !XetStore(db).removeUnusedLink(link, before: later, unreferenced: later))
            #expect(
                try XetStore(db).removeUnusedLink(
                    link, before: later.adding(.seconds(1)), unreferenced: Timestamp(milliseconds: 0)))
        }
    }

    @Test("a commit between the search and the removal keeps its large file", arguments: TestDatabase.available)
    func committedMeanwhile(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("late")
            let oids = [
                try await hub.upload(noise(1_000, seed: 74), to: repo),
                try await hub.upload(noise(1_000, seed: 75), to: repo),
            ]
            let contents = Set(oids.compactMap { LFSDigest.parse($0) })
            let before = try await hub.read { db -> UnreachableContents in
                let id = try db.row("SELECT id FROM repos")?.integer("id") ?? 0
                var search = UnreachableContents(repoID: id, candidates: contents, since: .now)
                try search.search(db)
                return search
            }
            #expect(before.candidates == contents)
            try await hub.commit(repo, [.large("deep/in/late.bin", oid: oids[0])])
            let after = try await hub.read { db in
                var search = before
                try search.search(db)
                return search.candidates
            }
            #expect(after.map { LFSDigest.hex($0) } == [oids[1]])
        }
    }

    @Test(
        "uploads, shards, conversions and collections at once lose nothing that was acknowledged",
        .timeLimit(.minutes(20)), arguments: LFSFixture.Kind.available)
    func storm(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let service = fixture.lfs.service()
        let contents = (0..<4).map { noise(40_000 + $0 * 1_000, seed: UInt64(80 + $0)) }
        let isOver = Flag()
        // One owner each, and nobody else unbinds in these repos.
        let repos: [(id: Int64, domain: Int64)] = [
            (LFSFixture.model, LFSFixture.ann), (LFSFixture.secret, LFSFixture.ann), (LFSFixture.other, LFSFixture.bob),
        ]
        try await withThrowingTaskGroup { group in
            for (place, repo) in repos.enumerated() {
                group.addTask {
                    defer { isOver.raise() }
                    var random = SeededRandom(UInt64(900 + place))
                    var acknowledged = 0
                    for _ in 0..<60 {
                        let bytes = random.pick(contents)
                        do {
                            if random.below(2) == 0 {
                                try await Self.sendWhole(bytes, repo.id, service, fixture)
                            } else {
                                try await fixture.putXet(
                                    bytes, domain: repo.domain, repo: repo.id, isProven: true)
                            }
                        } catch let failure as HubFailure where failure.status == .serviceUnavailable {
                            // The client tries again.
                            continue
                        } catch is TestFailure {
                            continue
                        }
                        acknowledged += 1
                        let sha256 = Array(SHA256.hash(data: bytes))
                        if random.below(2) == 0 {
                            try? await fixture.conversion.convert(
                                ContentSubject(domain: repo.domain, sha256: sha256))
                        }
                        #expect(try await fixture.content(sha256, of: repo.id) == bytes)
                        try await fixture.database.write { db in
                            _ = try LFSStore(db).unbind(repo.id, [sha256])
                            try db.execute("DELETE FROM xet_registrations WHERE repo_id = ?", .integer(repo.id))
                        }
                    }
                    #expect(acknowledged > 20)
                }
            }
            group.addTask {
                var policy = GarbagePolicy.merciless
                // These repos have no commits, but what they are given is to stay.
                policy.uncommitted = .seconds(3_600)
                // Uploads store their bytes before their rows.
                policy.orphan = .seconds(3_600)
                while !isOver.isRaised {
                    try await fixture.execute("UPDATE lfs_objects SET doomed_at = 1 WHERE deleting = 1")
                    _ = try await fixture.garbage.collect(policy)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.problems() == [])
    }

    private static func sendWhole(
        _ bytes: [UInt8], _ repoID: Int64, _ service: LFSService, _ fixture: StorageFixture
    ) async throws {
        let sha256 = Array(SHA256.hash(data: bytes))
        let before = try await service.beginPut(sha256)
        try await fixture.objects.put(
            LFSKeys.content(sha256), ByteStream(ByteBuffer(bytes: bytes)),
            expecting: ObjectExpectation(length: Int64(bytes.count), sha256: sha256))
        try await fixture.database.write { db in
            guard let repo = try ReposStore(db).find(id: repoID) else { throw TestFailure("no repo") }
            try LFSService.bind(
                LFSObject(sha256: sha256, size: Int64(bytes.count)), to: repo, uploader: nil, since: before, db)
        }
    }
}

/// Something that has happened or not.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isRaised: Bool { value.withLock { $0 } }

    func raise() { value.withLock { $0 = true } }
}
