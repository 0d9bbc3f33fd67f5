import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct LocalFolderTests {
    private let directory: TemporaryDirectory
    private let folder: LocalFolder
    private static let commit = CacheFixture.commit
    private static let sha256 = String(repeating: "ab", count: 32)
    private static let sha1 = String(repeating: "ab", count: 20)

    init() throws {
        directory = try TemporaryDirectory()
        folder = LocalFolder(path: "\(directory.path)/local/")
    }

    @Test func putsEverythingWherePythonHasIt() throws {
        let places = try folder.places(of: "a/config.json")
        let root = "\(directory.path)/local"
        #expect(places.file == "\(root)/a/config.json")
        #expect(places.metadata == "\(root)/.cache/huggingface/download/a/config.json.metadata")
        #expect(places.lock == "\(root)/.cache/huggingface/download/a/config.json.lock")
        // Python: base64.urlsafe_b64encode(hashlib.sha1(b"config.json.metadata").digest())
        let stem = "\(root)/.cache/huggingface/download/a/8_PA_wEVGiVa2goH2H4KQOQpvVY=.\(Self.sha1)"
        #expect(places.partial(Self.sha1) == "\(stem).incomplete")
        let unique = places.uniquePartial(Self.sha1)
        #expect(unique.hasPrefix("\(stem).") && unique.utf8.count == stem.utf8.count + 20)
    }

    @Test func keepsGitAndBackupsOut() throws {
        try folder.prepare(for: folder.places(of: "a/b"))
        let own = "local/.cache/huggingface"
        #expect(try directory.names(in: own) == [".gitignore", "CACHEDIR.TAG", "download"])
        #expect(text("\(directory.path)/\(own)/.gitignore") == "*")
        #expect(try directory.names(in: "local/a") == [])
        try Data("mine".utf8).write(to: URL(filePath: "\(directory.path)/\(own)/.gitignore"))
        try folder.prepare(for: folder.places(of: "c"))
        #expect(text("\(directory.path)/\(own)/.gitignore") == "mine")
    }

    @Test func notesAreThreeLines() throws {
        let places = try folder.places(of: "a/b")
        try folder.prepare(for: places)
        try Data("x".utf8).write(to: URL(filePath: places.file))
        #expect(folder.metadata(of: places) == nil)
        try folder.note(places, commit: Self.commit, etag: Self.sha1)
        let known = try #require(folder.metadata(of: places))
        #expect(known.commit == Self.commit && known.etag == Self.sha1)
        let lines = try #require(text(places.metadata)).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines == [Self.commit[...], Self.sha1[...], "\(known.timestamp)", ""])
        #expect(lines[2].wholeMatch(of: /[0-9]{10}\.[0-9]{1,6}/) != nil)
    }

    @Test func notesHoldUntilTheFileChanges() throws {
        let places = try folder.places(of: "b")
        try folder.prepare(for: places)
        try Data("x".utf8).write(to: URL(filePath: places.file))
        let modified = try #require(FileStatus(places.file)?.modified)
        for (timestamp, holds) in [(modified - 1, true), (modified + 9, true), (modified - 1.01, false)] {
            let text = "\(Self.commit)\n\(Self.sha1)\n\(timestamp)\n"
            try Data(text.utf8).write(to: URL(filePath: places.metadata))
            #expect((folder.metadata(of: places) != nil) == holds)
        }
        try FileSystem.removeFile(places.file)
        #expect(folder.metadata(of: places) == nil)
    }

    @Test(arguments: [
        ("\(commit)\n\(sha1)\n1712656091.123\n", 1712656091.123), ("\(commit)\n\(sha1)\n1712656091", 1712656091),
        ("\(commit)\r\n\(sha1)\r\n1.5\r\n", 1.5), ("\(commit)\n\(sha1)\n", nil), ("", nil), ("\n\n\n", nil),
        ("main\n\(sha1)\n1.5\n", nil), ("\(commit)\n\n1.5\n", nil), ("\(commit)\n\(sha1)\nyesterday\n", nil),
    ])
    func readsNotes(text: String, timestamp: Double?) {
        let expected = timestamp.map { LocalMetadata(commit: Self.commit, etag: Self.sha1, timestamp: $0) }
        #expect(LocalMetadata(text: text) == expected)
    }

    @Test func refusesNotesThatAreNoLines() async throws {
        let places = try folder.places(of: "b")
        #expect(await kind { try folder.note(places, commit: "main", etag: Self.sha1) } == .invalidInput)
        #expect(await kind { try folder.note(places, commit: Self.commit, etag: "a\nb") } == .invalidInput)
    }

    @Test func finishesAndCopiesInOneStep() async throws {
        let places = try folder.places(of: "a/b")
        try folder.prepare(for: places)
        try Data("old".utf8).write(to: URL(filePath: places.file))
        try Data("new".utf8).write(to: URL(filePath: places.partial("e")))
        try await folder.finish(places.partial("e"), at: places)
        #expect(text(places.file) == "new")
        let cached = "\(directory.path)/cached"
        try Data("cached".utf8).write(to: URL(filePath: cached))
        try await folder.copy(cached, to: places)
        #expect(text(places.file) == "cached" && text(cached) == "cached")
        #expect(FileStatus(unfollowed: places.file)?.kind == .file)
        #expect(try directory.names(in: "local/.cache/huggingface/download/a") == [])
    }

    @Test(arguments: [
        ".git/hooks/post-checkout", "a/.GIT/config", ".git. /x", ".git", ".cache/huggingface/download/a.metadata",
        ".Cache/HuggingFace/trees/x",
    ])
    func keepsTheHubOutOfWhatIsNotItsOwn(file: String) async throws {
        #expect(await kind { _ = try folder.places(of: file) } == .invalidInput)
    }

    @Test(arguments: [".gitattributes", ".github/x", "a.git/x", ".cache/x", "a/.cache/huggingface/x"])
    func takesOtherHiddenFiles(file: String) throws {
        #expect(try folder.places(of: file).file == "\(directory.path)/local/\(file)")
    }

    @Test func notesAlsoOnLongNames() throws {
        let places = try folder.places(of: String(repeating: "é", count: 123))
        try folder.prepare(for: places)
        try Data("x".utf8).write(to: URL(filePath: places.file))
        try folder.note(places, commit: Self.commit, etag: Self.sha1)
        #expect(folder.metadata(of: places)?.commit == Self.commit)
    }

    @Test func keepsTrees() throws {
        let tree = CachedTree(files: ["a": .init(size: 1, blobID: "b")])
        try folder.store(tree, of: Self.commit)
        #expect(folder.tree(of: Self.commit) == tree)
        #expect(try directory.names(in: "local/.cache/huggingface/trees") == ["\(Self.commit).json"])
    }

    private static let known = LocalMetadata(commit: commit, etag: sha256, timestamp: 1)

    /// Python's order of decisions, but that files of git's own hashes are compared as well.
    @Test(
        arguments: [
            // Before the hub is asked: only a commit that is known to be there needs no question.
            (commit, nil, true, known, false, LocalStep.keep), (commit, nil, true, known, true, .askHub),
            (commit, nil, true, nil, false, .askHub), (commit, nil, false, known, false, .askHub),
            ("main", nil, true, known, false, .askHub), (CacheFixture.other, nil, true, known, false, .askHub),
            // Afterwards.
            ("main", sha256, true, known, false, .refresh), ("main", sha256, true, known, true, .fetch),
            ("main", sha1, true, known, false, .fetch), ("main", sha256, false, known, false, .fetch),
            ("main", sha256, false, nil, false, .fetch), ("main", sha256, true, nil, false, .compareHash),
            ("main", sha1, true, nil, false, .compareHash), ("main", "abc-5", true, nil, false, .fetch),
            ("main", sha256, true, nil, true, .fetch),
        ] as [(String, String?, Bool, LocalMetadata?, Bool, LocalStep)])
    func decides(
        revision: String, etag: String?, isThere: Bool, metadata: LocalMetadata?, isForced: Bool, step: LocalStep
    ) {
        #expect(
            LocalStep.next(
                revision: Revision(revision), etag: etag, isThere: isThere, metadata: metadata, isForced: isForced)
                == step)
    }
}
