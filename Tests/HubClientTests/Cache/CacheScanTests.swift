import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct CacheScanTests {
    private let fixture: CacheFixture
    private let commit = CacheFixture.commit
    private let other = CacheFixture.other

    init() throws { fixture = try CacheFixture() }

    @Test func countsEachContentOnce() async throws {
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("b/c", "123", etag: "e2")
        try await fixture.add("again", "123", etag: "e2")
        try await fixture.add("a", "12345", etag: "e1", commit: other)
        try fixture.folder.setRef("main", to: commit)
        try fixture.folder.setRef("refs/pr/1", to: commit)
        let report = try await fixture.cache.scan()
        let repo = try #require(report.repos.first)
        #expect(report.repos.count == 1 && report.size == 8 && report.warnings == [] && report.partials == [])
        #expect(repo.cacheID == "model/org/name" && repo.reference == CacheFixture.repo)
        #expect(repo.size == 8 && repo.fileCount == 2 && repo.refs == ["main", "refs/pr/1"])
        #expect(repo.revisions.map(\.commit) == [commit, other])
        #expect(repo.revisions.map(\.size) == [8, 5])
        #expect(repo.revisions.map(\.refs) == [["main", "refs/pr/1"], []])
        #expect(repo.revisions[0].files.map(\.file) == ["a", "again", "b/c"])
        #expect(repo.revisions[0].files[2].blobPath == fixture.folder.blobPath("e2"))
        let modified = try #require(FileStatus(fixture.folder.blobPath("e2"))?.modified)
        #expect(repo.lastModified == Timestamp(seconds: modified))
    }

    @Test func sortsRepos() async throws {
        for name in ["datasets--b", "models--Z--a", "models--a--b", "kernels--k--k", "models--gpt2", "spaces--s--s"] {
            try FileSystem.makeFolders(fixture.inCache("\(name)/snapshots"))
        }
        let report = try await fixture.cache.scan()
        #expect(
            report.repos.map(\.cacheID) == [
                "dataset/b", "kernel/k/k", "model/a/b", "model/gpt2", "model/Z/a", "space/s/s",
            ])
        #expect(report.repos[1].reference == nil)
        #expect(report.warnings == [])
    }

    /// One broken link must not hide the rest of its repo.
    @Test func aBrokenLinkIsAWarning() async throws {
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("b", "123", etag: "e2")
        try FileSystem.removeFile(fixture.folder.blobPath("e2"))
        let report = try await fixture.cache.scan()
        #expect(report.repos.first?.revisions.first?.files.map(\.file) == ["a"])
        #expect(report.repos.first?.revisions.first?.brokenFiles == ["b"])
        let path = try fixture.folder.pointerPath(commit, "b")
        #expect(report.warnings == [CacheWarning(path: path, message: "The content of a file is gone")])
        #expect(report.size == 5)
    }

    @Test func whatBelongsToOthersIsAWarning() async throws {
        try await fixture.add("a", "12345", etag: "e1")
        try fixture.write("x", fixture.inCache("notes.txt"))
        try fixture.write("x", fixture.inCache("blobs/mine"))
        try fixture.write("x", fixture.inCache("version--1/x"))
        try fixture.write("x", fixture.inCache(".DS_Store"))
        try fixture.write("x", fixture.inCache("models--a--b/refs/main"))
        try fixture.write("x", "\(fixture.folder.path)/snapshots/file")
        try fixture.write("x", "\(fixture.folder.path)/refs/half")
        try fixture.write(other, "\(fixture.folder.path)/refs/gone")
        try fixture.write("1a", "\(fixture.folder.path)/refs/main.0123abcd.tmp")
        _ = try await fixture.folder.lock("e1")
        let report = try await fixture.cache.scan()
        #expect(report.repos.map(\.id) == ["org/name"])
        #expect(
            Set(report.warnings.map { String($0.path.dropFirst(fixture.cache.root.count + 1)) }) == [
                "notes.txt", "blobs", "version--1", "models--a--b", "models--org--name/snapshots/file",
                "models--org--name/refs/half", "models--org--name/refs/gone",
            ])
    }

    @Test func countsFilesWithoutLinks() async throws {
        let fixture = try CacheFixture(usesSymlinks: false)
        try await fixture.add("a", "12345", etag: "e1")
        let report = try await fixture.cache.scan()
        let file = try #require(report.repos.first?.revisions.first?.files.first)
        #expect(file.blobPath == file.path && file.size == 5 && report.size == 5)
    }

    @Test func listsPartials() async throws {
        try fixture.folder.prepare()
        let names = ["e1.incomplete", "e2.0123abcd.incomplete", "e3.resume.incomplete", ".e4.0123abcd.shared"]
        for name in names { try fixture.write("123", "\(fixture.folder.path)/blobs/\(name)") }
        try fixture.write("123", fixture.folder.blobPath("e5"))
        let report = try await fixture.cache.scan()
        #expect(report.partials.map { FileSystem.name(of: $0.path) } == [names[3]] + names[..<3])
        #expect(report.partials.map(\.size) == [3, 3, 3, 3])
        #expect(report.repos.first?.size == 0)
    }

    @Test(arguments: [
        ("e1.incomplete", "e1"), ("e1.0123abcd.incomplete", "e1"), ("e1.resume.incomplete", "e1"),
        ("a.b.incomplete", "a.b"), ("e1", nil), ("tmp_1", nil),
    ])
    func knowsWhosePartialItIs(name: String, etag: String?) { #expect(PartialName.etag(of: name) == etag) }

    @Test func aSharedBlobCountsOnceForTheCacheAndForEachRepo() async throws {
        let shared = try #require(fixture.cache.sharedBlobs)
        let hash = String(repeating: "c0", count: 32)
        for name in ["one", "two"] {
            try await fixture.add("a", "12345", etag: "e1", to: fixture.folder(name))
            _ = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder(name))
        }
        let report = try await fixture.cache.scan()
        #expect(report.repos.map(\.size) == [5, 5] && report.size == 5 && report.warnings == [])
        #expect(report.unusedSharedBlobs == [])
        try FileSystem.removeAll(fixture.folder("one").path)
        try FileSystem.removeAll(fixture.folder("two").path)
        let rest = try await fixture.cache.scan()
        #expect(rest.size == 5 && rest.unusedSharedBlobs.map(\.xetHash) == [hash])
    }

    @Test func saysThatThereIsNoCache() async throws {
        #expect(await kind { _ = try await fixture.cache.scan() } == .fileSystem(code: 2))
        try fixture.write("x", fixture.cache.root)
        #expect(await kind { _ = try await fixture.cache.scan() } == .fileSystem(code: 20))
    }
}
