import HTTPTypes
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("LFS rights end")
struct LFSRightsTests {
    private let small = LFSContent(60)

    /// The tickets of an upload to one of Ann's repos, and of a download from it.
    private func tickets(
        _ name: String, _ caller: Caller, _ fixture: LFSFixture
    ) async throws -> (upload: String, verify: String, download: String) {
        let asker = fixture.asker(caller)
        let reference = try fixture.reference(name)
        let upload = try await fixture.service().batch(
            .make("upload", [LFSContent(10).object]), on: reference, for: asker)
        let download = try await fixture.service().batch(
            .make("download", [small.object]), on: reference, for: asker)
        return (
            upload.objects[0].ticket(.upload), upload.objects[0].ticket(.verify), download.objects[0].ticket(.download)
        )
    }

    @Test(
        "tickets end with the token they were made with, and with its user",
        arguments: LFSFixture.Kind.available)
    func tokens(_ kind: LFSFixture.Kind) async throws {
        let ann = LFSFixture.ann
        let token = LFSFixture.grant(of: ann, .write).tokenID
        for end in [
            "UPDATE tokens SET revoked_at = 1 WHERE id = \(token)",
            "UPDATE tokens SET expires_at = 1 WHERE id = \(token)",
            "DELETE FROM tokens WHERE id = \(token)",
            "UPDATE tokens SET user_id = \(LFSFixture.bob) WHERE id = \(token)",
            "UPDATE accounts SET disabled = 1 WHERE id = \(ann)",
        ] {
            let fixture = try await LFSFixture(kind)
            let service = fixture.service()
            try await fixture.send(small, to: "ann/model", as: fixture.caller(ann))
            let texts = try await tickets("ann/model", fixture.caller(ann), fixture)
            let running = try await service.admitUpload(texts.upload, announced: 10)
            _ = try await service.admitDownload(texts.download)
            try await fixture.execute(end)
            for work: () async throws -> Void in [
                { _ = try await service.admitUpload(texts.upload, announced: 10) },
                // What was admitted before and arrives after is not taken either.
                { try await service.receive(LFSContent(10).stream, for: running) },
                { try await service.verify(texts.verify, LFSVerifyRequest(oid: LFSContent(10).oid, size: 10)) },
                { _ = try await service.admitDownload(texts.download) },
            ] {
                #expect(await hubFailure(work)?.status == .forbidden, "\(end)")
            }
            let bound = try await fixture.database.read { db in
                try LFSStore(db).bound(LFSFixture.model, [LFSContent(10).sha256])
            }
            #expect(bound.isEmpty)
        }
    }

    @Test("tickets allow what their token allows now, and no more", arguments: LFSFixture.Kind.available)
    func grants(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let service = fixture.service()
        try await fixture.send(small, to: "ann/secret", as: fixture.caller(LFSFixture.ann))
        let caller = fixture.caller(LFSFixture.ann, role: .fineGrained)
        let texts = try await tickets("ann/secret", caller, fixture)
        _ = try await service.admitUpload(texts.upload, announced: 10)
        _ = try await service.admitDownload(texts.download)
        func setScopes(_ scopes: String) async throws {
            try await fixture.execute("UPDATE tokens SET scopes = '\(scopes)' WHERE role = 'fine-grained'")
        }
        try await setScopes("[{\"entity\": \"ann\", \"permission\": \"read\"}]")
        #expect(
            await hubFailure { _ = try await service.admitUpload(texts.upload, announced: 10) }?.status == .forbidden)
        _ = try await service.admitDownload(texts.download)
        try await setScopes("[]")
        #expect(await hubFailure { _ = try await service.admitDownload(texts.download) }?.code == .repoNotFound)
    }

    @Test("tickets of nobody end with the repo's being public", arguments: LFSFixture.Kind.available)
    func strangers(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let service = fixture.service()
        try await fixture.send(small, to: "ann/model", as: fixture.caller(LFSFixture.ann))
        let batch = try await service.batch(
            .make("download", [small.object]), on: fixture.reference("ann/model"), for: fixture.asker(.anonymous))
        let text = batch.objects[0].ticket(.download)
        _ = try await service.admitDownload(text)
        try await fixture.execute("UPDATE repos SET visibility = 'private'")
        #expect(await hubFailure { _ = try await service.admitDownload(text) }?.code == .repoNotFound)
    }

    @Test("gated repos give their content to members alone", arguments: LFSFixture.Kind.available)
    func gated(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let service = fixture.service()
        let reference = try fixture.reference("ann/model")
        let ann = fixture.caller(LFSFixture.ann)
        try await fixture.send(small, to: "ann/model", as: ann)
        let strangers = [(Caller.anonymous, 401), (fixture.caller(LFSFixture.bob), 403)]
        var early: [String] = []
        for (caller, _) in strangers {
            let batch = try await service.batch(
                .make("download", [small.object]), on: reference, for: fixture.asker(caller))
            early.append(batch.objects[0].ticket(.download))
        }
        try await fixture.execute("UPDATE repos SET gated = 'auto'")
        for ((caller, status), ticket) in zip(strangers, early) {
            for work: () async throws -> Void in [
                { try await service.admitBatch(on: reference, for: caller) },
                {
                    _ = try await service.batch(
                        .make("download", [small.object]), on: reference, for: fixture.asker(caller))
                },
                { _ = try await service.admitDownload(ticket) },
            ] {
                let refusal = await hubFailure(work)
                #expect(refusal?.code == .gatedRepo)
                #expect(refusal?.status.code == status)
            }
        }
        let texts = try await tickets("ann/model", ann, fixture)
        #expect(try await service.admitDownload(texts.download).object.size == 60)
    }

    @Test("deleting brings the stated size up to date and leaves a trace", arguments: LFSFixture.Kind.available)
    func deletion(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await LFSFixture(kind)
        let ann = fixture.caller(LFSFixture.ann)
        let reference = try fixture.reference("ann/model")
        for count in [10, 20, 30] { try await fixture.send(LFSContent(count), to: "ann/model", as: ann) }
        try await fixture.execute("UPDATE repos SET git_bytes = 5, used_storage = 65")
        func state() async throws -> [SQLValue] {
            try await fixture.database.read { db in
                try db.rows(
                    "SELECT used_storage, version FROM repos WHERE id = ?", .integer(LFSFixture.model)
                ).first?.values ?? []
            }
        }
        #expect(try await state() == [65, 1])
        let oids = [10, 30].map { LFSContent($0).oid }
        let service = fixture.service()
        try await service.delete(oids + [small.oid], from: reference, rewritingHistory: false, for: ann)
        #expect(try await state() == [25, 2])
        // Nothing was there to delete: nothing happened.
        try await service.delete(oids, from: reference, rewritingHistory: false, for: ann)
        #expect(try await state() == [25, 2])
        try await service.delete([LFSContent(20).oid], from: reference, rewritingHistory: false, for: ann)
        #expect(try await state() == [5, 3])
        let events = try await fixture.database.read {
            try $0.rows("SELECT repo_id, actor_id, detail FROM events WHERE kind = 'lfs.delete' ORDER BY id")
        }
        #expect(events.map { Array($0.values.prefix(2)) } == Array(repeating: [11, 1], count: 2))
        let details = try events.map { try $0.text("detail") }
        #expect(details.contains { detail in oids.allSatisfy(detail.contains) && !detail.contains(small.oid) })
    }

    @Test("strangers' bodies are not read")
    func bodies() async throws {
        try await withHub { hub in
            try await hub.makeRepo("secret", isPrivate: true)
            try await hub.makeRepo("open")
            let garbage = Array("{".utf8)
            for path in ["/ann/secret.git/info/lfs/objects/batch", "/api/models/ann/open/lfs-files/batch"] {
                try await hub.send(.post, path, body: garbage).expectError(401)
                try await hub.send(.post, path, as: "ann", body: garbage).expectError(400)
            }
            try await hub.send(.post, "/ann/open.git/info/lfs/objects/batch", body: garbage).expectError(400)
            for path in ["/lfs/complete/x", "/lfs/verify/x"] {
                try await hub.send(.post, path, body: garbage).expectError(403)
            }
        }
    }
}
