import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("The words that repos are described with")
struct VocabularyTests {
    @Test("tags of public repos by what they say, and none of private ones", arguments: TestDatabase.available)
    func groups(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let card = """
                ---
                license: mit
                language: [en, fr]
                library_name: transformers
                datasets: [ann/data]
                tags: [zebra, arxiv:1234.5678, arxiv:2345.6789]
                base_model: ann/base
                ---
                See https://arxiv.org/abs/1706.03762
                """
            try await hub.commit(try await hub.makeRepo("open"), [.put("README.md", card)])
            let hidden = "---\nlicense: secret-license\ntags: [hidden-tag, arxiv-like]\nlanguage: de\n---\n"
            try await hub.commit(try await hub.makeRepo("closed", isPrivate: true), [.put("README.md", hidden)])
            let data = "---\nlicense: mit\nlanguage: [en]\ntags: [quagga]\nsize_categories: [n<1K]\n---\n"
            try await hub.commit(try await hub.makeRepo("data", type: .dataset), [.put("README.md", data)])
            // For the private repo's owner, too: the answer is the same for everybody.
            for user in [nil, "ann"] {
                let models = try await hub.get("/api/models-tags-by-type", as: user).expect(200).json
                #expect(models["license"]?.column("id") == ["license:mit"])
                #expect(models["language"]?.column("id") == ["en", "fr"])
                #expect(models["library"]?.column("id") == ["transformers"])
                #expect(models["dataset"]?.column("id") == ["dataset:ann/data"])
                #expect(models["region"]?.column("label") == ["US"])
                #expect(models["other"]?.column("id").contains("zebra") == true)
                #expect(models["pipeline_tag"]?.column("id").contains("fill-mask") == true)
                for word in ["secret-license", "hidden-tag", "arxiv", "base_model", "quagga", "\"de\""] {
                    #expect(!models.text.contains(word), "\(word)")
                }
                let datasets = try await hub.get("/api/datasets-tags-by-type", as: user).expect(200).json
                #expect(datasets["language"]?.column("id") == ["language:en"])
                #expect(datasets["size_categories"]?.column("label") == ["n<1K"])
                #expect(datasets["other"]?.column("id") == ["quagga"])
                #expect(datasets["task_categories"]?.column("id").contains("task_categories:fill-mask") == true)
                #expect(!datasets.text.contains("zebra"))
            }
        }
    }

    @Test("many tags of kinds that are passed over don't stop it")
    func passedOver() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let id = try await hub.repoID(repo)
            try await hub.server.database.write { db in
                let tags = (0..<500).flatMap { ["arxiv:\($0)", "base_model:a/\($0)", "doi:\($0)", "diffusers:X\($0)"] }
                try db.execute(
                    "INSERT INTO repo_tags (repo_id, tag, position) VALUES (?, ?, 9)",
                    batches: (tags + ["arxiv", "doj", "zz"]).map { [.integer(id), .text($0)] })
            }
            let other = try await hub.get("/api/models-tags-by-type").expect(200).json["other"]
            #expect(other?.column("id") == ["arxiv", "doj", "zz"])
        }
    }

    @Test("tasks with this hub's most popular public repos", arguments: TestDatabase.available)
    func tasks(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            for (name, downloads, isPrivate) in [
                ("a", 1, false), ("b", 3, false), ("c", 2, false), ("d", 4, false), ("x", 9, true),
            ] {
                let repo = try await hub.makeRepo(name, isPrivate: isPrivate)
                try await hub.commit(repo, [.put("README.md", "---\npipeline_tag: fill-mask\n---\n")])
                let id = try await hub.repoID(repo)
                try await hub.server.database.write { db in
                    try db.execute(
                        "UPDATE repos SET downloads = ? WHERE id = ?", .integer(Int64(downloads)), .integer(id))
                }
            }
            let json = try await hub.get("/api/tasks", as: "ann").expect(200).json
            #expect(json["fill-mask"]?["widgetModels"] == ["ann/d", "ann/b", "ann/c"])
            #expect(json["fill-mask"]?["models"]?.column("id") == ["ann/d", "ann/b", "ann/c"])
            #expect(json["text-generation"]?["widgetModels"] == [])
            #expect(json.keys.count > 40)
            let metrics = try await hub.get("/api/metrics").expect(200).json
            #expect(metrics.column("id").contains("accuracy") && !metrics.column("description").contains(""))
        }
    }
}
