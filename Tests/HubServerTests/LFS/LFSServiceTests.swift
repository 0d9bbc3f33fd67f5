import HTTPTypes
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("LFS rules")
struct LFSServiceTests {
    private let small = LFSContent(60)

    @Test(
        "sent, present, fetched; and nothing of it reaches another repo", arguments: LFSFixture.Kind.available
    )
    func basic(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let (ann, bob) = (fixture.caller(LFSFixture.ann), fixture.caller(LFSFixture.bob))
        let service = fixture.service()
        try await fixture.send(small, to: "ann/secret", as: ann)
        let again = try await service.batch(
            .make("upload", [small.object]), on: fixture.reference("ann/secret"), for: fixture.asker(ann))
        #expect(again.objects[0].actions == nil && again.objects[0].errorCode == nil)

        let download = try await service.batch(
            .make("download", [small.object]), on: fixture.reference("ann/secret"), for: fixture.asker(ann))
        let object = try await service.admitDownload(download.objects[0].ticket(.download)).object
        #expect(object == LFSObject(sha256: small.sha256, size: 60))

        // Bob knows the hash: he must send the bytes, and gets none.
        let upload = try await service.batch(
            .make("upload", [small.object]), on: fixture.reference("bob/other"), for: fixture.asker(bob))
        #expect(upload.objects[0].actions?.count == 2)
        let theft = try await service.batch(
            .make("download", [small.object]), on: fixture.reference("bob/other"), for: fixture.asker(bob))
        #expect(theft.objects[0].errorCode == 404)
        let ticket = try await service.admitUpload(upload.objects[0].ticket(.upload), announced: nil)
        let refusal = await hubFailure {
            try await service.receive(LFSContent(60, seed: 2).stream, for: ticket)
        }
        #expect(refusal?.code == .contentMismatch)
        let bound = try await fixture.database.read { db in
            try LFSStore(db).bound(LFSFixture.other, [LFSContent(60).sha256])
        }
        #expect(bound.isEmpty)
    }

    @Test("strangers are asked who they are; others learn nothing of private repos")
    func rights() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let objects = [small.object]
        for name in ["ann/model", "ann/secret", "ann/none"] {
            let refusal = await hubFailure {
                _ = try await service.batch(
                    .make("upload", objects), on: fixture.reference(name), for: fixture.asker(.anonymous))
            }
            #expect(refusal?.status == .unauthorized)
        }
        let bob = fixture.caller(LFSFixture.bob)
        for (name, status) in [("ann/model", 403), ("ann/secret", 404), ("ann/none", 404)] {
            let refusal = await hubFailure {
                _ = try await service.batch(
                    .make("upload", objects), on: fixture.reference(name), for: fixture.asker(bob))
            }
            #expect(refusal?.status.code == status)
        }
        for caller in [Caller.anonymous, bob] {
            let refusal = await hubFailure {
                _ = try await service.batch(
                    .make("download", objects), on: fixture.reference("ann/secret"),
                    for: fixture.asker(caller))
            }
            #expect(refusal?.code == .repoNotFound)
        }
        let reader = fixture.caller(LFSFixture.ann, role: .read)
        let refusal = await hubFailure {
            _ = try await service.batch(
                .make("upload", objects), on: fixture.reference("ann/model"), for: fixture.asker(reader))
        }
        #expect(refusal?.status == .forbidden)
    }

    @Test("wrong lengths, wrong bytes: nothing is stored")
    func mismatch() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let batch = try await service.batch(
            .make("upload", [small.object]), on: fixture.reference("ann/model"),
            for: fixture.asker(fixture.caller(LFSFixture.ann)))
        let text = batch.objects[0].ticket(.upload)
        #expect(
            await hubFailure { _ = try await service.admitUpload(text, announced: 61) }?.code == .contentMismatch
        )
        let ticket = try await service.admitUpload(text, announced: nil)
        let wrong: [[UInt8]] = [small.bytes.dropLast(), small.bytes + [0], small.bytes.reversed(), []]
        for bytes in wrong {
            let refusal = await hubFailure { try await service.receive(LFSContent.stream(bytes), for: ticket) }
            #expect(refusal?.code == .contentMismatch)
        }
        #expect(try await fixture.keys().isEmpty)
        let verify = await hubFailure {
            try await service.verify(
                batch.objects[0].ticket(.verify), LFSVerifyRequest(oid: small.oid, size: 60))
        }
        #expect(verify?.status == .notFound)
    }

    @Test("a batch refuses single objects, and itself when it makes no sense")
    func badBatches() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let asker = fixture.asker(fixture.caller(LFSFixture.ann))
        let reference = try fixture.reference("ann/model")
        try await fixture.send(small, to: "ann/model", as: asker.caller)
        let objects: [LFSBatchRequest.Object] = [
            .init(oid: small.oid, size: 61), .init(oid: small.oid.uppercased(), size: 60),
            .init(oid: "../x", size: 1), .init(oid: LFSContent(3).oid, size: -1),
            .init(oid: LFSContent(3).oid, size: .max), LFSContent(4).object,
        ]
        for (operation, last) in [("upload", nil), ("download", 404)] {
            let answer = try await service.batch(.make(operation, objects), on: reference, for: asker)
            #expect(answer.objects.map(\.errorCode) == [422, 422, 422, 422, 422, last])
        }
        let many = Array(repeating: small.object, count: 1001)
        for (request, status) in [
            (LFSBatchRequest.make("upload", many), 413), (.make("delete", []), 400),
            (.make("upload", [], hashAlgorithm: "sha1"), 409),
        ] {
            let refusal = await hubFailure { _ = try await service.batch(request, on: reference, for: asker) }
            #expect(refusal?.status.code == status)
        }
    }

    @Test(
        "large files are listed in pages and deleted, with a rewrite only where there is one",
        arguments: LFSFixture.Kind.available)
    func files(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let ann = fixture.caller(LFSFixture.ann)
        let contents = (1...5).map { LFSContent($0) }
        for content in contents { try await fixture.send(content, to: "ann/model", as: ann) }
        let reference = try fixture.reference("ann/model")
        let service = fixture.service()
        var cursor: String?
        var seen: [String] = []
        repeat {
            let page = try await service.files(of: reference, for: ann, after: cursor, limit: 2)
            seen += page.files.map { LFSDigest.hex($0.sha256) }
            cursor = page.next
        } while cursor != nil
        #expect(seen == contents.map(\.oid).sorted())
        for caller in [Caller.anonymous, fixture.caller(LFSFixture.bob)] {
            let refusal = await hubFailure {
                _ = try await service.files(of: reference, for: caller, after: nil, limit: 2)
            }
            #expect([401, 403].contains(refusal?.status.code))
        }
        let early = await hubFailure {
            try await service.delete([seen[0]], from: reference, rewritingHistory: true, for: ann)
        }
        #expect(early?.status == .notImplemented)
        let rewriting = fixture.service { repo, shas, db in
            #expect(repo.id == LFSFixture.model && shas.count == 1)
            // Without those that the repo does not have; the others still are the repo's.
            let count = try LFSStore(db).bound(repo.id, Array(shas)).count
            #expect(count == 1)
        }
        let unknown = LFSContent(9).oid
        #expect(
            try await rewriting.delete([seen[0], unknown], from: reference, rewritingHistory: true, for: ann) == 1)
        #expect(try await service.delete(seen, from: reference, rewritingHistory: false, for: ann) == 4)
        #expect(try await service.files(of: reference, for: ann, after: nil, limit: 2).files.isEmpty)
        let bad = await hubFailure {
            try await service.delete(["x"], from: reference, rewritingHistory: false, for: ann)
        }
        #expect(bad?.status == .badRequest)
    }
}
