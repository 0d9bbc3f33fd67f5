public import HubAPI

/// A paper as the hub knows it.
public struct PaperInfo: HubValue {
    /// Its number at arXiv.
    public let id: String
    /// As people read it.
    public let title: String?
    /// What it is about, in a paragraph.
    public let summary: String?
    /// In the order of the paper.
    public let authors: [PaperAuthor]
    /// When it was published.
    public let publishedAt: Timestamp?
    /// When it was put on the daily list.
    public let submittedAt: Timestamp?
    /// The account that put it there.
    public let submittedBy: String?
    /// How many like it.
    public let upvotes: Int64?
    /// How many comments there are.
    public let comments: Int64?
    /// The address of its own page.
    public let projectPage: String?
    /// The address of its code.
    public let githubRepo: String?
    /// Stars of its code.
    public let githubStars: Int64?
    /// Models that belong to it.
    public let models: [ModelInfo]?
    /// Datasets that belong to it.
    public let datasets: [DatasetInfo]?
    /// Spaces that belong to it.
    public let spaces: [SpaceInfo]?
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        // The daily list wraps each paper, and some facts are outside of the wrapping.
        let paper = json.present("paper") ?? json
        guard let id = paper.text("id") ?? json.text("id") else { throw .incomplete("a paper without an “id”") }
        self.id = id
        title = json.text("title") ?? paper.text("title")
        summary = paper.text("summary") ?? json.text("summary")
        authors = try (paper.present("authors") == nil ? json : paper).values("authors") ?? []
        publishedAt = paper.time("publishedAt") ?? json.time("publishedAt")
        submittedAt = paper.time("submittedOnDailyAt") ?? json.time("submittedOnDailyAt")
        let submitter = json.present("submittedBy") ?? paper.present("submittedOnDailyBy")
        submittedBy = submitter?.text("user") ?? submitter?.text("name")
        upvotes = paper.whole("upvotes") ?? json.whole("upvotes")
        comments = json.whole("numComments") ?? paper.whole("numComments")
        projectPage = paper.text("projectPage")
        githubRepo = paper.text("githubRepo")
        githubStars = paper.whole("githubStars")
        models = try paper.values("linkedModels")
        datasets = try paper.values("linkedDatasets")
        spaces = try paper.values("linkedSpaces")
        self.json = json
    }
}

/// Who wrote a paper.
public struct PaperAuthor: HubValue {
    /// As the paper has it.
    public let name: String
    /// The account, if the hub knows it.
    public let user: String?
    /// Whether the entry is hidden.
    public let isHidden: Bool?

    public init(json: JSONValue) throws(HubError) {
        name = json.text("name") ?? ""
        user = json["user"]?.text("user") ?? json["user"]?.text("name")
        isHidden = json.flag("hidden")
    }
}
