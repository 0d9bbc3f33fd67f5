import Foundation
import HubAPI
import ModelFormats
import RepoCards
import Testing

/// Whatever a card and files say: facts come, within bounds, and the same ones each time.
@Suite struct RandomFactsTests {
    /// Small, and the same on every machine.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &self)] }
        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    }

    private static let keys = [
        "language", "license", "tags", "datasets", "base_model", "base_model_relation", "library_name", "pipeline_tag",
        "model-index", "widget", "inference", "configs", "dataset_info", "size_categories", "task_categories", "doi",
        "sdk", "sdk_version", "app_port", "models", "emoji", "title", "architectures", "model_type", "auto_map",
        "quantization_config", "bits", "quant_method", "chat_template", "_class_name", "results", "metrics", "value",
        "type", "dataset", "task", "data_files", "config_name", "split", "path", "features", "name", "dtype", "splits",
        "num_examples", "weight_map", "metadata", "total_parameters", "sklearn", "load_in_4bit", "_type", "feature",
    ]
    private static let words = [
        "en", "no", "mit", "transformers", "diffusers", "text-generation", "a/b", "x", "", "BertModel",
        "LlamaForCausalLM",
        "StableDiffusionPipeline", "**/*.csv", "[", "data/*", "train", "image", "float32", "🚀", "a\u{0}b", "é",
        "e\u{301}",
        "other", "gptq", "Sequence", "Image", "https://arxiv.org/abs/2301.00001", "gradio", "0", "-1", "__x",
    ]
    private static let paths = [
        "config.json", "tokenizer_config.json", "model.safetensors", "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors", "model.safetensors.index.json", "adapter_config.json", "model_index.json",
        "x-Q4_K_M.gguf", "x-00001-of-00002.gguf", "data/train-00000-of-00001.parquet", "train/1.png", "a.csv", "b.tar",
        "dataset_infos.json", "chat_template.jinja", "é.csv", "e\u{301}.csv", ".eval_results/a.yaml", "task.json", "/",
        "",
        "a//b", "data/", ".csv", "a.", "processor_config.json", "c.lance/x",
    ]

    private func value(_ random: inout Generator, _ depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
        case 0: return .null
        case 1: return .bool(random.chance(50))
        case 2: return .integer(random.pick([0, 1, -1, 4, 8, .max, .min, 999]))
        case 3: return .number(random.pick([0.5, -1, 1e300, 1.3e10]))
        case 4, 5: return .string(random.pick(Self.words))
        case 6: return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in value(&random, depth + 1) })
        default: return object(&random, depth + 1)
        }
    }

    private func object(_ random: inout Generator, _ depth: Int) -> JSONValue {
        var members: [JSONMember] = []
        for _ in 0..<Int.random(in: 0..<9, using: &random) {
            let key = random.pick(Self.keys)
            if !members.contains(where: { $0.key == key }) { members.append(JSONMember(key, value(&random, depth))) }
        }
        return .object(members)
    }

    private func contents(_ random: inout Generator) -> RepoContents {
        let files = Self.paths.filter { _ in random.chance(40) }.map {
            RepoFile(path: $0, size: random.pick([0, 1, 100, .max, -1]))
        }
        var contents = RepoContents(type: random.pick(RepoType.allCases), files: files)
        if random.chance(80) {
            contents.card = RepoCard(data: object(&random, 0), body: random.pick(Self.words) + "\n@misc{x,\n}\n# Title")
        }
        for path in Self.paths where random.chance(40) {
            contents.documents[path] = value(&random, 0)
            var gguf = GGUFSummary(architecture: random.pick(Self.words), parameters: random.pick([0, -5, .max, 7]))
            gguf.contextLength = random.pick([nil, 0, 4096])
            contents.gguf[path] = gguf
            contents.safetensors[path] = SafetensorsSummary(
                counts: [.init(dtype: random.pick(["F32", "I32"]), role: "weight", elements: random.pick([1, .max]))])
            contents.parquet[path] = ParquetSummary(
                rows: random.pick([0, 5, .max, -3]),
                columns: [.init(name: random.pick(Self.words), type: random.pick(Self.words))],
                features: random.chance(50) ? value(&random, 0).text : random.pick(Self.words))
        }
        contents.texts["chat_template.jinja"] = random.chance(50) ? "x" : nil
        return contents
    }

    @Test(arguments: 0..<40) func comeFromAnything(_ seed: Int) throws {
        var random = Generator(state: UInt64(seed))
        for _ in 0..<50 {
            let contents = contents(&random)
            let facts = RepoFacts.derive(contents)
            #expect(RepoFacts.derive(contents) == facts)
            var shuffled = contents
            shuffled.files.shuffle(using: &random)
            #expect(RepoFacts.derive(shuffled) == facts)
            try check(facts)
            let wanted = RepoContents.wanted(type: contents.type, files: contents.files)
            #expect(wanted.count <= 1000 && Set(wanted).count == wanted.count)
            #expect(RepoContents.wanted(type: contents.type, files: shuffled.files) == wanted)
        }
    }

    private func check(_ facts: RepoFacts) throws {
        #expect(Set(facts.tags).count == facts.tags.count)
        #expect(facts.tags.count <= 1000 && facts.tags.contains("region:us"))
        for tag in facts.tags + [facts.libraryName, facts.pipelineTag, facts.sdk].compactMap(\.self) {
            #expect((1...512).contains(tag.utf8.count) && !tag.utf8.contains(0))
        }
        #expect(Set(facts.properties.map(\.key)).count == facts.properties.count)
        for property in facts.properties {
            #expect(property.value != .null)
            _ = try JSONDecoder().decode(JSONValue.self, from: Data(property.value.utf8))
        }
    }

    /// Lines of YAML put together at random: most are broken, some in unheard-of ways.
    @Test(arguments: 0..<20) func comeFromAnyText(_ seed: Int) {
        var random = Generator(state: UInt64(seed) &+ 1000)
        let pieces = [
            "- ", ": ", "\n", "  ", "[", "]", "{", "}", "'", "\"", "#", "&a ", "*a", "!!str ", "|\n", ">\n", "? ",
            "---\n",
            "...\n", "\t", "\u{FEFF}", "\r\n", "<<: ", "~", "%", "@", "`",
        ]
        for _ in 0..<200 {
            var text = random.chance(90) ? "---\n" : ""
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                text += random.pick([random.pick(pieces), random.pick(Self.keys) + ": ", random.pick(Self.words)])
            }
            text += "\n---\n"
            for type in RepoType.allCases {
                var contents = RepoContents(type: type, files: [])
                contents.read(card: text)
                #expect((contents.card == nil) == (contents.cardProblem != nil))
                let facts = RepoFacts.derive(contents)
                #expect(facts.cardProblem == contents.cardProblem)
                #expect(Set(facts.tags).count == facts.tags.count)
            }
        }
    }
}
