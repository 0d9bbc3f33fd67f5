public import HubAPI

/// What a hub tells about a dataset.
public struct DatasetInfo: RepoInfo {
    private let common: CommonRepoInfo
    /// All that the hub sent, in its own words.
    public let json: JSONValue

    public var id: String { common.id }
    public var author: String? { common.author }
    public var sha: String? { common.sha }
    public var createdAt: Timestamp? { common.createdAt }
    public var lastModified: Timestamp? { common.lastModified }
    public var isPrivate: Bool? { common.isPrivate }
    public var isDisabled: Bool? { common.isDisabled }
    public var gated: Gating? { common.gated }
    public var likes: Int64? { common.likes }
    public var tags: [String]? { common.tags }
    public var trendingScore: Double? { common.trendingScore }
    public var usedStorage: Int64? { common.usedStorage }
    public var siblings: [RepoSibling]? { common.siblings }
    /// The metadata at the top of the repo's README.md.
    public var cardData: JSONValue? { json.present("cardData") }
    /// The group of the organization that the repo belongs to.
    public var resourceGroup: JSONValue? { json.present("resourceGroup") }

    /// In the last 30 days.
    public let downloads: Int64?
    /// Since there has been a count.
    public let downloadsAllTime: Int64?
    /// The first paragraphs of the card.
    public let description: String?
    /// How to cite it, in BibTeX most often.
    public let citation: String?
    /// Its name at Papers with Code.
    public let papersWithCodeID: String?
    /// Bytes of the files of the main revision.
    public let mainSize: Int64?

    public init(json: JSONValue) throws(HubError) {
        common = try CommonRepoInfo(json)
        self.json = json
        downloads = json.whole("downloads")
        downloadsAllTime = json.whole("downloadsAllTime")
        description = json.text("description")
        citation = json.text("citation")
        papersWithCodeID = json.text("paperswithcode_id")
        mainSize = json.whole("mainSize")
    }
}
