import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("LFS rows")
struct LFSStoreTests {
    private static func sha(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
            + Array(repeating: 9, count: 30)
    }

    @Test("bindings belong to one repo, also in lists of every length", arguments: LFSFixture.Kind.available)
    func bindings(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let store = LFSStore(db)
            for number in 0..<600 {
                try store.bind(
                    repoID: LFSFixture.model, sha256: Self.sha(number), size: Int64(number),
                    uploader: LFSFixture.ann)
            }
            for count in [0, 1, 2, 8, 9, 64, 65, 255, 256, 257, 600] {
                let asked = (0..<count).map(Self.sha)
                let found = try store.bound(LFSFixture.model, asked)
                #expect(found.count == count)
                #expect(asked.enumerated().allSatisfy { found[$1] == Int64($0) })
                #expect(try store.bound(LFSFixture.other, asked).isEmpty)
            }
            #expect(try store.bound(LFSFixture.model, [Self.sha(700), Self.sha(3)]) == [Self.sha(3): 3])
        }
    }

    @Test(
        "binding again changes nothing; copying brings only what the source has",
        arguments: LFSFixture.Kind.available)
    func copies(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let store = LFSStore(db)
            let early = Timestamp(milliseconds: 5)
            try store.bind(
                repoID: LFSFixture.model, sha256: Self.sha(1), size: 3, uploader: LFSFixture.ann, at: early)
            try store.bind(repoID: LFSFixture.model, sha256: Self.sha(1), size: 3, uploader: LFSFixture.bob)
            #expect(try store.setFilename("a/b.bin", repoID: LFSFixture.model, sha256: Self.sha(1)))
            #expect(try !store.setFilename("a/b.bin", repoID: LFSFixture.model, sha256: Self.sha(2)))
            #expect(try !store.setFilename("a/b.bin", repoID: LFSFixture.other, sha256: Self.sha(1)))
            let copied = try store.copyBinding(
                from: LFSFixture.model, to: LFSFixture.other, shas: [Self.sha(1), Self.sha(2)])
            #expect(copied == 1)
            #expect(
                try store.copyBinding(from: LFSFixture.model, to: LFSFixture.other, shas: [Self.sha(1)]) == 0)
            #expect(try store.bound(LFSFixture.other, [Self.sha(1), Self.sha(2)]) == [Self.sha(1): 3])
            let file = try #require(try store.files(of: LFSFixture.model, after: [], limit: 9).first)
            #expect(file.filename == "a/b.bin" && file.pushedAt == early && file.pusher == "ann")
            #expect(try store.unbind(LFSFixture.model, [Self.sha(1), Self.sha(2)]) == 1)
            #expect(try store.bound(LFSFixture.model, [Self.sha(1)]).isEmpty)
            #expect(try store.bound(LFSFixture.other, [Self.sha(1)]).count == 1)
        }
    }

    @Test(
        "uploads are taken up again, their parts replaced, and old ones forgotten",
        arguments: LFSFixture.Kind.available)
    func uploads(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        try await fixture.database.write { db in
            let store = LFSStore(db)
            func upload(_ id: String, user: Int64 = LFSFixture.ann, partSize: Int64 = 40) -> LFSUpload {
                LFSUpload(
                    id: id, repoID: LFSFixture.model, userID: user, sha256: Self.sha(1), size: 100,
                    partSize: partSize)
            }
            #expect(try store.openUpload(upload("a"), at: Timestamp(milliseconds: 10)) == "a")
            #expect(try store.openUpload(upload("b"), at: Timestamp(milliseconds: 30)) == "a")
            #expect(
                try store.openUpload(upload("c", user: LFSFixture.bob), at: Timestamp(milliseconds: 20))
                    == "c")
            #expect(try store.openUpload(upload("d", partSize: 50), at: Timestamp(milliseconds: 20)) == "d")
            #expect(try store.setPart(LFSUploadPart(number: 2, size: 40, tag: "x"), of: "a") == nil)
            #expect(try store.setPart(LFSUploadPart(number: 1, size: 40, tag: "y"), of: "a") == nil)
            #expect(try store.setPart(LFSUploadPart(number: 2, size: 40, tag: "z"), of: "a") == "x")
            #expect(try store.parts(of: "a").map(\.tag) == ["y", "z"])
            #expect(try store.upload("a", locking: true) == upload("a"))
            #expect(upload("a").partCount == 3 && upload("a").length(ofPart: 3) == 20)
            #expect(try store.deleteUploads(before: Timestamp(milliseconds: 30)) == 2)
            #expect(try store.uploadIDs() == ["a"])
            try store.deleteUpload("a")
            #expect(try store.parts(of: "a").isEmpty && store.upload("a") == nil)
        }
    }
}
