import HTTPTypes
import HubAPI
import HubStorage
import NIOCore
import Testing

@testable import HubServer

@Suite("LFS uploads in parts")
struct LFSMultipartTests {
    private let content = LFSContent(110)
    private let pieces: [Range<Int>] = [0..<40, 40..<80, 80..<110]

    private func begin(_ fixture: LFSFixture) async throws -> LFSBatchAnswer.Object {
        let batch = try await fixture.service().batch(
            .make("upload", [content.object]), on: fixture.reference("ann/model"),
            for: fixture.asker(fixture.caller(LFSFixture.ann)))
        #expect(batch.transfer == .multipart)
        return batch.objects[0]
    }

    private func sendParts(
        _ object: LFSBatchAnswer.Object, _ service: LFSService
    ) async throws -> [LFSCompleteRequest.Part] {
        var parts: [LFSCompleteRequest.Part] = []
        for (index, piece) in pieces.enumerated() {
            let part = try await service.admitPart(object.partTickets[index], announced: Int64(piece.count))
            let tag = try await service.receive(LFSContent.stream(content.bytes[piece]), for: part)
            parts.append(.init(partNumber: Int64(index + 1), etag: "\"\(tag)\""))
        }
        return parts
    }

    @Test("the form follows the client")
    func forms() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let reference = try fixture.reference("ann/model")
        let ann = fixture.caller(LFSFixture.ann)
        let objects = [content.object, LFSContent(5).object]
        let python = try await service.batch(.make("upload", objects), on: reference, for: fixture.asker(ann))
        #expect(python.transfer == .multipart)
        #expect(python.objects.map(\.partTickets.count) == [3, 0])
        let header = python.objects[0].actions?[0].header ?? []
        #expect(header.map(\.key) == ["chunk_size", "00001", "00002", "00003"])
        #expect(header.first?.value == "40")
        let git = try await service.batch(
            .make("upload", objects, transfers: ["multipart", "basic"]), on: reference,
            for: fixture.asker(ann, isGit: true))
        #expect(git.objects.map(\.partTickets.count) == [3, 1])
        for transfers in [nil, [], ["basic"], ["ssh", "basic"]] {
            let plain = try await service.batch(
                .make("upload", objects, transfers: transfers), on: reference, for: fixture.asker(ann))
            #expect(plain.transfer == .basic)
            #expect(plain.objects.map(\.partTickets.count) == [0, 0])
        }
        let below = try await service.batch(
            .make("upload", [LFSContent(100).object]), on: reference, for: fixture.asker(ann))
        #expect(below.transfer == .basic)
    }

    @Test("parts become the whole, once and for all repetitions", arguments: LFSFixture.Kind.available)
    func whole(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let service = fixture.service()
        let object = try await begin(fixture)
        _ = try await sendParts(object, service)
        // The batch repeated takes up the same upload; parts sent again replace the former.
        let again = try await begin(fixture)
        let parts = try await sendParts(again, service)
        #expect(try await fixture.keys().count == 3)
        let request = LFSCompleteRequest(oid: content.oid, parts: parts.reversed())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask { try await service.complete(again.ticket(.upload), request) }
            }
            try await group.waitForAll()
        }
        try await service.complete(again.ticket(.upload), request)
        #expect(try await fixture.keys() == [LFSKeys.content(content.sha256).value])
        var bytes: [UInt8] = []
        for try await piece in try await fixture.objects.read(LFSKeys.content(content.sha256), range: nil) {
            bytes += piece.readableBytesView
        }
        #expect(bytes == content.bytes)
        try await service.verify(again.ticket(.verify), LFSVerifyRequest(oid: content.oid, size: 110))
        let late = await hubFailure { _ = try await service.admitPart(again.partTickets[0], announced: 40) }
        #expect(late?.status == .notFound)
    }

    @Test("a completion names what was sent, all of it, and nothing else")
    func badCompletions() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let object = try await begin(fixture)
        let parts = try await sendParts(object, service)
        let wrong = LFSCompleteRequest.Part(partNumber: 3, etag: "nonsense")
        let twice = LFSCompleteRequest.Part(partNumber: 2, etag: parts[1].etag)
        let fourth = LFSCompleteRequest.Part(partNumber: 4, etag: "x")
        for list in [
            [], Array(parts.dropLast()), parts.dropLast() + [wrong], parts.dropLast() + [twice],
            parts + [fourth],
        ] {
            let refusal = await hubFailure {
                try await service.complete(
                    object.ticket(.upload), LFSCompleteRequest(oid: content.oid, parts: list))
            }
            #expect(refusal?.status == .badRequest)
        }
        let other = await hubFailure {
            try await service.complete(
                object.ticket(.upload), LFSCompleteRequest(oid: LFSContent(1).oid, parts: parts))
        }
        #expect(other?.status == .badRequest)
        try await service.complete(object.ticket(.upload), LFSCompleteRequest(oid: content.oid, parts: parts))
    }

    @Test("a part of another length is refused; wrong bytes end the upload and leave nothing")
    func badParts() async throws {
        let fixture = try await LFSFixture()
        let service = fixture.service()
        let object = try await begin(fixture)
        var parts = try await sendParts(object, service)
        #expect(
            await hubFailure { _ = try await service.admitPart(object.partTickets[2], announced: 40) }?.code
                == .contentMismatch)
        let part = try await service.admitPart(object.partTickets[2], announced: nil)
        #expect(
            await hubFailure {
                _ = try await service.receive(LFSContent.stream(content.bytes[0..<40]), for: part)
            }?.code == .contentMismatch)
        let tag = try await service.receive(LFSContent.stream(content.bytes[0..<30]), for: part)
        parts[2] = .init(partNumber: 3, etag: tag)
        let refusal = await hubFailure {
            try await service.complete(
                object.ticket(.upload), LFSCompleteRequest(oid: content.oid, parts: parts))
        }
        #expect(refusal?.code == .contentMismatch)
        #expect(try await fixture.keys().isEmpty)
    }

    @Test("abandoned uploads go, those in use stay", arguments: LFSFixture.Kind.available)
    func abandoned(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let service = fixture.service()
        let object = try await begin(fixture)
        let parts = try await sendParts(object, service)
        #expect(try await service.removeAbandonedUploads(olderThan: .seconds(3600)) == 0)
        #expect(try await fixture.keys().count == 3)
        // A negative age puts the limit into the future: everything is old enough.
        #expect(try await service.removeAbandonedUploads(olderThan: .seconds(-60)) == 110)
        #expect(try await fixture.keys().isEmpty)
        let refusal = await hubFailure {
            try await service.complete(
                object.ticket(.upload), LFSCompleteRequest(oid: content.oid, parts: parts))
        }
        #expect(refusal?.status == .notFound)
    }
}
