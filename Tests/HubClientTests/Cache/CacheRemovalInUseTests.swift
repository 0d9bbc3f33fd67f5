import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

/// What comes into use between the plan of a removal and its end stays.
@Suite struct CacheRemovalInUseTests {
    private let fixture: CacheFixture
    private let commit = CacheFixture.commit
    private let other = CacheFixture.other

    /// Two revisions with a file each; `main` names the first.
    init() async throws {
        fixture = try CacheFixture()
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("b", "123", etag: "e2")
        try await fixture.add("c", "1", etag: "e3", commit: other)
        try fixture.folder.setRef("main", to: commit)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileSystem.names(in: "\(fixture.folder.path)/\(folder)")
    }

    private func plan(_ targets: CacheTarget...) async throws -> CacheRemoval {
        try await fixture.cache.scan().removal(of: targets)
    }

    /// A partial that was last written to a day ago and more.
    private func addOldPartial(_ etag: String) throws {
        let path = fixture.folder.partialPath(etag)
        try fixture.write("12", path)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -25 * 3600)], ofItemAtPath: path)
    }

    @Test func aRefThatWasMovedSinceThePlanStays() async throws {
        let removal = try await plan(.revision(commit))
        try fixture.folder.setRef("main", to: other)
        try await fixture.cache.remove(removal)
        #expect(fixture.folder.commit(of: "main") == other)
        #expect(try names("snapshots") == [other] && names("blobs") == ["e3"])
    }

    @Test func aRepoOfWhichARefWasMovedSinceThePlanStays() async throws {
        let new = String(repeating: "3c", count: 20)
        let removal = try await plan(.repo("model/org/name"))
        try fixture.folder.setRef("main", to: new)
        try await fixture.cache.remove(removal)
        #expect(fixture.folder.commit(of: "main") == new)
        #expect(try names("snapshots") == [] && names("blobs") == [])
    }

    @Test func aRepoGoesWithARefThatNamedNothing() async throws {
        try fixture.folder.setRef("gone", to: String(repeating: "3c", count: 20))
        try await fixture.cache.remove(try await plan(.repo("model/org/name")))
        #expect(FileStatus(fixture.folder.path) == nil)
    }

    @Test func aBlobThatSomebodyHoldsStays() async throws {
        let removal = try await plan(.revision(commit))
        let lock = try await fixture.folder.lock("e2")
        try await fixture.cache.remove(removal)
        #expect(try names("snapshots") == [other] && names("blobs") == ["e2", "e3"])
        lock.release()
    }

    @Test func aBlobThatASnapshotLinksToByNowStays() async throws {
        let removal = try await plan(.revision(commit))
        try await fixture.folder.link(blob: "e2", into: other, as: "d/e")
        try await fixture.cache.remove(removal)
        #expect(try names("blobs") == ["e2", "e3"])
        #expect(text("\(fixture.folder.snapshotPath(other))/d/e") == "123")
    }

    @Test func aSnapshotThatIsNewSinceThePlanStays() async throws {
        let new = String(repeating: "3c", count: 20)
        let removal = try await plan(.repo("model/org/name"))
        try await fixture.add("b", "123", etag: "e2", commit: new)
        try await fixture.cache.remove(removal)
        #expect(text("\(fixture.folder.snapshotPath(new))/b") == "123")
        #expect(try names("snapshots") == [new] && names("blobs") == ["e2"])
    }

    @Test func aDownloadIntoARepoThatGoesKeepsItsFiles() async throws {
        let lock = try await fixture.folder.lock("e9")
        try fixture.write("12", fixture.folder.partialPath("e9"))
        try await fixture.cache.remove(try await plan(.repo("model/org/name")))
        #expect(try names("snapshots") == [] && names("blobs") == ["e9.incomplete"])
        lock.release()
        try await fixture.cache.remove(try await plan(.repo("model/org/name")))
        #expect(FileStatus(fixture.folder.path) == nil)
    }

    @Test func pruningLeavesAYoungPartialOfARepoWithoutRefs() async throws {
        try FileSystem.removeFile("\(fixture.folder.path)/refs/main")
        try addOldPartial("e4")
        try fixture.write("12", fixture.folder.partialPath("e5"))
        let removal = try await fixture.cache.scan().pruning()
        #expect(removal.repos == [] && removal.revisions.map(\.commit) == [commit, other])
        #expect(removal.partials.map(\.path) == [fixture.folder.partialPath("e4")] && removal.freedBytes == 9 + 2)
        try await fixture.cache.remove(removal)
        #expect(try names("snapshots") == [] && names("blobs") == ["e5.incomplete"])
    }

    @Test func pruningLeavesAPartialThatSomebodyHoldsInARepoWithoutRefs() async throws {
        try FileSystem.removeFile("\(fixture.folder.path)/refs/main")
        try addOldPartial("e4")
        let lock = try await fixture.folder.lock("e4")
        let removal = try await fixture.cache.scan().pruning()
        #expect(removal.repos.map(\.id) == ["org/name"])
        try await fixture.cache.remove(removal)
        #expect(try names("snapshots") == [] && names("blobs") == ["e4.incomplete"])
        lock.release()
    }

    @Test func aFileOutsideOfTheCacheThatASnapshotLinksToStays() async throws {
        try fixture.write("precious", "\(fixture.directory.path)/elsewhere")
        try FileSystem.link(
            "\(fixture.folder.snapshotPath(commit))/out", to: "\(fixture.directory.path)/elsewhere")
        try await fixture.cache.remove(try await plan(.revision(commit)))
        #expect(text("\(fixture.directory.path)/elsewhere") == "precious")
        #expect(try names("snapshots") == [other])
    }
}
