import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct SharedBlobsTests {
    private let fixture: CacheFixture
    private let shared: SharedBlobs
    private let hash = String(repeating: "c0", count: 32)

    init() throws {
        fixture = try CacheFixture()
        shared = try #require(fixture.cache.sharedBlobs)
    }

    private var payload: String { fixture.inCache("blobs/c0/\(hash)") }

    /// A blob as a Xet download leaves it.
    private func fetch(_ content: String, _ etag: String, _ folder: RepoFolder) async throws {
        try folder.prepare()
        try fixture.write(content, folder.partialPath(etag))
        try await folder.finish(folder.partialPath(etag), as: etag)
    }

    @Test func publishesAndFinds() async throws {
        let (one, two) = (fixture.folder("one"), fixture.folder("two"))
        try await fetch("12345", "e1", one)
        #expect(!shared.contains(hash, size: 5))
        #expect(try await !shared.find(hash, size: 5, for: "e1", in: two))
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: one))
        #expect(shared.contains(hash, size: 5) && !shared.contains(hash, size: 6))
        try two.prepare()
        #expect(try await !shared.find(hash, size: 6, for: "e1", in: two))
        #expect(try await shared.find(hash, size: 5, for: "e1", in: two))
        for folder in [one, two] {
            #expect(FileSystem.linkTarget(folder.blobPath("e1")) == "../../blobs/c0/\(hash)")
            #expect(text(folder.blobPath("e1")) == "12345")
            #expect(try FileSystem.names(in: "\(folder.path)/blobs") == ["e1"])
        }
        #expect(text("\(payload).refs") == "models--org--one/blobs/e1\nmodels--org--two/blobs/e1\n")
        #expect(try fixture.directory.names(in: "hub/blobs") == [".huggingface-shared-blobs", "c0"])
        #expect(try fixture.directory.names(in: "hub/blobs/c0") == [hash, "\(hash).lock", "\(hash).refs"])
        #expect(text(fixture.inCache("blobs/.huggingface-shared-blobs")) == "1\n")
    }

    @Test func permissionsFollowTheCache() async throws {
        let modes = [(0o755, 0o755, 0o444), (0o2750, 0o2750, 0o440), (0o700, 0o700, 0o400)]
        for (cacheMode, folderMode, fileMode) in modes {
            let fixture = try CacheFixture()
            let shared = try #require(fixture.cache.sharedBlobs)
            try fixture.folder.prepare()
            try FileSystem.setMode(UInt32(cacheMode), of: fixture.cache.root)
            try fixture.write("12345", fixture.folder.blobPath("e1"))
            #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder))
            let mode = { (path: String) in FileStatus(fixture.inCache(path)).map { Int($0.mode) } }
            #expect(mode("blobs") == folderMode && mode("blobs/c0") == folderMode)
            #expect(mode("blobs/c0/\(hash)") == fileMode && mode("blobs/.huggingface-shared-blobs") == fileMode)
            #expect(mode("blobs/c0/\(hash).lock") == 0o666 && mode("blobs/c0/\(hash).refs") == 0o666)
        }
    }

    @Test(arguments: ["foreign", ".huggingface-shared-blobs", ".huggingface-shared-blobs.1234567g.tmp"])
    func neverTouchesAFolderWithoutTheMarker(file: String) async throws {
        try fixture.write("2\n", fixture.inCache("blobs/\(file)"))
        try await fetch("12345", "e1", fixture.folder)
        #expect(try await !shared.publish(hash, size: 5, of: "e1", in: fixture.folder))
        #expect(try await !shared.find(hash, size: 5, for: "e1", in: fixture.folder))
        #expect(try fixture.directory.names(in: "hub/blobs") == [file])
        #expect(text(fixture.inCache("blobs/\(file)")) == "2\n")
        #expect(FileStatus(unfollowed: fixture.folder.blobPath("e1"))?.kind == .file)
    }

    @Test func takesOverAFolderWhoseMarkingWasBrokenOff() async throws {
        try fixture.write("1", fixture.inCache("blobs/.huggingface-shared-blobs.12345678.tmp"))
        try await fetch("12345", "e1", fixture.folder)
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder))
        #expect(try fixture.directory.names(in: "hub/blobs") == [".huggingface-shared-blobs", "c0"])
    }

    @Test func replacesADamagedPayloadOnly() async throws {
        try await fetch("12345", "e1", fixture.folder("one"))
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder("one")))
        try await fetch("other", "e1", fixture.folder("two"))
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder("two")))
        #expect(text(payload) == "12345")
        try await fetch("force", "e1", fixture.folder("two"))
        #expect(text(payload) == "12345")
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder("two"), replacing: true))
        #expect(text(payload) == "force" && text(fixture.folder("one").blobPath("e1")) == "force")
        try FileSystem.setMode(0o600, of: payload)
        try fixture.write("cut", payload)
        try await fetch("12345", "e1", fixture.folder("three"))
        #expect(try await !shared.find(hash, size: 5, for: "e1", in: fixture.folder("three")))
        #expect(try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder("three")))
        #expect(text(fixture.folder("one").blobPath("e1")) == "12345")
    }

    @Test(arguments: ["", "c0", String(repeating: "C0", count: 32), "../" + String(repeating: "c", count: 61)])
    func refusesWhatIsNoHash(hash: String) async throws {
        try await fetch("12345", "e1", fixture.folder)
        #expect(try await !shared.publish(hash, size: 5, of: "e1", in: fixture.folder))
        #expect(try await !shared.find(hash, size: 5, for: "e1", in: fixture.folder))
        #expect(!shared.contains(hash, size: 5))
        #expect(try fixture.directory.names(in: "hub") == ["CACHEDIR.TAG", "models--org--name"])
    }

    @Test func leavesEverythingWhereLocksAreNotToBeTrusted() async throws {
        try await fetch("12345", "e1", fixture.folder)
        try await FileLock.$flock.withValue({ _, _ in 0 }) {
            let isPublished = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder)
            #expect(!isPublished)
        }
        #expect(FileStatus(unfollowed: fixture.folder.blobPath("e1"))?.kind == .file)
        #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs") == ["e1"])
    }

    @Test func isNotUsedWithoutLinksOrWhenSwitchedOff() throws {
        #expect(try CacheFixture(usesSymlinks: false).cache.sharedBlobs == nil)
        #expect(try CacheFixture(sharesBlobs: false).cache.sharedBlobs == nil)
    }

    @Test func sweepsWhatNothingLinksTo() async throws {
        let (one, two) = (fixture.folder("one"), fixture.folder("two"))
        try await fetch("12345", "e1", one)
        _ = try await shared.publish(hash, size: 5, of: "e1", in: one)
        try two.prepare()
        _ = try await shared.find(hash, size: 5, for: "e1", in: two)
        try FileSystem.removeAll(one.path)
        #expect(!shared.isUnused(payload))
        try await shared.sweep(payload)
        #expect(text("\(payload).refs") == "models--org--two/blobs/e1\n")
        #expect(text(two.blobPath("e1")) == "12345")
        try FileSystem.removeAll(two.path)
        #expect(shared.isUnused(payload))
        try await shared.sweep(payload)
        #expect(try fixture.directory.names(in: "hub/blobs/c0") == ["\(hash).lock"])
    }

    /// Without a list that can be read nobody knows who links to it.
    @Test(arguments: [nil, "\u{FFFD}"])
    func keepsAPayloadWithoutAList(list: String?) async throws {
        try await fetch("12345", "e1", fixture.folder)
        _ = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder)
        try FileSystem.removeAll(fixture.folder.path)
        try FileSystem.removeFile("\(payload).refs")
        if list != nil { try Data([0xFF, 0x0A]).write(to: URL(filePath: "\(payload).refs")) }
        #expect(!shared.isUnused(payload))
        try await shared.sweep(payload)
        #expect(text(payload) == "12345")
    }

    @Test(arguments: [
        "../../etc/blobs/e1", "/models--a/blobs/e1", "models--a/../e1", "blobs/c0/x", "models--a/snapshots/e1",
        "models--a/blobs/..", "",
    ])
    func believesNoLineThatLeadsElsewhere(line: String) async throws {
        try await fetch("12345", "e1", fixture.folder)
        _ = try await shared.publish(hash, size: 5, of: "e1", in: fixture.folder)
        try fixture.write("\(line)\nmodels--org--name/blobs/e1\nmodels--org--gone/blobs/e1\n", "\(payload).refs")
        #expect(shared.references(to: payload) == ["models--org--name/blobs/e1"])
    }
}
