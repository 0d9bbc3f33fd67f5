import Foundation
import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

@Suite struct CacheVerificationTests {
    private let commit = CacheFixture.commit
    /// `printf 12345 | sha256sum` and `printf 12345 | git hash-object --stdin`.
    private let sha256 = "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"
    private let sha1 = "bd41cba781d8349272bf3eb92568285b411c027c"
    private let emptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"

    private var tree: CachedTree {
        CachedTree(files: [
            "large": .init(size: 130, blobID: "unused", sha256: sha256, lfsSize: 5),
            "a/small": .init(size: 5, blobID: sha1), "empty": .init(size: 0, blobID: emptyBlob),
        ])
    }

    @Test func findsNothingWrongWithWhatIsRight() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("large", "12345", etag: sha256)
        try await fixture.add("a/small", "12345", etag: sha1)
        try await fixture.add("empty", "", etag: emptyBlob)
        let found = try await fixture.cache.verify(CacheFixture.repo, commit: commit, against: tree)
        #expect(
            found
                == CacheVerification(
                    path: fixture.folder.snapshotPath(commit), checked: 3, mismatches: [], missing: [], extra: []))
    }

    @Test func findsWhatIsWrong() async throws {
        let fixture = try CacheFixture()
        try await fixture.add("large", "12346", etag: sha256)
        try await fixture.add("a/small", "1234", etag: sha1)
        try await fixture.add("b/extra", "x", etag: "e1")
        try await fixture.add("empty", "", etag: emptyBlob)
        try FileSystem.removeFile(fixture.folder.blobPath(emptyBlob))
        let seen = Seen()
        let found = try await fixture.cache.verify(CacheFixture.repo, commit: commit, against: tree) { file, size in
            seen.add("\(file) \(size)")
        }
        #expect(found.checked == 2 && found.missing == ["empty"] && found.extra == ["b/extra"])
        #expect(found.mismatches.map(\.file) == ["a/small", "large"])
        #expect(found.mismatches.map(\.algorithm) == [.gitSHA1, .sha256])
        #expect(found.mismatches.map(\.expected) == [sha1, sha256])
        #expect(
            found.mismatches.map(\.actual) == [
                "274c0052dd5408f8ae2bc8440029ff67d79bc5c3",
                "34d128f5b3dede622e107438fbefabdf0519ebab21ac7b6f2075f974d09ce524",
            ])
        #expect(seen.all == ["a/small 4", "large 5"])
    }

    @Test func looksThroughALocalFolder() async throws {
        let fixture = try CacheFixture()
        let root = "\(fixture.directory.path)/local"
        for (file, content) in [
            ("large", "12345"), ("a/small", "12345"), ("empty", ""), (".cache/huggingface/download/x", "x"),
            (".git/config", "x"), ("sub/.git/x", "x"), ("sub/.cache/huggingface/x", "x"), ("sub/.cache/other", "x"),
            ("huggingface/x", "x"),
        ] { try fixture.write(content, "\(root)/\(file)") }
        let found = try await HubCache.verify(root, against: tree)
        #expect(found.checked == 3 && found.mismatches == [] && found.missing == [])
        #expect(found.extra == ["huggingface/x", "sub/.cache/other"])
    }

    @Test func needsSomethingToLookAt() async throws {
        let fixture = try CacheFixture()
        #expect(
            await kind { _ = try await fixture.cache.verify(CacheFixture.repo, commit: commit, against: tree) }
                == .notCached)
        #expect(
            await kind { _ = try await HubCache.verify(fixture.cache.root, against: tree) } == .fileSystem(code: 2))
    }

    @Test func canBeCancelled() async throws {
        let fixture = try CacheFixture()
        let root = "\(fixture.directory.path)/local"
        for number in 0..<100 { try fixture.write("12345", "\(root)/\(number)") }
        let tree = CachedTree(
            files: Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", .init(size: 5, blobID: sha1)) }))
        let (begun, signal) = AsyncStream.makeStream(of: Void.self)
        let seen = Seen()
        let task = Task {
            try await HubCache.verify(root, against: tree) { file, _ in
                seen.add(file)
                signal.yield()
                // Goes on once the task was cancelled, and must notice.
                while !seen.isOpen {}
            }
        }
        for await _ in begun { break }
        task.cancel()
        seen.open()
        #expect(await kind { _ = try await task.value } == .cancelled)
        #expect(seen.all.count == 1)
    }
}

/// What another thread tells a test.
private final class Seen: Sendable {
    private let state = Mutex<(all: [String], isOpen: Bool)>(([], false))

    var all: [String] { state.withLock(\.all) }
    var isOpen: Bool { state.withLock(\.isOpen) }

    func add(_ text: String) { state.withLock { $0.all.append(text) } }
    func open() { state.withLock { $0.isOpen = true } }
}
