import Foundation
import HubStorage
import NIOCore
import TestSupport
import Testing

/// What only a store of plain files has.
@Suite struct DirectoryObjectStoreTests {
    private let folder: TemporaryDirectory
    private let store: DirectoryObjectStore
    private var root: String { "\(folder.path)/store" }

    init() throws {
        folder = try TemporaryDirectory()
        store = try DirectoryObjectStore(root: "\(folder.path)/store/")
    }

    @Test func objectsArePlainFiles() async throws {
        try await store.put("a/b", [1, 2])
        let path = try #require(store.localPath(of: ObjectKey("a/b")))
        #expect(path == "\(root)/objects/a/b")
        #expect(FileManager.default.contents(atPath: path) == Data([1, 2]))
        #expect(try await store.directURL(of: ObjectKey("a/b"), range: nil, ttl: .seconds(1)) == nil)
    }

    @Test func anotherStoreOnTheSameFolder() async throws {
        try await store.put("a/b", [1, 2])
        let other = try DirectoryObjectStore(root: root)
        #expect(try await other.bytes("a/b") == [1, 2])
        try await other.put("a/c", [3])
        #expect(try await store.keys("a/") == ["a/b", "a/c"])
    }

    @Test func missingRootIsAnError() throws {
        #expect(throws: ObjectStoreError.self) { try DirectoryObjectStore(root: "\(root)/x/y/z") }
        #expect(throws: ObjectStoreError.self) { try DirectoryObjectStore(root: "/dev/null/x") }
    }

    @Test func abandonedUploadsAreRemoved() async throws {
        let files = FileManager.default
        try Data(count: 1000).write(to: URL(fileURLWithPath: "\(root)/tmp/old"))
        try Data(count: 10).write(to: URL(fileURLWithPath: "\(root)/tmp/new"))
        let hourAgo = Date(timeIntervalSinceNow: -3600)
        try files.setAttributes([.modificationDate: hourAgo], ofItemAtPath: "\(root)/tmp/old")
        try await store.put("kept", [1])
        #expect(try await store.removeAbandoned(olderThan: .seconds(1800)) == 1000)
        #expect(try folder.names(in: "store/tmp") == ["new"])
        #expect(try await store.removeAbandoned(olderThan: .seconds(-5)) == 10)
        #expect(try await store.bytes("kept") == [1])
    }

    @Test func linksAreNotFollowed() async throws {
        try await store.put("a/b", [1])
        let files = FileManager.default
        try Data([9]).write(to: URL(fileURLWithPath: "\(folder.path)/outside"))
        let path = "\(root)/objects/a/link"
        try files.createSymbolicLink(atPath: path, withDestinationPath: "\(folder.path)/outside")
        await #expect(throws: ObjectStoreError.self) { try await store.bytes("a/link") }
        #expect(try await store.length(of: ObjectKey("a/link")) == nil)
        #expect(try await store.keys("") == ["a/b"])
        await #expect(throws: ObjectStoreError.self) { try await store.put("a/link", [2]) }
        #expect(files.contents(atPath: "\(folder.path)/outside") == Data([9]))
    }

    @Test func keyThatContinuesAnother() async throws {
        try await store.put("a/b", [1])
        await #expect(throws: ObjectStoreError.self) { try await store.put("a", [1]) }
        await #expect(throws: ObjectStoreError.self) { try await store.put("a/b/c", [1]) }
        #expect(try await store.keys("") == ["a/b"])
        #expect(try folder.names(in: "store/tmp") == [])
    }

    @Test func folderRemovedMeanwhile() async throws {
        try await store.put("a/b/c", [1])
        try FileManager.default.removeItem(atPath: "\(root)/objects/a")
        try await store.put("a/b/c", [2])
        #expect(try await store.bytes("a/b/c") == [2])
    }

    @Test func deletedObjectCanBeReadToItsEnd() async throws {
        let bytes = Pattern.bytes(0..<3_000_000)
        try await store.put("x", bytes)
        let stream = try await store.read(ObjectKey("x"), range: nil)
        try await store.delete(ObjectKey("x"))
        var count = 0
        for try await piece in stream { count += piece.readableBytes }
        #expect(count == bytes.count)
    }

    @Test func nameTooLongForTheFileSystem() async throws {
        let code = await objectErrorCode { try await store.put(String(repeating: "a", count: 300), [1]) }
        #expect(code == .invalidKey)
        #expect(try folder.names(in: "store/tmp") == [])
    }
}
