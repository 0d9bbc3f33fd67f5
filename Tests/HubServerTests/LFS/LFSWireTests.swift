import HubAPI
import Testing

@testable import HubServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("LFS wire forms")
struct LFSWireTests {
    private static let oid = String(repeating: "0a", count: 32)

    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test("the Python client's batch")
    func pythonBatch() throws {
        let batch = try decode(
            LFSBatchRequest.self,
            """
            {"operation": "upload", "transfers": ["basic", "multipart"], "objects": [{"oid": "\(Self.oid)", \
            "size": 5368709121}], "hash_algo": "sha256", "ref": {"name": "refs/pr/1"}}
            """)
        #expect(batch.operation == "upload")
        #expect(batch.transfers == ["basic", "multipart"])
        #expect(batch.objects == [.init(oid: Self.oid, size: 5_368_709_121)])
        #expect(batch.hashAlgorithm == "sha256")
        #expect(batch.ref?.name == "refs/pr/1")
    }

    @Test("git-lfs's batch, and one with only what must be there")
    func gitBatch() throws {
        let batch = try decode(
            LFSBatchRequest.self,
            """
            {"operation":"download","objects":[{"oid":"\(Self.oid)","size":3}],"transfers":["lfs-standalone-file",\
            "basic","ssh"],"ref":{"name":"refs/heads/main"},"hash_algo":"sha256"}
            """)
        #expect(batch.operation == "download")
        let least = try decode(LFSBatchRequest.self, #"{"operation":"upload","objects":[]}"#)
        #expect(least.transfers == nil && least.hashAlgorithm == nil && least.ref == nil)
        #expect(throws: DecodingError.self) {
            try decode(LFSBatchRequest.self, #"{"operation":"upload","objects":[{"oid":"x","size":"3"}]}"#)
        }
    }

    @Test("completion with quoted and bare etags")
    func completion() throws {
        let request = try decode(
            LFSCompleteRequest.self,
            #"{"oid":"x","parts":[{"partNumber":1,"etag":"\"abc\""},{"etag":"abc","partNumber":2},"#
                + #"{"partNumber":3,"etag":"\""}]}"#)
        #expect(request.parts.map(\.tag) == ["abc", "abc", "\""])
    }

    @Test("deletions with and without a rewrite")
    func deletions() throws {
        let with = try decode(LFSDeleteRequest.self, #"{"deletions":{"sha":["a"],"rewriteHistory":true}}"#)
        #expect(with.deletions.sha == ["a"] && with.deletions.rewriteHistory == true)
        let without = try decode(LFSDeleteRequest.self, #"{"deletions":{"sha":[]}}"#)
        #expect(without.deletions.rewriteHistory == nil)
    }

    @Test("batch answers")
    func answers() {
        let upload = LFSAction(
            name: .upload, href: "http://h/1",
            header: [JSONMember("chunk_size", "5"), JSONMember("00001", "u")],
            lifetime: .seconds(60))
        let answer = LFSBatchAnswer(
            transfer: .multipart,
            objects: [
                .init(oid: "a", size: 1, outcome: .nothingToDo),
                .init(oid: "b", size: 6, outcome: .actions([upload])),
                .init(oid: "c", size: -1, outcome: .error(code: 422, message: "no")),
            ])
        #expect(
            answer.json.text
                == #"{"transfer":"multipart","objects":[{"oid":"a","size":1},{"oid":"b","size":6,"#
                + #""authenticated":true,"actions":{"upload":{"href":"http://h/1","#
                + #""header":{"chunk_size":"5","00001":"u"},"expires_in":60}}},"#
                + #"{"oid":"c","size":-1,"error":{"code":422,"message":"no"}}],"hash_algo":"sha256"}"#)
    }

    @Test("a digest has one spelling")
    func digests() {
        #expect(LFSDigest.parse(Self.oid).map(LFSDigest.hex) == Self.oid)
        for bad in [
            "", Self.oid.uppercased(), String(Self.oid.dropLast()), Self.oid + "0",
            "g" + Self.oid.dropFirst(),
            "é" + Self.oid.dropFirst(2), " " + Self.oid.dropFirst(),
        ] {
            #expect(LFSDigest.parse(bad) == nil)
        }
    }

    @Test(
        "part sizes keep the number of parts in bounds",
        arguments: [
            (0, 1), (1, 1), (128 << 20, 1), (1 << 40, 1), (1 << 44, 1), (1 << 44, 1000), (1 << 30, 1000),
        ])
    func parts(_ size: Int64, _ uploads: Int) {
        let configured: Int64 = 128 << 20
        let partSize = LFSPartPlan.partSize(for: size, configured: configured, uploads: uploads)
        let count = LFSPartPlan.count(size: size, partSize: partSize)
        #expect(partSize >= configured)
        #expect(count <= LFSPartPlan.maximumCount)
        #expect(count * Int64(uploads) <= LFSPartPlan.maximumCountInAnswer)
        #expect((count - 1) * partSize < max(size, 1) && count * partSize >= size)
    }
}
