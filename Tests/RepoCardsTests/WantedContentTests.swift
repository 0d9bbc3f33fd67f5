import HubAPI
import RepoCards
import Testing

@Suite struct WantedContentTests {
    private func wanted(_ type: RepoType, _ files: [(String, Int64)]) -> [String] {
        RepoContents.wanted(type: type, files: files.map { RepoFile(path: $0.0, size: $0.1) })
            .map { "\($0.kind.rawValue) \($0.path)" }
    }

    @Test func areTheFilesThatFactsComeFrom() {
        #expect(
            wanted(
                .model,
                [
                    ("README.md", 1), ("chat_template.jinja", 1), ("config.json", 1), ("sub/config.json", 1),
                    ("model-00001-of-00002.safetensors", 9), ("model-00002-of-00002.safetensors", 9),
                    ("model.safetensors.index.json", 5 << 20), ("tokenizer_config.json", 5 << 20),
                    ("x-Q4_K_M.gguf", 1), ("x-Q8_0.gguf", 1), ("mmproj-F16.gguf", 1),
                ]) == [
                    "json config.json", "text chat_template.jinja", "json model.safetensors.index.json",
                    "safetensors model-00001-of-00002.safetensors", "safetensors model-00002-of-00002.safetensors",
                    "gguf x-Q4_K_M.gguf",
                ])
        #expect(
            wanted(.dataset, [("a.parquet", 1), ("dataset_infos.json", 1), ("b.csv", 1)]) == [
                "json dataset_infos.json", "parquet a.parquet",
            ])
        #expect(wanted(.space, [("app.py", 1), ("README.md", 1)]).isEmpty)
    }

    @Test func areFew() {
        #expect(wanted(.dataset, (0..<5000).map { ("\($0).parquet", 1) }).count == 1000)
        #expect(wanted(.model, [("model.safetensors.index.json", 17 << 20), ("config.json", 5 << 20)]).isEmpty)
    }

    /// A hub asks so whether a changed file matters.
    @Test(arguments: [
        "config.json", "model-00002-of-00003.safetensors", "model.safetensors.index.json", "x-00002-of-00003.gguf",
        "x-Q8_0.gguf", "chat_template.jinja", "model_index.json",
    ])
    func areWantedAlone(_ path: String) {
        #expect(wanted(.model, [(path, 1)]).count == 1)
    }
}
