import HubAPI
import RepoCards
import Testing

/// Rules one by one; ``CorpusTests`` has whole repos.
@Suite struct RepoFactsTests {
    private func facts(
        _ yaml: String, body: String = "", files: [String] = [], _ type: RepoType = .model
    ) throws -> RepoFacts {
        var contents = RepoContents(type: type, files: files.map { RepoFile(path: $0, size: 1) })
        contents.card = try RepoCard.parse("---\n\(yaml)\n---\n\(body)")
        return RepoFacts.derive(contents)
    }

    @Test(arguments: [
        ("base_model: a/b", [], "finetune"),
        ("base_model: a/b\nbase_model_relation: merge", [], "merge"),
        ("base_model: a/b\ntags: [lora]", [], "adapter"),
        ("base_model: a/b", ["adapter_config.json", "adapter_model.safetensors"], "adapter"),
        ("base_model: a/b", ["x-Q4_K_M.gguf"], "quantized"),
        ("base_model: a/b", ["onnx/model.onnx"], "quantized"),
        ("base_model: a/b", ["onnx/model.onnx", "model.safetensors"], "finetune"),
        ("library_name: mlx\nbase_model: a/b", [], "quantized"),
        ("library_name: mlx\nbase_model: [a/b, c/d]", [], "merge"),
    ])
    func tellsHowAModelCameFromItsBase(_ yaml: String, _ files: [String], _ relation: String) throws {
        let facts = try facts(yaml, files: files)
        #expect(facts.tags.contains("base_model:a/b"))
        #expect(facts.tags.contains("base_model:\(relation):a/b"))
    }

    @Test(arguments: [
        ("tags: [x, diffusers]", [], "diffusers", nil as String?),
        ("tags: [x]", ["modules.json"], "sentence-transformers", "sentence-similarity"),
        ("tags: [x, text-generation]", ["model_index.json"], "diffusers", "text-generation"),
        ("library_name: timm", ["model_index.json"], "timm", "image-classification"),
        ("tags: [other]", ["sub/adapter_config.json"], nil as String?, nil),
    ])
    func findsLibraryAndTask(_ yaml: String, _ files: [String], _ library: String?, _ task: String?) throws {
        let facts = try facts(yaml, files: files)
        #expect(facts.libraryName == library)
        #expect(facts.pipelineTag == task)
    }

    @Test func namesEachTagOnce() throws {
        let facts = try facts(
            """
            library_name: transformers
            pipeline_tag: text-generation
            tags: [transformers, text-generation, a, a, ""]
            model-index: [x]
            """,
            files: ["chat_template.jinja"])
        #expect(
            facts.tags == [
                "transformers", "text-generation", "a", "model-index", "conversational", "endpoints_compatible",
                "region:us",
            ])
    }

    @Test(arguments: [
        ("http://ArXiv.org/abs/2301.12345", ["2301.12345"]), ("arxiv.org/abs/2301.123456", []),
        ("arxiv.org/abs/", []),
        ("arxiv.org/abs/cs/0112017", []),
        (
            "https://hf.co/papers/2402.00001 https://arxiv.org/pdf/2401.0001v3",
            ["2402.00001", "2401.0001"]
        ),
        ("2301.12345", []),
    ])
    func findsPapers(_ text: String, _ papers: [String]) throws {
        #expect(try facts("a: b", body: text).tags == papers.map { "arxiv:" + $0 } + ["region:us"])
    }

    @Test func needsNoCard() {
        let facts = RepoFacts.derive(RepoContents(type: .model, files: [RepoFile(path: "a.safetensors", size: 1)]))
        #expect(facts.tags == ["safetensors", "region:us"])
        #expect(facts.cardData == nil)
    }
}
