import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct RepoFolderTests {
    private let commit = CacheFixture.commit

    @Test func preparesTheFolders() throws {
        let fixture = try CacheFixture()
        try fixture.folder.prepare()
        try fixture.folder.prepare()
        #expect(try fixture.directory.names(in: "hub") == ["CACHEDIR.TAG", "models--org--name"])
        #expect(try fixture.directory.names(in: "hub/models--org--name") == ["blobs", "snapshots"])
        let tag = try #require(text(fixture.inCache("CACHEDIR.TAG")))
        #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n#"))
    }

    @Test func keepsTheTagThatIsThere() throws {
        let fixture = try CacheFixture()
        try fixture.write("mine", fixture.inCache("CACHEDIR.TAG"))
        try fixture.folder.prepare()
        #expect(text(fixture.inCache("CACHEDIR.TAG")) == "mine")
    }

    @Test(arguments: ["main", "refs/pr/1", "refs/convert/parquet", "v1.0", "é"])
    func remembersRefs(name: String) throws {
        let folder = try CacheFixture().folder
        let revision = Revision(name)
        #expect(folder.commit(of: revision) == nil)
        try folder.setRef(revision, to: commit)
        #expect(text("\(folder.path)/refs/\(name)") == commit)
        #expect(folder.commit(of: revision) == commit)
        try folder.setRef(revision, to: CacheFixture.other)
        #expect(folder.commit(of: revision) == CacheFixture.other)
        #expect(try FileSystem.names(in: FileSystem.folder(of: "\(folder.path)/refs/\(name)")).count == 1)
    }

    @Test func writesNoRefForACommit() throws {
        let folder = try CacheFixture().folder
        try folder.setRef(Revision(commit), to: commit)
        #expect(FileStatus(folder.path) == nil)
        #expect(folder.commit(of: Revision(commit)) == commit)
    }

    @Test(arguments: ["", "1a1a", String(repeating: "1a", count: 20) + "1", "main", String(repeating: "Z", count: 40)])
    func ignoresRefsThatNameNoCommit(content: String) throws {
        let fixture = try CacheFixture()
        try fixture.write(content, "\(fixture.folder.path)/refs/main")
        #expect(fixture.folder.commit(of: .main) == nil)
    }

    @Test func readsRefsThatEndALine() throws {
        let fixture = try CacheFixture()
        try fixture.write("\(commit)\n", "\(fixture.folder.path)/refs/main")
        #expect(fixture.folder.commit(of: .main) == commit)
    }

    @Test func ignoresRefsThatAreNoFiles() throws {
        let fixture = try CacheFixture()
        try FileSystem.makeFolders("\(fixture.folder.path)/refs/main/x")
        #expect(fixture.folder.commit(of: .main) == nil)
    }

    @Test func writesARefOnlyIfItChanged() throws {
        let folder = try CacheFixture().folder
        try folder.setRef(.main, to: commit)
        let path = "\(folder.path)/refs/main"
        let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        try folder.setRef(.main, to: commit)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
        try folder.setRef(.main, to: CacheFixture.other)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int != before)
    }

    @Test func readersNeverSeeHalfARef() async throws {
        let folder = try CacheFixture().folder
        try folder.setRef(.main, to: commit)
        await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    for round in 0..<200 {
                        try? folder.setRef(.main, to: round % 2 == writer ? CacheFixture.commit : CacheFixture.other)
                    }
                    return true
                }
            }
            for _ in 0..<2 {
                group.addTask { (0..<400).allSatisfy { _ in folder.commit(of: .main) != nil } }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }

    @Test func remembersWhatIsMissing() throws {
        let folder = try CacheFixture().folder
        #expect(!folder.isKnownMissing(commit, "a/b.json"))
        folder.markMissing(commit, "a/b.json")
        folder.markMissing(commit, "a/b.json")
        #expect(folder.isKnownMissing(commit, "a/b.json"))
        #expect(!folder.isKnownMissing(CacheFixture.other, "a/b.json"))
        #expect(text("\(folder.path)/.no_exist/\(commit)/a/b.json") == "")
    }

    @Test func findsFilesByRevision() async throws {
        let fixture = try CacheFixture()
        let path = try await fixture.add("a/b.json", "{}", etag: "e1")
        fixture.folder.markMissing(commit, "c")
        #expect(try fixture.cache.cachedFile("a/b.json", of: CacheFixture.repo) == nil)
        try fixture.folder.setRef(.main, to: commit)
        for revision in [Revision.main, Revision(commit)] {
            let cached = { (file: String) in
                try fixture.cache.cachedFile(file, of: CacheFixture.repo, revision: revision)
            }
            #expect(try cached("a/b.json") == .file(path: path, commit: commit))
            #expect(try cached("c") == .knownMissing(commit: commit))
            #expect(try cached("d") == nil)
            #expect(try cached("a") == nil)
        }
        #expect(try fixture.cache.cachedFile("a/b.json", of: CacheFixture.repo, revision: "v2") == nil)
    }

    @Test func tellsTheCommitOfARevision() async throws {
        let fixture = try CacheFixture()
        let commitOf = { (revision: Revision) in fixture.cache.commit(of: CacheFixture.repo, revision: revision) }
        #expect(commitOf(.main) == nil && commitOf(Revision(commit)) == nil)
        try fixture.folder.setRef(.main, to: commit)
        // A ref alone is no copy.
        #expect(commitOf(.main) == nil)
        try await fixture.add("a", "1", etag: "e1")
        try fixture.folder.setRef("refs/pr/1", to: CacheFixture.other)
        #expect(commitOf(.main) == commit && commitOf(Revision(commit)) == commit)
        for revision in ["refs/pr/1", "v1", "../main", Revision(CacheFixture.other)] as [Revision] {
            #expect(commitOf(revision) == nil)
        }
    }

    @Test func distrustsFilesOfAnotherSize() async throws {
        let fixture = try CacheFixture()
        let path = try await fixture.add("a", "12345", etag: "e1")
        #expect(fixture.folder.entry("a", at: commit, size: 5) == .file(path: path, commit: commit))
        #expect(fixture.folder.hasBlob("e1", size: 5))
        try fixture.write("123", fixture.folder.blobPath("e1"))
        #expect(fixture.folder.entry("a", at: commit, size: 5) == nil)
        #expect(!fixture.folder.hasBlob("e1", size: 5))
    }

    @Test func listsWhatASnapshotLacks() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("a", "12345", etag: "e1")
        try await fixture.add("cut", "123", etag: "e2")
        let tree = CachedTree(files: [
            "a": .init(size: 5, blobID: "e1"), "cut": .init(size: 130, blobID: "e0", sha256: "e2", lfsSize: 9),
            "b/c": .init(size: 1, blobID: "e3"), "b.md": .init(size: 1, blobID: "e4"),
        ])
        #expect(fixture.folder.missingFiles(of: commit, in: tree) == ["b.md", "b/c", "cut"])
        #expect(fixture.folder.missingFiles(of: commit, in: tree) { $0.hasPrefix("b") } == ["b.md", "b/c"])
        #expect(fixture.folder.hasSnapshot(commit))
        #expect(!fixture.folder.hasSnapshot(CacheFixture.other))
    }

    /// A cache may lie on a disk that can only be read.
    @Test func servingAHitWritesNothing() async throws {
        let fixture = try CacheFixture()
        let path = try await fixture.add("a/b", "12345", etag: "e1")
        try fixture.folder.setRef(.main, to: commit)
        fixture.folder.markMissing(commit, "c")
        try fixture.folder.store(CachedTree(files: ["a/b": .init(size: 5, blobID: "e1")]), of: commit)
        let before = try state(fixture.cache.root)
        #expect(before.count == 16)
        #expect(try fixture.cache.cachedFile("a/b", of: CacheFixture.repo) == .file(path: path, commit: commit))
        #expect(try fixture.cache.cachedFile("c", of: CacheFixture.repo) == .knownMissing(commit: commit))
        let tree = try #require(fixture.folder.tree(of: commit))
        #expect(fixture.folder.missingFiles(of: commit, in: tree) == [])
        try fixture.folder.setRef(.main, to: commit)
        fixture.folder.markMissing(commit, "c")
        try fixture.folder.prepare()
        try await fixture.folder.link(blob: "e1", into: commit, as: "a/b")
        _ = try await fixture.cache.scan()
        #expect(try state(fixture.cache.root) == before)
    }

    /// When each folder was last written to, and each file last changed.
    private func state(_ path: String) throws -> [String: Double] {
        var state = [path: try #require(FileStatus(unfollowed: path)).modified]
        if FileStatus(unfollowed: path)?.kind != .folder { return state }
        for name in try FileSystem.names(in: path) {
            state.merge(try self.state("\(path)/\(name)")) { first, _ in first }
        }
        return state
    }
}
