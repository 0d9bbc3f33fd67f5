import ArgumentParser
import HubClient

/// The options by which the repos of one kind are found.
protocol ListOptions: ParsableArguments, Sendable {
    associatedtype Kind: RepoKind
    var filters: [Kind.Filter] { get }
    var sorting: RepoSort? { get }
    /// Those options that were given, for saying that they don't fit.
    var given: [String] { get }
    /// The columns that people see.
    static var columns: [Column] { get }
}

/// The options that all kinds have.
struct CommonListOptions: ParsableArguments {
    @Option(help: "Words of the name.")
    var search: String?

    @Option(help: "The account that the repos belong to.")
    var author: String?

    @Option(help: "A tag, such as license:mit. Repeat it for more.")
    var filter: [String] = []

    func filters<Filter: RepoFilter>() -> [Filter] {
        var filters: [Filter] = []
        if let search { filters.append(.search(search)) }
        if let author { filters.append(.author(author)) }
        return filters + filter.map { .tag($0) }
    }

    var given: [String] {
        [search.map { _ in "--search" }, author.map { _ in "--author" }, filter.isEmpty ? nil : "--filter"]
            .compactMap(\.self)
    }
}

/// How models and datasets are sorted.
enum SortArgument: String, ExpressibleByArgument, CaseIterable {
    case created_at, downloads, last_modified, likes, trending_score

    var sort: RepoSort {
        switch self {
        case .created_at: .createdAt
        case .downloads: .downloads
        case .last_modified: .lastModified
        case .likes: .likes
        case .trending_score: .trendingScore
        }
    }
}

/// How Spaces are sorted: nobody downloads them.
enum SpaceSortArgument: String, ExpressibleByArgument, CaseIterable {
    case created_at, last_modified, likes, trending_score

    var sort: RepoSort { SortArgument(rawValue: rawValue)?.sort ?? .likes }
}

struct ModelListOptions: ListOptions {
    typealias Kind = Model

    static let columns = [
        Column("id"), Column("pipeline_tag"), Column("library_name"), Column("downloads", .number),
        Column("likes", .number), Column("last_modified", .time), Column("private", .flag),
    ]

    @OptionGroup var common: CommonListOptions

    @Option(help: "What the models are for, such as text-generation.")
    var pipelineTag: String?

    @Flag(inversion: .prefixedNo, help: "Only gated models, or only others.")
    var gated: Bool?

    @Option(help: "A program that can run them, such as ollama. Repeat it for more.")
    var apps: [String] = []

    @Option(help: "The number of parameters, such as min:6B,max:128B.")
    var numParameters: String?

    @Option(help: "Who serves them. Repeat it for more.")
    var inferenceProvider: [String] = []

    @Flag(help: "Only models that someone serves.")
    var warm = false

    @Option(help: ArgumentHelp("What to sort by.", valueName: "property"))
    var sort: SortArgument?

    func validate() throws {
        guard !warm || inferenceProvider.isEmpty else {
            throw ValidationError("--warm and --inference-provider exclude each other.")
        }
    }

    var filters: [ModelFilter] {
        var filters: [ModelFilter] = common.filters()
        if let pipelineTag { filters.append(.task(ModelTask(rawValue: pipelineTag))) }
        if let gated { filters.append(.gated(gated)) }
        filters += apps.map { .app($0) }
        if let numParameters { filters.append(.parameters(numParameters)) }
        filters += inferenceProvider.map { .inferenceProvider($0) }
        if warm { filters.append(.warm) }
        return filters
    }

    var sorting: RepoSort? { sort?.sort }

    var given: [String] {
        common.given
            + [
                pipelineTag.map { _ in "--pipeline-tag" }, gated.map { $0 ? "--gated" : "--no-gated" },
                apps.isEmpty ? nil : "--apps", numParameters.map { _ in "--num-parameters" },
                inferenceProvider.isEmpty ? nil : "--inference-provider", warm ? "--warm" : nil,
                sort.map { _ in "--sort" },
            ].compactMap(\.self)
    }
}

struct DatasetListOptions: ListOptions {
    typealias Kind = Dataset

    static let columns = [
        Column("id"), Column("downloads", .number), Column("likes", .number), Column("last_modified", .time),
        Column("private", .flag),
    ]

    @OptionGroup var common: CommonListOptions

    @Option(help: ArgumentHelp("What to sort by.", valueName: "property"))
    var sort: SortArgument?

    var filters: [DatasetFilter] { common.filters() }
    var sorting: RepoSort? { sort?.sort }
    var given: [String] { common.given + (sort == nil ? [] : ["--sort"]) }
}

struct SpaceListOptions: ListOptions {
    typealias Kind = Space

    static let columns = [
        Column("id"), Column("sdk"), Column("likes", .number), Column("last_modified", .time),
        Column("private", .flag),
    ]

    @OptionGroup var common: CommonListOptions

    @Option(help: ArgumentHelp("What to sort by.", valueName: "property"))
    var sort: SpaceSortArgument?

    var filters: [SpaceFilter] { common.filters() }
    var sorting: RepoSort? { sort?.sort }
    var given: [String] { common.given + (sort == nil ? [] : ["--sort"]) }
}
