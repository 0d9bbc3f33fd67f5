import HubAPI
import ModelFormats

/// The programs that run a model on one's own computer: the 25 values of the filter `apps` (huggingface.js,
/// `local-apps.ts`).
enum AppRules {
    static func apps(_ model: ModelFacts, tags: Set<String>) -> [String] {
        let facts = Facts(model, tags: tags)
        return rules.filter { $0.runs(facts) }.map(\.app)
    }

    private struct Facts {
        let tags: Set<String>
        let library: String?
        let pipeline: String?
        /// A GGUF model with a context: what llama.cpp and all programs around it load.
        let isGGUF: Bool
        let isMLX: Bool
        let usesTools: Bool

        init(_ model: ModelFacts, tags: Set<String>) {
            self.tags = tags
            library = model.library
            pipeline = model.pipeline
            isGGUF = (model.gguf?.summary?.contextLength ?? 0) > 0
            isMLX = tags.contains("mlx")
            usesTools = tags.contains("conversational")
        }

        func isFor(_ pipelines: String...) -> Bool { pipeline.map(pipelines.contains) ?? false }
        var writes: Bool { isFor("text-generation", "image-text-to-text") }
        var isTransformers: Bool { library == "transformers" }
        var paints: Bool { library == "diffusers" && isFor("text-to-image") }
        func isQuantized(_ methods: String...) -> Bool { methods.contains(where: tags.contains) }
    }

    private struct Rule: Sendable {
        let app: String
        let runs: @Sendable (Facts) -> Bool

        init(_ app: String, _ runs: @escaping @Sendable (Facts) -> Bool) {
            self.app = app
            self.runs = runs
        }
    }

    private static let gguf: @Sendable (Facts) -> Bool = { $0.isGGUF }

    private static let rules: [Rule] = [
        Rule("llama.cpp", gguf),
        Rule("node-llama-cpp", gguf),
        Rule("vllm") {
            $0.writes
                && ($0.isGGUF || $0.isTransformers || $0.isQuantized("awq", "gptq", "aqlm", "marlin"))
        },
        Rule("sglang") {
            $0.writes && ($0.isTransformers || $0.isQuantized("awq", "gptq", "aqlm", "marlin"))
        },
        Rule("mlx-lm") { $0.isMLX && $0.isFor("text-generation") },
        Rule("tgi") { $0.writes && $0.tags.contains("text-generation-inference") },
        Rule("lmstudio") { $0.isGGUF || $0.isMLX },
        Rule("localai", gguf),
        Rule("jan", gguf),
        Rule("backyard", gguf),
        Rule("sanctum", gguf),
        Rule("jellybox") { $0.isGGUF || ($0.paints && $0.tags.contains("safetensors")) },
        Rule("msty", gguf),
        Rule("recursechat", gguf),
        Rule("drawthings") { $0.library == "diffusers" && $0.isFor("text-to-image", "text-to-video") },
        Rule("diffusionbee") { $0.paints },
        Rule("joyfusion") { $0.isFor("text-to-image") && $0.tags.isSuperset(of: ["coreml", "joyfusion"]) },
        Rule("invoke") { $0.paints },
        Rule("ollama", gguf),
        Rule("unsloth") { $0.isGGUF || ($0.tags.contains("unsloth") && $0.writes) },
        Rule("docker-model-runner") {
            $0.isGGUF || ($0.writes && $0.isTransformers && $0.tags.contains("safetensors"))
        },
        Rule("lemonade") { $0.isGGUF || $0.isQuantized("ryzenai-hybrid", "ryzenai-npu") },
        // Agents need a model that can be talked to.
        Rule("pi") { $0.usesTools && ($0.isGGUF || $0.isMLX) },
        Rule("hermes-agent") { $0.usesTools && ($0.isGGUF || $0.isMLX) },
        Rule("openclaw") { $0.usesTools && ($0.isGGUF || $0.isMLX) },
    ]

    /// All values of the filter.
    static var all: [String] { rules.map(\.app) }
}
