import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct CacheRemovalTests {
    private let fixture: CacheFixture
    private let commit = CacheFixture.commit
    private let other = CacheFixture.other
    private let hash = String(repeating: "c0", count: 32)

    init() throws { fixture = try CacheFixture() }

    /// Two revisions that share a blob; `main` names the first.
    private func fill() async throws {
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("b", "123", etag: "e2")
        try await fixture.add("a", "12345", etag: "e1", commit: other)
        try await fixture.add("c/d", "1", etag: "e3", commit: other)
        try fixture.folder.setRef("main", to: commit)
        try fixture.folder.setRef("refs/pr/1", to: other)
        fixture.folder.markMissing(commit, "x")
        try fixture.folder.store(CachedTree(files: [:]), of: commit)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileSystem.names(in: "\(fixture.folder.path)/\(folder)")
    }

    @Test func removesARevisionAndWhatOnlyItHas() async throws {
        try await fill()
        let removal = try await fixture.cache.scan().removal(of: [.revision(commit.uppercased())])
        #expect(removal.freedBytes == 3 && removal.revisions.map(\.commit) == [commit] && removal.repos.isEmpty)
        #expect(try names("snapshots") == [commit, other])
        try await fixture.cache.remove(removal)
        #expect(try names("snapshots") == [other] && names("blobs") == ["e1", "e3"] && names("refs") == ["refs"])
        #expect(try names(".no_exist") == [] && names("trees") == [])
        let report = try await fixture.cache.scan()
        #expect(report.warnings == [] && report.size == 6)
        try await fixture.cache.remove(removal)
    }

    @Test func removesARepoOfWhichNothingStays() async throws {
        try await fill()
        try fixture.write("1234", fixture.folder.partialPath("e9"))
        _ = try await fixture.folder.lock("e1")
        let report = try await fixture.cache.scan()
        for targets in [[CacheTarget.repo("MODEL/org/Name")], [.revision(commit), .revision(other)]] {
            let removal = report.removal(of: targets)
            #expect(removal.repos.map(\.id) == ["org/name"] && removal.revisions.isEmpty && removal.freedBytes == 13)
        }
        try await fixture.cache.remove(report.removal(of: [.repo("model/org/name")]))
        #expect(try fixture.directory.names(in: "hub") == [".locks", "CACHEDIR.TAG"])
    }

    @Test func removesSingleFiles() async throws {
        try await fill()
        let report = try await fixture.cache.scan()
        let removal = report.removal(of: [.file(repo: "model/org/name", path: "a")])
        #expect(removal.freedBytes == 5 && removal.files.map(\.file) == ["a", "a"] && removal.revisions.isEmpty)
        try await fixture.cache.remove(removal)
        #expect(try names("blobs") == ["e2", "e3"] && names("snapshots/\(commit)") == ["b"])
        #expect(try await fixture.cache.scan().warnings == [])
    }

    @Test func saysWhatIsNotThere() async throws {
        try await fill()
        let targets: [CacheTarget] = [
            .repo("model/no/body"), .repo("org/name"), .revision(String(repeating: "0", count: 40)),
            .file(repo: "model/org/name", path: "no"), .file(repo: "model/no/body", path: "a"),
        ]
        let removal = try await fixture.cache.scan().removal(of: targets)
        #expect(removal.notFound == targets && removal.isEmpty && removal.freedBytes == 0)
    }

    @Test func aSharedBlobGoesWithItsLastRepo() async throws {
        let shared = try #require(fixture.cache.sharedBlobs)
        for name in ["one", "two"] {
            try await fixture.add("a", "12345", etag: "e1", to: fixture.folder(name))
            _ = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder(name))
        }
        let report = try await fixture.cache.scan()
        let both = report.removal(of: [.repo("model/org/one"), .repo("model/org/two")])
        #expect(both.freedBytes == 5)
        let first = report.removal(of: [.repo("model/org/one")])
        #expect(first.freedBytes == 0)
        try await fixture.cache.remove(first)
        #expect(text(fixture.folder("two").blobPath("e1")) == "12345")
        let second = try await fixture.cache.scan().removal(of: [.repo("model/org/two")])
        #expect(second.freedBytes == 5)
        try await fixture.cache.remove(second)
        #expect(try fixture.directory.names(in: "hub/blobs/c0") == ["\(hash).lock"])
    }

    @Test func removesFilesThatAreNoLinksOnce() async throws {
        let fixture = try CacheFixture(usesSymlinks: false)
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("b", "123", etag: "e2", commit: other)
        let removal = try await fixture.cache.scan().removal(of: [.revision(commit)])
        #expect(removal.freedBytes == 5)
        try await fixture.cache.remove(removal)
        #expect(try await fixture.cache.scan().size == 3)
    }

    @Test func prunesWhatNobodyMisses() async throws {
        try await fill()
        try FileSystem.removeFile("\(fixture.folder.path)/refs/refs/pr/1")
        let old = [".e6.0123abcd.shared", "e4.incomplete", "e5.0123abcd.incomplete", "e5.resume.incomplete"]
        for name in old + ["young.incomplete", "held.incomplete"] {
            try fixture.write("12", "\(fixture.folder.path)/blobs/\(name)")
        }
        let long = Date(timeIntervalSinceNow: -25 * 3600)
        for name in old + ["held.incomplete"] {
            try FileManager.default.setAttributes(
                [.modificationDate: long], ofItemAtPath: "\(fixture.folder.path)/blobs/\(name)")
        }
        let lock = try await fixture.folder.lock("held")
        let report = try await fixture.cache.scan()
        let removal = report.pruning()
        #expect(removal.revisions.map(\.commit) == [other] && removal.repos.isEmpty)
        #expect(removal.partials.map { FileSystem.name(of: $0.path) } == old + ["held.incomplete"])
        #expect(removal.freedBytes == 1 + 10)
        #expect(report.pruning(partialsOlderThan: .seconds(26 * 3600)).partials == [])
        try await fixture.cache.remove(removal)
        #expect(try names("blobs") == ["e1", "e2", "held.incomplete", "young.incomplete"])
        #expect(try names("snapshots") == [commit])
        withExtendedLifetime(lock) {}
    }

    @Test func leavesAPartialThatWasWrittenToSinceThePlan() async throws {
        try fixture.folder.prepare()
        try fixture.write("12", fixture.folder.partialPath("e1"))
        let removal = try await fixture.cache.scan().pruning(partialsOlderThan: .seconds(-10))
        #expect(removal.partials.count == 1)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: fixture.folder.partialPath("e1"))
        try await fixture.cache.remove(removal)
        #expect(try names("blobs") == ["e1.incomplete"])
    }

    @Test func prunesSharedBlobsOfNobody() async throws {
        let shared = try #require(fixture.cache.sharedBlobs)
        try await fixture.add("a", "12345", etag: "e1")
        _ = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder)
        try FileSystem.removeAll(fixture.folder.path)
        let removal = try await fixture.cache.scan().pruning()
        #expect(removal.freedBytes == 5 && removal.sharedBlobs.map(\.xetHash) == [hash])
        try await fixture.cache.remove(removal)
        #expect(try await fixture.cache.scan().size == 0)
    }

    @Test func doesNotFollowLinksOutOfTheCache() async throws {
        try await fill()
        try fixture.write("precious", "\(fixture.directory.path)/elsewhere/file")
        try FileSystem.link("\(fixture.folder.path)/snapshots/\(commit)/out", to: "\(fixture.directory.path)/elsewhere")
        let report = try await fixture.cache.scan()
        try await fixture.cache.remove(report.removal(of: [.repo("model/org/name")]))
        #expect(text("\(fixture.directory.path)/elsewhere/file") == "precious")
    }
}
