import Foundation
import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// Facts over HTTP, as clients see them after their commits.
@Suite("Facts of repos", .timeLimit(.minutes(20)))
struct RepoFactsTests {
    @Test("small documents count in the commit itself", arguments: TestDatabase.available)
    func smallDocuments(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(
                repo,
                [
                    .put(
                        "README.md", "---\nlicense: mit\npipeline_tag: fill-mask\nlibrary_name: transformers\n---\n# Hi"
                    ),
                    .put("config.json", "{\"architectures\":[\"BertForMaskedLM\"],\"model_type\":\"bert\"}"),
                ])
            func info() async throws -> JSONValue {
                try await hub.get("/api/\(repo)?expand=tags,config,cardData,pipeline_tag,library_name").expect(200).json
            }
            var json = try await info()
            #expect(json["pipeline_tag"] == "fill-mask" && json["library_name"] == "transformers")
            #expect(json["config"]?["model_type"] == "bert" && json["cardData"]?["license"] == "mit")
            #expect(Set(["transformers", "bert", "license:mit"]).isSubset(of: json.tags))
            // Another branch says nothing about the repo.
            try await hub.post("/api/\(repo)/branch/dev", as: "ann").expect(200)
            try await hub.commit(repo, [.put("README.md", "---\nlicense: gpl\n---\n")], to: "dev")
            #expect(try await info() == json)
            // Nor does a commit that changes something else, or a squash.
            try await hub.commit(repo, [.put("notes.txt", "n")])
            try await hub.post("/api/\(repo)/super-squash/main", as: "ann").expect(200)
            #expect(try await info() == json)
            // What goes takes its facts along.
            try await hub.commit(repo, [.delete("README.md")])
            json = try await info()
            #expect(json["cardData"] == nil && !json.tags.contains("license:mit") && json.tags.contains("bert"))
            try await hub.commit(repo, [.put("config.json", "{\"model_type\": [broken")])
            json = try await info()
            #expect(json["config"] == nil && !json.tags.contains("bert"))
            try await hub.commit(repo, [.put("README.md", "---\na: [b\n---\n")])
            #expect(try await info()["cardData"] == nil)
        }
    }

    @Test("long documents and headers are read after the commit", arguments: TestDatabase.available)
    func longDocuments(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put("config.json", FactsFixture.config("bert", padding: 80 << 10))])
            try await hub.described(repo)
            func info() async throws -> JSONValue {
                try await hub.get("/api/\(repo)?expand=tags,config,safetensors,gguf").expect(200).json
            }
            #expect(try await info()["config"]?["model_type"] == "bert")
            try await hub.commit(repo, [.put("config.json", "[" + String(repeating: " ", count: 80 << 10))])
            try await hub.described(repo)
            #expect(try await info()["config"] == nil)
            for count in [4, 8] {
                try await RegistryFixture.push(hub, repo, [("model.safetensors", FactsFixture.weights(count))])
                try await hub.described(repo)
                let json = try await info()
                #expect(json["safetensors"]?["total"]?.integer == Int64(count))
                #expect(json.tags.contains("safetensors"))
                #expect(try await hub.items("/api/models?num_parameters=\(count)").count == 1)
                #expect(try await hub.items("/api/models?num_parameters=min:\(count + 1)").isEmpty)
            }
            let gguf = try await hub.makeRepo("g")
            try await RegistryFixture.push(hub, gguf, [("g-Q4_K_M.gguf", TinyGGUF(numbers: 64).bytes)])
            try await hub.described(gguf)
            let json = try await hub.get("/api/\(gguf)?expand=gguf,tags").expect(200).json
            #expect(json["gguf"]?["architecture"] == "llama" && json["gguf"]?["total"]?.integer == 64)
            #expect(json.tags.contains("gguf"))
            #expect(try await hub.items("/api/models?apps=llama.cpp").column("id") == ["ann/g"])
            #expect(try await hub.items("/api/models?apps=LLAMA.CPP&num_parameters=min:10,max:1K").count == 1)
            #expect(try await hub.items("/api/models?apps=nothing").isEmpty)
        }
    }

    @Test("Parquet footers of datasets, sound and not", arguments: TestDatabase.available)
    func parquet(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("d", type: .dataset)
            let bytes = try Self.fixture("types.parquet")
            let sound = try await hub.upload(bytes, to: repo)
            let broken = try await hub.upload(Array("PAR1 not at all PAR1".utf8), to: repo)
            try await hub.commit(repo, [.large("data/train-00000-of-00001.parquet", oid: sound)])
            try await hub.described(repo)
            let tags = try await hub.get("/api/\(repo)").expect(200).json.tags
            #expect(tags.contains("format:parquet") && tags.contains { $0.hasPrefix("size_categories:") })
            try await hub.commit(repo, [.large("data/train-00000-of-00001.parquet", oid: broken)])
            try await hub.described(repo)
            let others = try await hub.get("/api/\(repo)").expect(200).json.tags
            #expect(others.contains("format:parquet") && !others.contains { $0.hasPrefix("size_categories:") })
            #expect(
                try await hub.read { db in try db.rows("SELECT * FROM jobs WHERE kind = 'catalogue.describe'") }.isEmpty
            )
        }
    }

    @Test("a job that was left behind is done", arguments: TestDatabase.available)
    func leftBehind(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            try await RegistryFixture.push(hub, repo, [("model.safetensors", FactsFixture.weights(6))])
            try await hub.described(repo)
            let id = try await hub.repoID(repo)
            try await hub.server.database.write { db in
                try db.execute("DELETE FROM content_facts WHERE repo_id = ?", .integer(id))
                try db.execute("DELETE FROM repo_texts WHERE repo_id = ?", .integer(id))
                try db.execute("UPDATE repos SET facts_version = 0, parameters = NULL WHERE id = ?", .integer(id))
                // The node that had it is gone, and so is its lease.
                let past = Timestamp(milliseconds: 1_000)
                _ = try JobStore(db).take(
                    .describe, String(id), until: Timestamp(milliseconds: 2_000), now: past)
            }
            try await hub.described(repo)
            let total = try await hub.get("/api/\(repo)?expand=safetensors").json["safetensors"]?["total"]?.integer
            #expect(total == 6)
            #expect(try await hub.read { db in try db.rows("SELECT repo_id FROM repo_texts") }.count == 1)
        }
    }

    @Test("removing large files from history takes their facts", arguments: TestDatabase.available)
    func rewriting(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("m")
            let bytes = FactsFixture.weights(6)
            let oid = try await hub.upload(bytes, to: repo)
            try await hub.commit(repo, [.large("model.safetensors", oid: oid)])
            try await hub.described(repo)
            try await hub.send(.delete, "/api/\(repo)/lfs-files/\(oid)?rewriteHistory=true", as: "ann").expect(200)
            let json = try await hub.get("/api/\(repo)?expand=safetensors,tags").expect(200).json
            #expect(json["safetensors"] == nil && !json.tags.contains("safetensors"))
            #expect(try await hub.read { db in try db.rows("SELECT * FROM content_facts") }.isEmpty)
            // Restored, it counts again.
            _ = try await hub.upload(bytes, to: repo)
            try await hub.commit(repo, [.large("model.safetensors", oid: oid)])
            try await hub.described(repo)
            let again = try await hub.get("/api/\(repo)?expand=safetensors").expect(200).json
            #expect(again["safetensors"]?["total"]?.integer == 6)
        }
    }

    @Test("what other repos say, of public ones only", arguments: TestDatabase.available)
    func live(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let base = try await hub.makeRepo("Base")
            for (name, isPrivate) in [("open", false), ("closed", true)] {
                let model = try await hub.makeRepo("tuned-\(name)", isPrivate: isPrivate)
                try await hub.commit(model, [.put("README.md", "---\nbase_model: ann/Base\n---\n")])
                let space = try await hub.makeRepo("space-\(name)", type: .space, isPrivate: isPrivate)
                try await hub.commit(
                    space, [.put("README.md", "---\nsdk: static\nmodels: [ann/base]\ndatasets: [ann/Data]\n---\n")])
                let dataset = try await hub.makeRepo("data-\(name)", type: .dataset, isPrivate: isPrivate)
                try await hub.commit(dataset, [.put("README.md", "---\ntags: [\"base_model:ann/Base\"]\n---\n")])
            }
            for user in [nil, "bob", "ann"] {
                let json = try await hub.get("/api/\(base)?expand=spaces,childrenModelCount", as: user).json
                #expect(json["spaces"] == ["ann/space-open"] && json["childrenModelCount"]?.integer == 1)
                let listed = try await hub.get("/api/models?expand=spaces,childrenModelCount&search=base", as: user)
                #expect(listed.json.array?.first?["spaces"] == json["spaces"])
                #expect(listed.json.array?.first?["childrenModelCount"]?.integer == 1)
                let all = ["ann/space-open"] + (user == "ann" ? ["ann/space-closed"] : [])
                for filter in [
                    "models=ann/BASE", "datasets=ann/data", "linked=true", "models=ann/base&datasets=ann/data",
                ] {
                    let found = try await hub.items("/api/spaces?\(filter)", as: user).column("id")
                    #expect(Set(found) == Set(all), "\(filter)")
                }
                #expect(try await hub.items("/api/spaces?models=ann/other", as: user).isEmpty)
            }
        }
    }

    @Test("a moved repo is found by its new name and not by its old", arguments: TestDatabase.available)
    func moving(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("walrus-one")
            try await hub.commit(repo, [.put("README.md", "# Text")])
            try await hub.makeRepo("other")
            try await hub.post(
                "/api/repos/move", ["fromRepo": "ann/walrus-one", "toRepo": "ann/Narwhal_two", "type": "model"],
                as: "ann"
            ).expect(200)
            for (name, count) in [("walrus", 0), ("narwhal", 1)] {
                for path in ["/api/models?search=\(name)", "/api/models?search=\(name)&sort=likes"] {
                    #expect(try await hub.items(path).count == count)
                }
                let quick = try await hub.get("/api/quicksearch?q=\(name)").expect(200).json
                #expect(quick["modelsCount"]?.integer == Int64(count))
                let text = try await hub.get("/api/search/full-text?q=\(name)").expect(200).json
                #expect(text["estimatedTotalHits"]?.integer == Int64(count))
            }
            try await hub.send(
                .delete, "/api/repos/delete", as: "ann", json: ["name": "ann/Narwhal_two", "type": "model"]
            ).expect(200)
            try await hub.checkIndexes(without: "narwhal")
        }
    }

    private static func fixture(_ name: String) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try [UInt8](Data(contentsOf: tests.appendingPathComponent("ModelFormatsTests/Fixtures/" + name)))
    }
}

extension JSONValue {
    /// A repo's tags.
    var tags: [String] { self["tags"]?.array?.compactMap(\.string) ?? [] }
}

extension [JSONValue] {
    fileprivate func column(_ key: String) -> [String] { compactMap { $0[key]?.string } }
}

extension TestHub {
    /// Waits until the facts of a repo are derived to the end.
    func described(_ repo: String) async throws {
        let id = try await repoID(repo)
        while try await read({ db in try ReposStore(db).find(id: id)?.factsVersion }) == 0 {
            try await server.jobs.runDue()
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Checks that the indexes hold what the tables do, and nothing of a word.
    func checkIndexes(without word: String) async throws {
        try await server.database.write { db in
            guard db.dialect == .sqlite else {
                let words = "SELECT 1 AS one FROM repo_texts WHERE words @@ to_tsquery('english', ?)"
                #expect(try db.rows(words, .text(word)).isEmpty)
                return
            }
            for table in ["repo_words", "repo_names"] {
                // Fails when the index and its table differ.
                try db.execute("INSERT INTO \(table) (\(table), rank) VALUES ('integrity-check', 1)")
                let rows = try db.rows("SELECT rowid FROM \(table) WHERE \(table) MATCH ?", .text(word))
                #expect(rows.isEmpty)
            }
        }
    }
}
