/// A condition that narrows a list of repos down. Several of them must all be met.
public protocol RepoFilter: Sendable, Hashable {
    /// What the query of a list gets for it: names and values, not yet percent-encoded.
    var query: [QueryItem] { get }

    /// By an account: its repos.
    static func author(_ name: String) -> Self
    /// By words that the id must have.
    static func search(_ text: String) -> Self
    /// By a tag as the Hub writes it: `license:mit`, `region:us`, `gguf`.
    static func tag(_ name: String) -> Self
}

/// A name and a value in a query.
public struct QueryItem: Sendable, Hashable {
    /// Not yet percent-encoded.
    public let name: String
    /// Not yet percent-encoded.
    public let value: String

    /// Takes the parts as they are.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension RepoFilter {
    /// By a license, such as `apache-2.0`.
    public static func license(_ name: String) -> Self { .tag("license:" + name) }
    /// By a paper's number, such as `1810.04805`.
    public static func arxiv(_ number: String) -> Self { .tag("arxiv:" + number) }
}

/// A condition on models.
public struct ModelFilter: RepoFilter {
    /// Its names and values in a query.
    public let query: [QueryItem]

    private init(_ name: String, _ value: String) { query = [QueryItem(name, value)] }

    /// By an account: its repos.
    public static func author(_ name: String) -> Self { Self("author", name) }
    /// By words that the id must have.
    public static func search(_ text: String) -> Self { Self("search", text) }
    /// By a tag as the Hub writes it.
    public static func tag(_ name: String) -> Self { Self("filter", name) }

    /// By what the model is for (`pipeline_tag`).
    public static func task(_ task: ModelTask) -> Self { Self("pipeline_tag", task.rawValue) }
    /// By a library, such as `transformers`, or a format, such as `gguf`.
    public static func library(_ name: String) -> Self { .tag(name) }
    /// By a language's code: `en`, `fr`.
    public static func language(_ code: String) -> Self { .tag(code) }
    /// By a dataset that it was trained on.
    public static func trained(on dataset: String) -> Self { .tag("dataset:" + dataset) }
    /// By the model that it was made from.
    ///
    /// - Parameters:
    ///   - model: Its id.
    ///   - relation: How: `finetune`, `adapter`, `quantized`, `merge`; nil for any way.
    public static func base(_ model: String, relation: String? = nil) -> Self {
        .tag("base_model:" + (relation.map { $0 + ":" } ?? "") + model)
    }
    /// Only gated ones, or only others.
    public static func gated(_ isGated: Bool) -> Self { Self("gated", isGated ? "true" : "false") }
    /// By a program that runs it: `ollama`, `llama.cpp`, `mlx-lm`, ….
    public static func app(_ name: String) -> Self { Self("apps", name) }
    /// By who serves it: `together`, `hf-inference`, …; `all` for anyone.
    public static func inferenceProvider(_ name: String) -> Self { Self("inference_provider", name) }
    /// Only those that someone serves right now.
    public static let warm = Self("inference", "warm")

    /// By the number of parameters. Nil for no bound.
    public static func parameters(min: Int64? = nil, max: Int64? = nil) -> Self {
        let parts = [min.map { "min:\($0)" }, max.map { "max:\($0)" }].compactMap(\.self)
        return Self("num_parameters", parts.isEmpty ? "min:0" : parts.joined(separator: ","))
    }

    /// By the number of parameters as the Hub writes it: `min:1B,max:7.5B`.
    public static func parameters(_ range: String) -> Self { Self("num_parameters", range) }
}

/// A condition on datasets.
public struct DatasetFilter: RepoFilter {
    /// Its names and values in a query.
    public let query: [QueryItem]

    private init(_ name: String, _ value: String) { query = [QueryItem(name, value)] }

    /// By an account: its repos.
    public static func author(_ name: String) -> Self { Self("author", name) }
    /// By words that the id must have.
    public static func search(_ text: String) -> Self { Self("search", text) }
    /// By a tag as the Hub writes it.
    public static func tag(_ name: String) -> Self { Self("filter", name) }

    /// By a language's code: `en`, `fr`.
    public static func language(_ code: String) -> Self { .tag("language:" + code) }
    /// By what it is for: `question-answering`.
    public static func taskCategory(_ name: String) -> Self { .tag("task_categories:" + name) }
    /// By what it is for, more exactly: `extractive-qa`.
    public static func taskID(_ name: String) -> Self { .tag("task_ids:" + name) }
    /// By the number of rows as the Hub has it: `1K<n<10K`.
    public static func sizeCategory(_ name: String) -> Self { .tag("size_categories:" + name) }
    /// `monolingual`, `multilingual`, …
    public static func multilinguality(_ name: String) -> Self { .tag("multilinguality:" + name) }
    /// By who wrote the text: `found`, `crowdsourced`, `machine-generated`, ….
    public static func languageCreators(_ name: String) -> Self { .tag("language_creators:" + name) }
    /// By what is in it: `text`, `image`, `audio`, `tabular`, ….
    public static func modality(_ name: String) -> Self { .tag("modality:" + name) }
    /// By how it is stored: `parquet`, `json`, `csv`, ….
    public static func format(_ name: String) -> Self { .tag("format:" + name) }
    /// By a library that loads it: `datasets`, `pandas`, ….
    public static func library(_ name: String) -> Self { .tag("library:" + name) }
    /// Benchmarks: `official` for those that the Hub has leaderboards of.
    public static func benchmark(_ name: String = "official") -> Self { .tag("benchmark:" + name) }
    /// Only gated ones, or only others.
    public static func gated(_ isGated: Bool) -> Self { Self("gated", isGated ? "true" : "false") }
}

/// A condition on Spaces.
public struct SpaceFilter: RepoFilter {
    /// Its names and values in a query.
    public let query: [QueryItem]

    private init(_ name: String, _ value: String) { query = [QueryItem(name, value)] }

    /// By an account: its repos.
    public static func author(_ name: String) -> Self { Self("author", name) }
    /// By words that the id must have.
    public static func search(_ text: String) -> Self { Self("search", text) }
    /// By a tag as the Hub writes it.
    public static func tag(_ name: String) -> Self { Self("filter", name) }

    /// By what it is made with: `gradio`, `docker`, `static`.
    public static func sdk(_ name: String) -> Self { .tag(name) }
    /// By a model that it uses.
    public static func model(_ id: String) -> Self { Self("models", id) }
    /// By a dataset that it uses.
    public static func dataset(_ id: String) -> Self { Self("datasets", id) }
    /// Only those that use any model or dataset.
    public static let linked = Self("linked", "true")
}
