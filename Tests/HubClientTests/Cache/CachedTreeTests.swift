import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct CachedTreeTests {
    private static let commit = CacheFixture.commit
    private static let hash = String(repeating: "c0", count: 32)

    private static let tree = CachedTree(files: [
        "model.safetensors": .init(size: 130, blobID: "b1", sha256: "s1", lfsSize: 9_000_000_000, xetHash: hash),
        "a/ü \"x\"\\\n.txt": .init(size: 0, blobID: "b2"),
        "\u{1F600}\u{7F}\u{1}\u{8}\u{C}\t\r": .init(size: 3, blobID: "b3", sha256: "s3"),
        "B": .init(size: 1, blobID: "b4", xetHash: hash), "\u{FF5E}": .init(size: 1, blobID: "b5"),
    ])

    /// What Python 3.11 writes: `json.dump(…, indent=1)`.
    private static let json = #"""
        {
         "format_version": 1,
         "files": {
          "B": {
           "size": 1,
           "blob_id": "b4",
           "xet_hash": "\#(hash)"
          },
          "a/\u00fc \"x\"\\\n.txt": {
           "size": 0,
           "blob_id": "b2"
          },
          "model.safetensors": {
           "size": 130,
           "blob_id": "b1",
           "lfs_sha256": "s1",
           "lfs_size": 9000000000,
           "xet_hash": "\#(hash)"
          },
          "\uff5e": {
           "size": 1,
           "blob_id": "b5"
          },
          "\ud83d\ude00\#u{7F}\u0001\b\f\t\r": {
           "size": 3,
           "blob_id": "b3",
           "lfs_sha256": "s3",
           "lfs_size": null
          }
         }
        }
        """#

    @Test func writesWhatPythonWrites() {
        #expect(String(decoding: Self.tree.json, as: UTF8.self) == Self.json)
        let empty = "{\n \"format_version\": 1,\n \"files\": {}\n}"
        #expect(String(decoding: CachedTree(files: [:]).json, as: UTF8.self) == empty)
    }

    @Test func readsWhatItWrites() throws {
        #expect(CachedTree(json: Array(Self.json.utf8)) == Self.tree)
        let folder = try CacheFixture().folder
        try folder.store(Self.tree, of: Self.commit)
        #expect(text("\(folder.path)/trees/\(Self.commit).json") == Self.json)
        #expect(FileStatus("\(folder.path)/trees/\(Self.commit).json")?.mode == 0o600)
        #expect(folder.tree(of: Self.commit) == Self.tree)
        #expect(folder.tree(of: CacheFixture.other) == nil)
        #expect(try FileSystem.names(in: "\(folder.path)/trees") == ["\(Self.commit).json"])
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"files":{}}"#, #"{"format_version":2,"files":{}}"#, #"{"format_version":1}"#,
        #"{"format_version":"1","files":{}}"#, #"{"format_version":1,"files":[]}"#,
        #"{"format_version":1,"files":{"a":{"size":1}}}"#, #"{"format_version":1,"files":{"a":{"blob_id":"b"}}}"#,
        #"{"format_version":1,"files":{"a":{"size":"1","blob_id":"b"}}}"#,
        #"{"format_version":1,"files":{"a":{"size":-1,"blob_id":"b"}}}"#,
        #"{"format_version":1,"files":{"a":{"size":1,"blob_id":"b","xet_hash":"c0"}}}"#,
        #"{"format_version":1,"files":{"a":{"size":1,"blob_id":"b","xet_hash":"\#(hash.uppercased())"}}}"#,
    ])
    func ignoresWhatIsNotAsItShouldBe(json: String) throws {
        let fixture = try CacheFixture()
        try fixture.write(json, "\(fixture.folder.path)/trees/\(Self.commit).json")
        #expect(fixture.folder.tree(of: Self.commit) == nil)
    }

    @Test func readsWhatItDoesNotKnow() {
        let json = #"{"files":{"a":{"blob_id":"b","size":1,"mode":7,"lfs_size":null}},"new":1,"format_version":1}"#
        #expect(CachedTree(json: Array(json.utf8)) == CachedTree(files: ["a": .init(size: 1, blobID: "b")]))
    }

    @Test func keepsNoTreeWithAnImpossibleHash() throws {
        let folder = try CacheFixture().folder
        try folder.store(CachedTree(files: ["a": .init(size: 1, blobID: "b", xetHash: "x")]), of: Self.commit)
        #expect(FileStatus(folder.path) == nil)
    }

    @Test func namesBlobsByWhatTheHubSends() {
        #expect(Self.tree.files["model.safetensors"]?.etag == "s1")
        #expect(Self.tree.files["B"]?.etag == "b4")
    }
}
