/// A property of a repo that `expand` may name, so that a hub sends it, and nothing but what is named.
///
/// Properties that a hub has and this version doesn't know can be given as strings.
public protocol RepoProperty: RawRepresentable<String>, Sendable, Hashable, ExpressibleByStringLiteral {
    /// By a word that the hub knows, in this version or not.
    init(rawValue: String)
    /// Those that the Hub has, in alphabetical order.
    static var known: [Self] { get }
}

extension RepoProperty {
    /// By a word that the hub knows, in this version or not.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}

/// A property of a model.
public struct ModelProperty: RepoProperty {
    /// The word in a query.
    public let rawValue: String

    /// By a word that the hub knows, in this version or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `author`.
    public static let author: Self = "author"
    /// `baseModels`.
    public static let baseModels: Self = "baseModels"
    /// `cardData`.
    public static let cardData: Self = "cardData"
    /// `childrenModelCount`.
    public static let childrenModelCount: Self = "childrenModelCount"
    /// `config`.
    public static let config: Self = "config"
    /// `createdAt`.
    public static let createdAt: Self = "createdAt"
    /// `disabled`.
    public static let disabled: Self = "disabled"
    /// `downloads`.
    public static let downloads: Self = "downloads"
    /// `downloadsAllTime`.
    public static let downloadsAllTime: Self = "downloadsAllTime"
    /// `evalResults`.
    public static let evalResults: Self = "evalResults"
    /// `gated`.
    public static let gated: Self = "gated"
    /// `gguf`.
    public static let gguf: Self = "gguf"
    /// `inference`.
    public static let inference: Self = "inference"
    /// `inferenceProviderMapping`.
    public static let inferenceProviders: Self = "inferenceProviderMapping"
    /// `lastModified`.
    public static let lastModified: Self = "lastModified"
    /// `library_name`.
    public static let libraryName: Self = "library_name"
    /// `likes`.
    public static let likes: Self = "likes"
    /// `mask_token`.
    public static let maskToken: Self = "mask_token"
    /// `model-index`.
    public static let modelIndex: Self = "model-index"
    /// `pipeline_tag`.
    public static let pipelineTag: Self = "pipeline_tag"
    /// `private`.
    public static let isPrivate: Self = "private"
    /// `resourceGroup`.
    public static let resourceGroup: Self = "resourceGroup"
    /// `safetensors`.
    public static let safetensors: Self = "safetensors"
    /// `sha`.
    public static let sha: Self = "sha"
    /// `siblings`.
    public static let siblings: Self = "siblings"
    /// `spaces`.
    public static let spaces: Self = "spaces"
    /// `tags`.
    public static let tags: Self = "tags"
    /// `transformersInfo`.
    public static let transformers: Self = "transformersInfo"
    /// `trendingScore`.
    public static let trendingScore: Self = "trendingScore"
    /// `usedStorage`.
    public static let usedStorage: Self = "usedStorage"
    /// `widgetData`.
    public static let widgetData: Self = "widgetData"

    /// Those that the Hub has, in alphabetical order.
    public static let known: [Self] = [
        author, baseModels, cardData, childrenModelCount, config, createdAt, disabled, downloads, downloadsAllTime,
        evalResults, gated, gguf, inference, inferenceProviders, lastModified, libraryName, likes, maskToken,
        modelIndex, pipelineTag, isPrivate, resourceGroup, safetensors, sha, siblings, spaces, tags, transformers,
        trendingScore, usedStorage, widgetData,
    ]
}

/// A property of a dataset.
public struct DatasetProperty: RepoProperty {
    /// The word in a query.
    public let rawValue: String

    /// By a word that the hub knows, in this version or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `author`.
    public static let author: Self = "author"
    /// `cardData`.
    public static let cardData: Self = "cardData"
    /// `citation`.
    public static let citation: Self = "citation"
    /// `createdAt`.
    public static let createdAt: Self = "createdAt"
    /// `description`.
    public static let description: Self = "description"
    /// `disabled`.
    public static let disabled: Self = "disabled"
    /// `downloads`.
    public static let downloads: Self = "downloads"
    /// `downloadsAllTime`.
    public static let downloadsAllTime: Self = "downloadsAllTime"
    /// `gated`.
    public static let gated: Self = "gated"
    /// `lastModified`.
    public static let lastModified: Self = "lastModified"
    /// `likes`.
    public static let likes: Self = "likes"
    /// `mainSize`.
    public static let mainSize: Self = "mainSize"
    /// `paperswithcode_id`.
    public static let papersWithCodeID: Self = "paperswithcode_id"
    /// `private`.
    public static let isPrivate: Self = "private"
    /// `resourceGroup`.
    public static let resourceGroup: Self = "resourceGroup"
    /// `sha`.
    public static let sha: Self = "sha"
    /// `siblings`.
    public static let siblings: Self = "siblings"
    /// `tags`.
    public static let tags: Self = "tags"
    /// `trendingScore`.
    public static let trendingScore: Self = "trendingScore"
    /// `usedStorage`.
    public static let usedStorage: Self = "usedStorage"

    /// Those that the Hub has, in alphabetical order.
    public static let known: [Self] = [
        author, cardData, citation, createdAt, description, disabled, downloads, downloadsAllTime, gated,
        lastModified, likes, mainSize, papersWithCodeID, isPrivate, resourceGroup, sha, siblings, tags, trendingScore,
        usedStorage,
    ]
}

/// A property of a Space.
public struct SpaceProperty: RepoProperty {
    /// The word in a query.
    public let rawValue: String

    /// By a word that the hub knows, in this version or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `author`.
    public static let author: Self = "author"
    /// `cardData`.
    public static let cardData: Self = "cardData"
    /// `createdAt`.
    public static let createdAt: Self = "createdAt"
    /// `datasets`.
    public static let datasets: Self = "datasets"
    /// `disabled`.
    public static let disabled: Self = "disabled"
    /// `lastModified`.
    public static let lastModified: Self = "lastModified"
    /// `likes`.
    public static let likes: Self = "likes"
    /// `models`.
    public static let models: Self = "models"
    /// `private`.
    public static let isPrivate: Self = "private"
    /// `region`.
    public static let region: Self = "region"
    /// `resourceGroup`.
    public static let resourceGroup: Self = "resourceGroup"
    /// `runtime`.
    public static let runtime: Self = "runtime"
    /// `sdk`.
    public static let sdk: Self = "sdk"
    /// `sha`.
    public static let sha: Self = "sha"
    /// `siblings`.
    public static let siblings: Self = "siblings"
    /// `subdomain`.
    public static let subdomain: Self = "subdomain"
    /// `tags`.
    public static let tags: Self = "tags"
    /// `trendingScore`.
    public static let trendingScore: Self = "trendingScore"
    /// `usedStorage`.
    public static let usedStorage: Self = "usedStorage"

    /// Those that the Hub has, in alphabetical order.
    public static let known: [Self] = [
        author, cardData, createdAt, datasets, disabled, lastModified, likes, models, isPrivate, region, resourceGroup,
        runtime, sdk, sha, siblings, subdomain, tags, trendingScore, usedStorage,
    ]
}
