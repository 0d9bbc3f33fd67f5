import HubAPI
import RepoCards
import Testing

@Suite struct CardFactsTests {
    private func facts(
        _ yaml: String, body: String = "", files: [String] = [], _ type: RepoType = .model
    ) throws -> CardFacts {
        let card = try RepoCard.parse("---\n\(yaml)\n---\n\(body)")
        return CardFacts.derive(card: card, files: files, repoType: type)
    }

    @Test func ordersModelTags() throws {
        let facts = try facts(
            """
            language: EN
            tags: [exbert]
            license: apache-2.0
            datasets: [bookcorpus, wikipedia]
            library_name: transformers
            pipeline_tag: fill-mask
            """,
            body:
                "See [the paper](https://arxiv.org/abs/1810.04805v2) or https://huggingface.co/papers/1810.04805.",
            files: [
                "README.md", "config.json",
                "coreml/fill-mask/float32_model.mlpackage/Data/weights/weight.bin",
                "flax_model.msgpack", "model.onnx", "model.safetensors", "pytorch_model.bin", "rust_model.ot",
                "tf_model.h5",
            ])
        #expect(
            facts.tags == [
                "transformers", "pytorch", "tf", "jax", "rust", "coreml", "onnx", "safetensors", "fill-mask",
                "exbert", "en", "dataset:bookcorpus", "dataset:wikipedia", "arxiv:1810.04805",
                "license:apache-2.0", "region:us",
            ])
        #expect(facts.libraryName == "transformers")
        #expect(facts.pipelineTag == "fill-mask")
        #expect(facts.cardData?["language"] == "EN")
    }

    @Test func ordersDatasetTags() throws {
        let facts = try facts(
            """
            pretty_name: SQuAD
            tags: [math]
            language: [en]
            license: cc-by-sa-4.0
            size_categories: 10K<n<100K
            task_categories: [question-answering]
            task_ids: [extractive-qa]
            source_datasets: [extended|wikipedia]
            annotations_creators: [crowdsourced]
            multilinguality: [monolingual]
            """, body: "arxiv.org/pdf/1606.05250.pdf", .dataset)
        #expect(
            facts.tags == [
                "task_categories:question-answering", "task_ids:extractive-qa",
                "annotations_creators:crowdsourced", "multilinguality:monolingual",
                "source_datasets:extended|wikipedia", "language:en", "license:cc-by-sa-4.0",
                "size_categories:10K<n<100K", "arxiv:1606.05250", "region:us", "math",
            ])
        #expect(facts.title == "SQuAD")
        #expect(facts.pipelineTag == nil)
    }

    @Test func readsSpaces() throws {
        let facts = try facts(
            """
            title: Demo
            emoji: 🚀
            colorFrom: blue
            colorTo: pink
            sdk: gradio
            sdk_version: 5.0
            app_file: app.py
            app_port: 7860
            tags: [mcp-server]
            models: [gpt2]
            license: mit
            """, .space)
        #expect(facts.tags == ["gradio", "mcp-server", "region:us"])
        #expect(facts.title == "Demo" && facts.emoji == "🚀" && facts.colorFrom == "blue")
        #expect(facts.sdk == "gradio" && facts.sdkVersion == "5.0" && facts.appFile == "app.py")
        #expect(facts.appPort == 7860 && facts.models == ["gpt2"])
    }

    @Test(arguments: [
        ("base_model: a/b", [], ["base_model:a/b", "base_model:finetune:a/b"]),
        ("base_model: a/b\nbase_model_relation: merge", [], ["base_model:a/b", "base_model:merge:a/b"]),
        (
            "base_model: [a/b, c/d]", [],
            ["base_model:a/b", "base_model:merge:a/b", "base_model:c/d", "base_model:merge:c/d"]
        ),
        ("base_model: a/b\ntags: [lora]", [], ["lora", "base_model:a/b", "base_model:adapter:a/b"]),
        (
            "base_model: a/b", ["adapter_config.json", "adapter_model.safetensors"],
            ["peft", "safetensors", "base_model:a/b", "base_model:adapter:a/b"]
        ),
        ("base_model: a/b", ["x-Q4_K_M.gguf"], ["gguf", "base_model:a/b", "base_model:quantized:a/b"]),
        ("base_model: a/b", ["onnx/model.onnx"], ["onnx", "base_model:a/b", "base_model:quantized:a/b"]),
        (
            "base_model: a/b", ["onnx/model.onnx", "model.safetensors"],
            ["onnx", "safetensors", "base_model:a/b", "base_model:finetune:a/b"]
        ),
        ("library_name: mlx\nbase_model: a/b", [], ["mlx", "base_model:a/b", "base_model:quantized:a/b"]),
    ])
    func tagsBaseModels(_ yaml: String, _ files: [String], _ tags: [String]) throws {
        #expect(try facts(yaml, files: files).tags == tags + ["region:us"])
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
            "library_name: transformers\npipeline_tag: text-generation\ntags: [transformers, text-generation, a, a, \"\"]\nmodel-index: [x]",
            files: ["chat_template.jinja"])
        #expect(
            facts.tags == [
                "transformers", "text-generation", "a", "model-index", "conversational", "region:us",
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
        let facts = CardFacts.derive(card: nil, files: ["model.safetensors"], repoType: .model)
        #expect(facts.tags == ["safetensors", "region:us"])
        #expect(facts.cardData == nil)
    }
}
