import GitObjects
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Facts of revisions", .timeLimit(.minutes(20)))
struct RevisionFactsTests {
    @Test("each revision has the facts of its own content", arguments: TestDatabase.available)
    func eachItsOwn(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let empty = try await hub.head(repo)
            func card(_ license: String, _ task: String) -> Change {
                .put("README.md", "---\nlicense: \(license)\npipeline_tag: \(task)\nlibrary_name: \(task)-lib\n---\n")
            }
            // Contents of every sort: in the database, in the object store, and large.
            let config = Change.put("config.json", FactsFixture.config("bert", padding: 80 << 10))
            let weights = try await hub.upload(FactsFixture.weights(3), to: repo)
            let old = try await hub.commit(
                repo, [card("mit", "fill-mask"), config, .large("model.safetensors", oid: weights)])
            try await hub.described(repo)
            try await hub.post("/api/\(repo)/tag/main", ["tag": "v1"], as: "ann").expect(200)
            try await hub.post("/api/\(repo)/branch/dev", as: "ann").expect(200)
            let others = try await hub.upload(FactsFixture.weights(5), to: repo)
            try await hub.commit(
                repo, [card("gpl", "summarization"), .delete("config.json"), .large("model.safetensors", oid: others)])
            try await hub.described(repo)
            try await hub.commit(repo, [card("apache-2.0", "translation")], to: "dev")

            func info(_ revision: String, _ query: String = "") async throws -> JSONValue {
                let first = try await hub.get("/api/\(repo)/revision/\(revision)\(query)").expect(200)
                #expect(try await hub.get("/api/\(repo)/revision/\(revision)\(query)").body == first.body)
                return first.json
            }
            for (revision, license, task, parameters, model) in [
                ("main", "gpl", "summarization", 5, nil), (old, "mit", "fill-mask", 3, "bert"),
                ("v1", "mit", "fill-mask", 3, "bert"), ("dev", "apache-2.0", "translation", 3, "bert"),
                ("refs%2Fheads%2Fdev", "apache-2.0", "translation", 3, "bert"),
                (String(old.prefix(10)), "mit", "fill-mask", 3, "bert"), (empty, nil, nil, nil, nil),
            ] as [(String, String?, String?, Int64?, String?)] {
                let json = try await info(revision)
                #expect(json["cardData"]?["license"]?.string == license, "\(revision)")
                #expect(
                    json["pipeline_tag"]?.string == task && json["library_name"]?.string == task.map { $0 + "-lib" })
                #expect(json["safetensors"]?["total"]?.integer == parameters)
                #expect(json["config"]?["model_type"]?.string == model)
                #expect(json.tags.contains { $0.hasPrefix("license:") } == (license != nil))
                #expect(license.map { json.tags.contains("license:\($0)") } != false)
                #expect(json.tags.contains("safetensors") == (parameters != nil) && json.tags.last == "region:us")
                let expanded = try await info(revision, "?expand=tags&expand=safetensors&expand=likes")
                #expect(expanded["tags"] == json["tags"] && expanded["safetensors"] == json["safetensors"])
                #expect(expanded["cardData"] == nil && expanded["likes"] == 0)
            }
            // What belongs to the repo stays the repo's.
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "auto"]).expect(200)
            #expect(try await info("v1")["gated"] == "auto")
            // Lists and the repo itself know the default branch.
            #expect(try await hub.items("/api/models?filter=license:mit").isEmpty)
            #expect(try await hub.get("/api/\(repo)").json["cardData"]?["license"] == "gpl")
            // A revision that becomes the default branch again, and the other way round.
            try await hub.commit(repo, [card("mit", "fill-mask"), config, .large("model.safetensors", oid: weights)])
            try await hub.described(repo)
            #expect(try await info("main")["cardData"] == info(old)["cardData"])
        }
    }

    @Test("a Space's and a dataset's revisions", arguments: TestDatabase.available)
    func otherTypes(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let space = try await hub.makeRepo("s", type: .space)
            let first = try await hub.commit(
                space, [.put("index.html", "x"), .put("README.md", "---\nsdk: static\nmodels: [a/b]\n---\n")])
            try await hub.commit(space, [.put("README.md", "---\nsdk: docker\nmodels: [c/d]\n---\n")])
            let old = try await hub.get("/api/\(space)/revision/\(first)").expect(200).json
            #expect(old["sdk"] == "static" && old["models"] == ["a/b"] && old.tags == ["static", "region:us"])
            let new = try await hub.get("/api/\(space)").expect(200).json
            #expect(new["sdk"] == "docker" && new["models"] == ["c/d"] && new.tags == ["docker", "region:us"])
            // What runs is the default branch.
            #expect(old["runtime"] == new["runtime"] && old["runtime"]?["stage"] == "STOPPED")

            let dataset = try await hub.makeRepo("d", type: .dataset)
            let csv = try await hub.commit(dataset, [.put("train.csv", "a,b\n1,2\n")])
            try await hub.commit(dataset, [.delete("train.csv"), .put("train.jsonl", "{\"a\":1}\n")])
            for (revision, format) in [(csv, "format:csv"), ("main", "format:json")] {
                let json = try await hub.get("/api/\(dataset)/revision/\(revision)").expect(200).json
                #expect(json.tags.filter { $0.hasPrefix("format:") } == [format])
            }
        }
    }

    @Test("what can't be read now is there the next time", arguments: LFSFixture.Kind.available)
    func failures(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let files: [String: FactsFixture.File] = [
            "model.safetensors": .large(FactsFixture.weights(7)),
            "config.json": .text(FactsFixture.config("bert")),
        ]
        try await fixture.commit(files)
        let old = try await fixture.head()
        try await fixture.commit(["README.md": .text("x")])
        let facts = fixture.revisionFacts()
        fixture.storage.objects.fail(after: 0)
        let partly = try await facts.facts(of: old.commit, in: old.repo)
        #expect(!partly.areComplete && partly.tags.contains("bert") && partly.properties["safetensors"] == nil)
        fixture.storage.objects.fail(after: nil)
        let whole = try await facts.facts(of: old.commit, in: old.repo)
        #expect(whole.areComplete && whole.properties["safetensors"]?.contains("\"total\":7") == true)
        // Now nothing has to be read.
        fixture.storage.objects.fail(after: 0)
        #expect(try await facts.facts(of: old.commit, in: old.repo).properties == whole.properties)
        // Nor for another revision with the same weights.
        fixture.storage.objects.fail(after: nil)
        var more = files
        more["config.json"] = .text(FactsFixture.config("gpt2"))
        try await fixture.commit(more)
        let other = try await fixture.head()
        fixture.storage.objects.fail(after: 0)
        let second = try await facts.facts(of: other.commit, in: other.repo)
        #expect(second.areComplete && second.tags.contains("gpt2"))
        #expect(second.properties["safetensors"] == whole.properties["safetensors"])
    }

    @Test("however many ask at once, it is read once", arguments: LFSFixture.Kind.available)
    func atOnce(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        var revisions: [(repo: Repo, commit: CommitRecord)] = []
        for count in 1...8 {
            try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(count))])
            revisions.append(try await fixture.head())
        }
        let facts = fixture.revisionFacts()
        fixture.held.hold()
        let work = Task { [revisions] in
            try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for turn in 0..<40 {
                    let (repo, commit) = revisions[turn % 8]
                    group.addTask {
                        (turn % 8 + 1, try await facts.facts(of: commit, in: repo).properties["safetensors"])
                    }
                }
                return try await group.reduce(into: [(Int, String?)]()) { $0.append($1) }
            }
        }
        // As many as there are turns, and no more however long one waits.
        while fixture.held.waitingCount < 4 { try await Task.sleep(for: .milliseconds(5)) }
        for _ in 0..<20 {
            try await Task.sleep(for: .milliseconds(5))
            #expect(fixture.held.waitingCount == 4)
        }
        fixture.held.release()
        for (count, text) in try await work.value { #expect(text?.contains("\"total\":\(count)") == true) }
    }
}

extension FactsFixture {
    func revisionFacts() -> RevisionFacts {
        RevisionFacts(
            database: database, caches: HistoryCaches(), contents: descriptions.contents, logger: descriptions.logger)
    }

    /// The repo as it is now, and the commit that its default branch is at.
    func head(_ repoID: Int64 = LFSFixture.model) async throws -> (repo: Repo, commit: CommitRecord) {
        try await database.read { db in
            let repo = try #require(try ReposStore(db).find(id: repoID))
            let head = try #require(repo.head)
            return (
                repo, try #require(try HistoryReader(db, repoID: repoID, caches: HistoryCaches()).commit(head))
            )
        }
    }
}
