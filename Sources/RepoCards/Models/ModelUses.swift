import HubAPI

/// What can be done with a model, by the rules behind the Hub's tags.
struct ModelUses {
    let model: ModelFacts
    private let modelType: String
    private let hasWeights: Bool

    init(_ model: ModelFacts) {
        self.model = model
        modelType = model.evidence.config?["model_type"]?.string ?? ""
        // GGUF repos of the library have no weights that it could train or serve.
        hasWeights = !Set(FileTags.tags(model.evidence)).isDisjoint(with: ["pytorch", "safetensors", "tf", "jax"])
    }

    private var isTransformers: Bool { model.library == "transformers" }

    /// A chat template makes a model that writes text one to talk to.
    var isConversational: Bool {
        guard let pipeline = model.pipeline else { return false }
        return ["text-generation", "image-text-to-text"].contains(pipeline) && model.hasChatTemplate
    }

    /// `autotrain_compatible`.
    var canTrain: Bool {
        guard let pipeline = model.pipeline else { return false }
        return isTransformers && hasWeights && Self.trainable.contains(pipeline)
    }

    private static let trainable: Set<String> = [
        "text-classification", "token-classification", "question-answering", "fill-mask", "text-generation",
        "text2text-generation", "summarization", "translation", "image-classification",
    ]

    /// `text-generation-inference`: the architectures that server has code of its own for.
    var canServeText: Bool {
        guard let pipeline = model.pipeline, isTransformers, hasWeights else { return false }
        return Self.writing.contains(pipeline) && Self.served.contains(modelType)
    }

    private static let writing: Set<String> = [
        "text-generation", "text2text-generation", "summarization", "translation", "image-text-to-text",
    ]
    private static let served: Set<String> = [
        "RefinedWeb", "RefinedWebModel", "baichuan", "bloom", "chatglm", "codegen", "cohere", "dbrx",
        "deepseek_v2", "deepseek_v3", "falcon", "galactica", "gemma", "gemma2", "gemma3", "gemma3_text", "gpt2",
        "gpt_bigcode", "gpt_neox", "gptj", "granite", "idefics", "idefics2", "idefics3", "llama", "llama4",
        "llava_next", "mamba", "mistral", "mistral3", "mixtral", "mllama", "mpt", "mt5", "opt", "paligemma", "phi",
        "phi-msft", "phi3", "phimoe", "qwen2", "qwen2_5_vl", "qwen2_vl", "qwen3", "qwen3_moe", "santacoder",
        "stablelm", "starcoder2", "t5",
    ]

    /// `text-embeddings-inference`.
    var canServeEmbeddings: Bool {
        guard let pipeline = model.pipeline, hasWeights else { return false }
        guard let library = model.library, ["transformers", "sentence-transformers"].contains(library) else {
            return false
        }
        return Self.embedding.contains(pipeline) && Self.embedders.contains(modelType)
    }

    private static let embedding: Set<String> = ["feature-extraction", "sentence-similarity", "text-ranking"]
    private static let embedders: Set<String> = [
        "bert", "camembert", "distilbert", "gemma3_text", "gte", "mistral", "modernbert", "mpnet", "new",
        "nomic_bert", "qwen2", "qwen3", "roberta", "xlm-roberta",
    ]

    /// `endpoints_compatible`, which a card refuses by `inference: false`.
    var canDeploy: Bool {
        if model.evidence.data["inference"] == false { return false }
        if let library = model.library, Self.deployable.contains(library) { return true }
        return model.gguf != nil || model.evidence.paths.contains("handler.py")
    }

    private static let deployable: Set<String> = ["transformers", "sentence-transformers", "diffusers"]
}
