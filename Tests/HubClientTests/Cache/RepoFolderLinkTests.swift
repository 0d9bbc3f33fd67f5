import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct RepoFolderLinkTests {
    private let commit = CacheFixture.commit

    @Test(arguments: [("a", "../../blobs/e1"), ("a/b", "../../../blobs/e1"), ("a/b/c/d", "../../../../../blobs/e1")])
    func linksWithAStepUpForEachFolder(file: String, target: String) async throws {
        let fixture = try CacheFixture()
        let path = try await fixture.add(file, "x", etag: "e1")
        #expect(FileSystem.linkTarget(path) == target)
        #expect(text(path) == "x")
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs") == ["e1"])
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/snapshots") == [commit])
    }

    @Test func replacesALinkToAnotherBlobInOneStep() async throws {
        let fixture = try CacheFixture()
        let path = try await fixture.add("a", "old", etag: "e1")
        try await fixture.add("a", "new", etag: "e2")
        #expect(text(path) == "new")
        #expect(text(fixture.folder.blobPath("e1")) == "old")
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs") == ["e1", "e2"])
    }

    @Test func replacesAFileByALink() async throws {
        let fixture = try CacheFixture()
        try fixture.write("copied once", "\(fixture.folder.snapshotPath(commit))/a")
        let path = try await fixture.add("a", "new", etag: "e1")
        #expect(FileSystem.linkTarget(path) == "../../blobs/e1")
    }

    @Test func manyMayMakeTheSameLink() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("other", "x", etag: "e1")
        let folder = fixture.folder
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<50 {
                        try await folder.link(blob: "e1", into: CacheFixture.commit, as: "\(round)/f")
                    }
                }
            }
            try await group.waitForAll()
        }
        for round in 0..<50 { #expect(text("\(folder.snapshotPath(commit))/\(round)/f") == "x") }
        #expect(try FileSystem.names(in: "\(folder.path)/blobs") == ["e1"])
    }

    /// Other blobs under the same name, as after a forced download: a reader always finds one of them.
    @Test func readersAlwaysFindAFile() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("f", "1", etag: "e1")
        try await fixture.add("g", "2", etag: "e2")
        let folder = fixture.folder
        let path = try folder.pointerPath(commit, "f")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for round in 0..<300 {
                    try await folder.link(blob: round % 2 == 0 ? "e2" : "e1", into: CacheFixture.commit, as: "f")
                }
                return true
            }
            group.addTask { (0..<1000).allSatisfy { _ in ["1", "2"].contains(text(path)) } }
            for try await isThere in group { #expect(isThere) }
        }
    }

    @Test func movesANewBlobWhereThereAreNoLinks() async throws {
        let fixture = try CacheFixture(usesSymlinks: false)
        let path = try await fixture.add("a/b", "x", etag: "e1")
        #expect(FileStatus(unfollowed: path)?.kind == .file)
        #expect(text(path) == "x")
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs") == [])
    }

    @Test func copiesABlobThatOthersHaveWhereThereAreNoLinks() async throws {
        let fixture = try CacheFixture(usesSymlinks: false)
        try fixture.folder.prepare()
        try fixture.write("x", fixture.folder.blobPath("e1"))
        let path = try await fixture.add("a", "x", etag: "e1")
        #expect(FileStatus(unfollowed: path)?.kind == .file)
        #expect(text(path) == "x")
        #expect(text(fixture.folder.blobPath("e1")) == "x")
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs") == ["e1"])
    }

    /// A file system without links finds first that a name is taken.
    @Test(arguments: [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS], [true, false])
    func replacesAFileWhereLinksTurnOutImpossible(failure: CInt, isNewBlob: Bool) async throws {
        let fixture = try CacheFixture()
        let folder = fixture.folder
        try folder.prepare()
        try fixture.write("old", try folder.pointerPath(commit, "a"))
        try fixture.write("new", folder.blobPath("e1"))
        try await RepoFolder.$symlink.withValue({ _, path in FileStatus(unfollowed: path) == nil ? failure : EEXIST }) {
            try await folder.link(blob: "e1", into: commit, as: "a", isNewBlob: isNewBlob)
        }
        let pointer = try folder.pointerPath(commit, "a")
        #expect(text(pointer) == "new" && FileStatus(unfollowed: pointer)?.kind == .file)
        #expect(text(folder.blobPath("e1")) == (isNewBlob ? nil : "new"))
    }

    @Test func reportsALinkThatCannotBeMade() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("a", "x", etag: "e1")
        for taken in [true, false] {
            let link: @Sendable (String, String) -> CInt = { _, path in
                taken && FileStatus(unfollowed: path) != nil ? EEXIST : EIO
            }
            await RepoFolder.$symlink.withValue(link) {
                #expect(
                    await kind { try await fixture.folder.link(blob: "e2", into: commit, as: "a") }
                        == .fileSystem(code: EIO))
            }
        }
    }

    @Test func neverMovesASharedBlobAway() async throws {
        let fixture = try CacheFixture(usesSymlinks: false)
        try fixture.folder.prepare()
        try fixture.write("x", fixture.inCache("elsewhere"))
        try FileSystem.link(fixture.folder.blobPath("e1"), to: "../../elsewhere")
        try await fixture.folder.link(blob: "e1", into: commit, as: "a", isNewBlob: true)
        #expect(FileStatus(unfollowed: try fixture.folder.pointerPath(commit, "a"))?.kind == .file)
        #expect(text(fixture.inCache("elsewhere")) == "x")
        #expect(text(fixture.folder.blobPath("e1")) == "x")
    }

    @Test func finishingReplacesALinkAndNeverWritesThroughIt() async throws {
        let fixture = try CacheFixture()
        let folder = fixture.folder
        try folder.prepare()
        try fixture.write("old", fixture.inCache("shared"))
        try FileSystem.link(folder.blobPath("e1"), to: "../../shared")
        try fixture.write("new", folder.uniquePartialPath("e1"))
        let partial = try #require(FileSystem.names(in: "\(folder.path)/blobs").first { $0.hasSuffix(".incomplete") })
        try await folder.finish("\(folder.path)/blobs/\(partial)", as: "e1")
        #expect(text(fixture.inCache("shared")) == "old")
        #expect(text(folder.blobPath("e1")) == "new")
        #expect(try FileSystem.names(in: "\(folder.path)/blobs") == ["e1"])
    }

    @Test(arguments: [true, false])
    func givesABlobThePermissionsOfANewFile(synchronizing: Bool) async throws {
        let fixture = try CacheFixture()
        let folder = fixture.folder
        try folder.prepare()
        let usual = try #require(FileSystem.modeOfNewFile(in: "\(folder.path)/blobs"))
        try fixture.write("x", folder.partialPath("e1"))
        try FileSystem.setMode(0o600, of: folder.partialPath("e1"))
        try await folder.finish(folder.partialPath("e1"), as: "e1", synchronizing: synchronizing)
        #expect(FileStatus(folder.blobPath("e1"))?.mode == usual)
        #expect(try FileSystem.names(in: "\(folder.path)/blobs") == ["e1"])
    }

    @Test func namesPartialsAsPythonDoes() throws {
        let folder = try CacheFixture().folder
        #expect(folder.partialPath("e1") == "\(folder.path)/blobs/e1.incomplete")
        let unique = folder.uniquePartialPath("e1")
        #expect(unique != folder.uniquePartialPath("e1"))
        #expect(unique.hasPrefix("\(folder.path)/blobs/e1.") && unique.hasSuffix(".incomplete"))
        #expect(unique.utf8.count == folder.partialPath("e1").utf8.count + 9)
    }
}
