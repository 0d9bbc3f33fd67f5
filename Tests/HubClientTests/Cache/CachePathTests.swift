import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct CachePathTests {
    @Test(arguments: [
        "config.json", "a/b/c.bin", "..a", "a..b/...", "a\\b", "ab:c", " ", "a b", "é/ü.txt", "a\nb", ".gitattributes",
        "日本語/模型.bin",
    ])
    func acceptsWhatStaysInside(file: String) throws {
        try CachePath.check(file)
        #expect(throws: Never.self) { try CacheFixture().folder.pointerPath(CacheFixture.commit, file) }
    }

    @Test(arguments: [
        "", "/etc/passwd", "//server/x", "..", "../x", "a/../x", "a/..", "..\\x", "a\\..\\x", "a/b\\..", "\\windows",
        "\\\\server\\share\\x", "a/\\\\server\\x", "C:\\x", "C:x", "a/C:x", "é:x", "a//b", "a/", "./a", "a/./b", "a\0b",
        "\\\\?\\C:\\x", "../\u{301}", "a/\u{301}/../b",
    ])
    func refusesWhatLeads(elsewhere file: String) async throws {
        let fixture = try CacheFixture()
        let local = LocalFolder(path: "\(fixture.directory.path)/local")
        #expect(await kind { try CachePath.check(file) } == .invalidInput)
        #expect(await kind { _ = try fixture.folder.pointerPath(CacheFixture.commit, file) } == .invalidInput)
        #expect(await kind { try fixture.folder.setRef(Revision(file), to: CacheFixture.commit) } == .invalidInput)
        #expect(await kind { _ = try local.places(of: file) } == .invalidInput)
        #expect(await kind { _ = try fixture.cache.cachedFile(file, of: CacheFixture.repo) } == .invalidInput)
        #expect(
            await kind { try await fixture.folder.link(blob: "e", into: CacheFixture.commit, as: file) }
                == .invalidInput)
        fixture.folder.markMissing(CacheFixture.commit, file)
        #expect(fixture.folder.commit(of: Revision(file)) == nil)
        #expect(try fixture.directory.names(in: ".") == [])
    }

    @Test(arguments: ["", "..", "main", "../x", String(repeating: "A", count: 40), String(repeating: "a", count: 41)])
    func refusesWhatIsNoCommit(commit: String) async throws {
        let folder = try CacheFixture().folder
        #expect(await kind { _ = try folder.pointerPath(commit, "a") } == .invalidInput)
        #expect(await kind { try folder.setRef("main", to: commit) } == .invalidInput)
        #expect(await kind { try folder.store(CachedTree(files: [:]), of: commit) } == .invalidInput)
    }

    @Test(arguments: [
        (String(repeating: "ab", count: 20), String(repeating: "ab", count: 20)), ("abc-5", "abc-5"),
        ("../../x", "sha256-9cdf6a50100a862e14286c7a334296daf7da8b45d48e20302424ca729b62a31a"),
        ("", "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ])
    func namesBlobsByTheirEtag(etag: String, name: String) throws {
        let folder = try CacheFixture().folder
        let found = FileSystem.name(of: folder.blobPath(etag))
        #expect(found == name)
        #expect(FileSystem.folder(of: folder.blobPath(etag)) == "\(folder.path)/blobs")
        #expect(folder.lockPath(etag) == "\(folder.cache.root)/.locks/models--org--name/\(found).lock")
    }

    @Test(arguments: [
        (RepoType.model, "org/name", "models--org--name"), (.model, "gpt2", "models--gpt2"),
        (.dataset, "org/na-me", "datasets--org--na-me"), (.space, "o/n.m_p", "spaces--o--n.m_p"),
    ])
    func namesTheFolderOfARepo(type: RepoType, id: String, name: String) throws {
        let repo = RepoReference(type: type, id: try #require(RepoID(id)))
        #expect(HubCache(root: "/c/").folder(of: repo).path == "/c/\(name)")
    }

    @Test(arguments: [
        ("../../blobs/x", "/c/m/snapshots/1", "/c/m/blobs/x"), ("/a/./b//c", "/z", "/a/b/c"), ("../..", "/a/b", "/"),
        ("x", "rel", "rel/x"), ("../../y", "rel", "../y"),
    ])
    func resolvesLinks(target: String, folder: String, path: String) {
        #expect(FileSystem.resolve(target, from: folder) == path)
    }
}
