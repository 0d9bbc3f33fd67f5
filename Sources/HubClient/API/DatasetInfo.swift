public import HubAPI

/// What a hub tells about a dataset.
public struct DatasetInfo: RepoInfo {
    public let facts: RepoFacts
    public let json: JSONValue

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
        facts = try RepoFacts(json)
        self.json = json
        downloads = json.whole("downloads")
        downloadsAllTime = json.whole("downloadsAllTime")
        description = json.text("description")
        citation = json.text("citation")
        papersWithCodeID = json.text("paperswithcode_id")
        mainSize = json.whole("mainSize")
    }
}
