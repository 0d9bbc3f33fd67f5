import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Embedding jobs")
struct EmbeddingJobTests {
    private static func origins(_ fixture: SemanticFixture) async throws -> [Int64: String] {
        let rows = try await fixture.database.read { db in
            try db.rows("SELECT repo_id, model FROM repo_vectors WHERE length(vector) > 0")
        }
        return try rows.reduce(into: [:]) { $0[try $1.integer("repo_id")] = try $1.text("model") }
    }

    @Test("what is unchanged isn't embedded twice; another text or model is", arguments: TestDatabase.available)
    func changes(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await fixture.add(11, "painter", tags: ["art"], body: "paints  pictures\n\nof cats")
            try await fixture.add(12, "secret", isPrivate: true)
            let job = try fixture.job()
            #expect(try await job.embed(repoIDs: [11, 12, 99]) == 2)
            #expect(fixture.endpoint.texts == [["painter. art. paints pictures of cats", "secret"]])
            #expect(try await job.embed(repoIDs: [11, 12]) == 0)

            try await fixture.setText(11, name: "painter", tags: "art", body: "paints dogs")
            #expect(try await job.embed(repoIDs: [11, 12]) == 1)
            // What comes after the part that counts doesn't.
            let long = String(repeating: "é", count: EmbeddingText.bodyLimit)
            try await fixture.setText(11, name: "painter", body: long)
            #expect(try await job.embed(repoIDs: [11]) == 1)
            try await fixture.setText(11, name: "painter", body: long + "and more")
            #expect(try await job.embed(repoIDs: [11]) == 0)

            let other = try fixture.job(model: "maxi")
            #expect(try await other.embed(repoIDs: [11, 12]) == 2)
            #expect(try await other.embed(repoIDs: [11, 12]) == 0)
            #expect(try await Self.origins(fixture) == [11: "maxi", 12: "maxi"])
            try await fixture.execute("DELETE FROM repos WHERE id = 11")
            #expect(try await Self.origins(fixture) == [12: "maxi"])
            #expect(fixture.endpoint.requests.count == 4)
        }
    }

    @Test("a job waits for an endpoint that is down, and asks it once", arguments: TestDatabase.available)
    func outage(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            for id in 1...3 { try await fixture.add(Int64(10 + id), "repo\(id)") }
            let sweep = EmbeddingSweep(try fixture.job(rest: .seconds(60)))
            fixture.endpoint.mood = .fails(.unreachable("down"))
            for subject in ["11", "12", EmbeddingSweep.everything] {
                let job = Job(kind: .collect, subject: subject, attempts: 1, runAt: .now)
                let error = await #expect(throws: PostponedJob.self) { try await sweep.handle(job) }
                #expect(error.map { (.seconds(60) ... .seconds(120)).contains($0.delay) } == true)
            }
            #expect(fixture.endpoint.requests.count == 1)
            #expect(try await Self.origins(fixture).isEmpty)
        }
    }

    @Test("one text that the model refuses doesn't keep the others out", arguments: [400, 500])
    func refusedTexts(_ status: Int) async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            for id in 1...6 {
                try await fixture.add(
                    Int64(10 + id), id == 2 ? "zzzzzzzzzzzzzzzz" : "repo\(id)",
                    body: id == 4 ? String(repeating: "long ", count: 200) : "")
            }
            let job = try fixture.job()
            fixture.endpoint.mood = .refuses(status: status, longerThan: 400, word: "z")
            // The long text went in shortened; no part of the other one is taken.
            #expect(try await job.embed(repoIDs: Array(11...16)) == 5)
            #expect(try await Set(Self.origins(fixture).keys) == [11, 13, 14, 15, 16])
            #expect(try await job.embed(repoIDs: [14]) == 0)

            // While it refuses everything, nothing is known about any text.
            fixture.endpoint.mood = .answers(status: status, body: "")
            try await fixture.execute("DELETE FROM repo_vectors")
            for ids: [Int64] in [[12], Array(11...16)] {
                let before = fixture.endpoint.requests.count
                await #expect(throws: PostponedJob.self) { try await job.embed(repoIDs: ids) }
                #expect(fixture.endpoint.requests.count - before == 2)
            }
            fixture.endpoint.mood = .works
            #expect(try await job.embed(repoIDs: Array(11...16)) == 6)
        }
    }

    @Test("a refused text isn't asked for again until it or the model is another", arguments: TestDatabase.available)
    func refusalIsRemembered(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            try await fixture.add(11, "zzzz")
            let sweep = EmbeddingSweep(try fixture.job())
            let own = Job(kind: .embed, subject: EmbeddingSweep.subject(11), attempts: 1, runAt: .now)
            fixture.endpoint.mood = .refuses(status: 400, longerThan: 400, word: "z")
            #expect(try await sweep.handle(own) == .done)
            let asked = fixture.endpoint.requests.count
            #expect(try await sweep.handle(own) == .done)
            #expect(try await sweep.run())
            #expect(fixture.endpoint.requests.count == asked)
            #expect(try await Self.origins(fixture).isEmpty)

            // It keeps nobody behind it on its page from being embedded.
            try await fixture.add(12, "painter")
            #expect(try await sweep.run())
            #expect(try await Self.origins(fixture) == [12: "mini"])
            try await fixture.setText(11, name: "zebra", body: "")
            #expect(try await sweep.run())
            #expect(try await Self.origins(fixture) == [12: "mini"])
            try await fixture.setText(11, name: "ape", body: "")
            #expect(try await sweep.run())
            #expect(try await Self.origins(fixture) == [11: "mini", 12: "mini"])

            // What replaces a vector is as good as none, until another model takes it.
            try await fixture.setText(11, name: "zzzz", body: "")
            #expect(try await sweep.run())
            #expect(try await Self.origins(fixture) == [12: "mini"])
            fixture.endpoint.mood = .works
            #expect(try await fixture.job().embed(repoIDs: [11]) == 0)
            #expect(try await fixture.job(model: "maxi").embed(repoIDs: [11]) == 1)
        }
    }

    @Test("an endpoint that breaks down between two texts is not taken for one that refuses them")
    func breakdown() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            for id in 1...4 { try await fixture.add(Int64(10 + id), "repo\(id)") }
            let job = try fixture.job()
            // The batch is refused, the probe and the first text are not, then nothing is taken.
            fixture.endpoint.mood = .takes(requests: [2, 3])
            await #expect(throws: PostponedJob.self) { try await job.embed(repoIDs: [11, 12, 13, 14]) }
            let sources = try await fixture.database.read { db in try VectorStore(db).sources([11, 12, 13, 14]) }
            #expect(sources.count == 4 && sources.allSatisfy { $0.origin == nil })
        }
    }

    @Test(
        "an answer without a vector for a text is that text's refusal",
        arguments: [.null, [], [0, 0, 0]] as [JSONValue])
    func textsWithoutVector(_ vector: JSONValue) async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            for (id, name) in [(11, "painter"), (12, "zzzz"), (13, "speaker")] {
                try await fixture.add(Int64(id), name)
            }
            fixture.endpoint.mood = .writes(vector, word: "z")
            let job = try fixture.job(rest: .seconds(3_600))
            #expect(try await job.embed(repoIDs: [11, 12, 13]) == 2)
            #expect(try await Self.origins(fixture) == [11: "mini", 13: "mini"])
            let asked = fixture.endpoint.requests.count
            #expect(try await job.embed(repoIDs: [11, 12, 13]) == 0)
            #expect(fixture.endpoint.requests.count == asked)
            // Searches don't pay for it.
            await #expect(throws: EmbeddingError.self) { try await job.client.embed(["zzzz"]) }
            #expect(try await job.client.embed(query: "paint a picture") != nil)
        }
    }

    @Test("a sweep finds what nobody asked for, page by page", arguments: TestDatabase.available)
    func sweep(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            let count = EmbeddingSweep.pageSize + 20
            try await fixture.add(1, "first")
            try await fixture.database.write { db in
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified) VALUES (?, 'model', 1, 1, 'ann', ?, ?, 'public', 0, 0)
                    """, batches: (2...count).map { [.integer($0), .text("r\($0)"), .text("ann/r\($0)")] })
                try db.execute(
                    "INSERT INTO repo_texts (repo_id, name, tags, body) VALUES (?, ?, '', '')",
                    batches: (2...count).map { [.integer($0), .text("r\($0)")] })
            }
            let job = Job(kind: .collect, subject: EmbeddingSweep.everything, attempts: 1, runAt: .now)
            let short = EmbeddingSweep(try fixture.job(), turn: .nanoseconds(1))
            guard case .again = try await short.handle(job) else {
                Issue.record("a turn of no length came to the end")
                return
            }
            let sweep = EmbeddingSweep(try fixture.job(), turn: .seconds(60))
            #expect(try await sweep.handle(job) == .done)
            #expect(try await Self.origins(fixture).count == count)
            #expect(fixture.endpoint.texts.flatMap(\.self).count == count)
            #expect(try await sweep.run())
            #expect(fixture.endpoint.texts.flatMap(\.self).count == count)

            try await fixture.execute("UPDATE repo_texts SET body = 'new' WHERE repo_id IN (3, \(count))")
            try await fixture.execute("UPDATE repo_vectors SET model = 'old' WHERE repo_id = 7")
            let page = try await sweep.stale(after: .min)
            #expect(page.sources.map(\.repoID) == [3, 7] && page.next == Int64(EmbeddingSweep.pageSize))
            let last = try await sweep.stale(after: page.next ?? 0)
            #expect(last.sources.map(\.repoID) == [Int64(count)] && last.next == nil)
        }
    }

    @Test("texts are bounded, whatever they are made of")
    func texts() {
        let text = EmbeddingText(
            name: "e" + String(repeating: "\u{301}", count: 100_000), tags: String(repeating: "tag ", count: 10_000),
            body: "")
        #expect(text.value.unicodeScalars.count < 700)
        #expect(EmbeddingText(name: "", tags: " \n", body: "\t").value.isEmpty)
        #expect(EmbeddingText.shortened("abcdefgh") == ["abcd", "ab", "a"])
        #expect(EmbeddingText.shortened("a").isEmpty)
    }
}
