public import HubAPI

/// What a hub tells about a model.
public struct ModelInfo: RepoInfo {
    public let facts: RepoFacts
    public let json: JSONValue

    /// In the last 30 days.
    public let downloads: Int64?
    /// Since there has been a count.
    public let downloadsAllTime: Int64?
    /// `transformers`, `diffusers`, `gguf`, …
    public let libraryName: String?
    /// The task the model is for, such as `text-generation`.
    public let pipelineTag: String?
    /// What stands for the word to be found, such as `[MASK]`.
    public let maskToken: String?
    /// How many parameters the weights have.
    public let safetensors: SafetensorsFacts?
    /// How transformers loads the model.
    public let transformers: TransformersFacts?
    /// `warm` if someone serves the model.
    public let inference: String?
    /// Who serves the model.
    public let inferenceProviders: [InferenceProvider]?
    /// Ids of Spaces that use the model.
    public let spaces: [String]?
    /// How many models were made from it, by relation.
    public let childrenModelCount: JSONValue?

    /// What is chosen from the model's `config.json` and files like it.
    public var config: JSONValue? { json.present("config") }
    /// What the header of the repo's GGUF file says: `architecture`, `context_length`, `total`, ….
    public var gguf: JSONValue? { json.present("gguf") }
    /// Examples to try the model with.
    public var widgetData: JSONValue? { json.present("widgetData") }
    /// Results of evaluations, from the card.
    public var modelIndex: JSONValue? { json.present("model-index") }
    /// Results of evaluations.
    public var evalResults: JSONValue? { json.present("evalResults") }
    /// What it was made from.
    public var baseModels: JSONValue? { json.present("baseModels") }
    /// What scanners found in the files; only if asked for.
    public var securityStatus: JSONValue? { json.present("securityRepoStatus") }

    public init(json: JSONValue) throws(HubError) {
        facts = try RepoFacts(json)
        self.json = json
        downloads = json.whole("downloads")
        downloadsAllTime = json.whole("downloadsAllTime")
        libraryName = json.text("library_name")
        pipelineTag = json.text("pipeline_tag")
        maskToken = json.text("mask_token")
        safetensors = json.present("safetensors").flatMap(SafetensorsFacts.init)
        transformers = json.present("transformersInfo").map(TransformersFacts.init)
        inference = json.text("inference")
        inferenceProviders = InferenceProvider.all(json["inferenceProviderMapping"])
        spaces = json.texts("spaces")
        childrenModelCount = json.present("childrenModelCount")
    }
}

/// How many parameters the safetensors files of a model have, as the hub counted them.
public struct SafetensorsFacts: Sendable, Hashable {
    /// By type: `F32`, `BF16`, ….
    public let parameters: [String: Int64]
    /// Of all types.
    public let total: Int64?

    init?(_ json: JSONValue) {
        guard let members = json["parameters"]?.members else { return nil }
        parameters = Dictionary(
            members.compactMap { member in member.value.whole.map { (member.key, $0) } }, uniquingKeysWith: { $1 })
        total = json.whole("total")
    }
}

/// How transformers loads a model.
public struct TransformersFacts: Sendable, Hashable {
    /// The class for the model: `AutoModelForCausalLM`.
    public let autoModel: String?
    /// A class that the repo brings itself.
    public let customClass: String?
    /// The task that the class is for.
    public let pipelineTag: String?
    /// The class for what goes in: `AutoTokenizer`.
    public let processor: String?

    init(_ json: JSONValue) {
        autoModel = json.text("auto_model")
        customClass = json.text("custom_class")
        pipelineTag = json.text("pipeline_tag")
        processor = json.text("processor")
    }
}

/// One who serves a model.
public struct InferenceProvider: Sendable, Hashable {
    /// `hf-inference`, `together`, …
    public let name: String
    /// The model's name there.
    public let providerID: String?
    /// `live` or `staging`.
    public let status: String?
    /// What it serves the model for.
    public let task: String?
    /// All that the hub sent.
    public let json: JSONValue

    /// Lists have an array of them, infos an object by name.
    static func all(_ json: JSONValue?) -> [InferenceProvider]? {
        switch json {
        case .array(let values):
            values.compactMap { value in value.text("provider").map { InferenceProvider($0, value) } }
        case .object(let members): members.map { InferenceProvider($0.key, $0.value) }
        default: nil
        }
    }

    private init(_ name: String, _ json: JSONValue) {
        self.name = name
        providerID = json.text("providerId")
        status = json.text("status")
        task = json.text("task")
        self.json = json
    }
}
