public import HubAPI

/// What a hub tells about a repo of one kind. Which of it is there depends on the hub and on what was asked for.
public protocol RepoInfo: HubValue {
    /// What hubs tell about repos of every kind.
    var facts: RepoFacts { get }
    /// All that the hub sent, in its own words.
    var json: JSONValue { get }
}

extension RepoInfo {
    /// `namespace/name`, or a bare name.
    public var id: String { facts.id }
    /// The user or organization that the repo belongs to.
    public var author: String? { facts.author }
    /// The commit that the answer is about, 40 hex digits.
    public var sha: String? { facts.sha }
    /// When the repo was made.
    public var createdAt: Timestamp? { facts.createdAt }
    /// When the last commit was made.
    public var lastModified: Timestamp? { facts.lastModified }
    /// Whether only those with access to its namespace see the repo.
    public var isPrivate: Bool? { facts.isPrivate }
    /// Whether the hub's administrators closed the repo.
    public var isDisabled: Bool? { facts.isDisabled }
    /// Who may read the files.
    public var gated: Gating? { facts.gated }
    /// How many users like it.
    public var likes: Int64? { facts.likes }
    /// What it is found by: `license:mit`, `region:us`, …
    public var tags: [String]? { facts.tags }
    /// How much it was looked for lately. The higher, the more.
    public var trendingScore: Double? { facts.trendingScore }
    /// Bytes of the repo in the hub's storage.
    public var usedStorage: Int64? { facts.usedStorage }
    /// The repo's files.
    public var siblings: [RepoSibling]? { facts.siblings }
    /// The metadata at the top of the repo's README.md.
    public var cardData: JSONValue? { json.present("cardData") }
    /// The group of the organization that the repo belongs to.
    public var resourceGroup: JSONValue? { json.present("resourceGroup") }
}

/// What hubs tell about repos of every kind; ``RepoInfo`` says what each of it is.
public struct RepoFacts: Sendable, Hashable {
    let id: String
    let author, sha: String?
    let createdAt, lastModified: Timestamp?
    let isPrivate, isDisabled: Bool?
    let gated: Gating?
    let likes: Int64?
    let tags: [String]?
    let trendingScore: Double?
    let usedStorage: Int64?
    let siblings: [RepoSibling]?

    init(_ json: JSONValue) throws(HubError) {
        // Lists of old hubs have `modelId` alone.
        guard let id = json.text("id") ?? json.text("modelId") else { throw .incomplete("a repo without an “id”") }
        self.id = id
        author = json.text("author")
        sha = json.text("sha")
        createdAt = json.time("createdAt")
        lastModified = json.time("lastModified")
        isPrivate = json.flag("private")
        isDisabled = json.flag("disabled")
        gated = Gating(json["gated"])
        likes = json.whole("likes")
        tags = json.texts("tags")
        trendingScore = json.number("trendingScore")
        usedStorage = json.whole("usedStorage")
        siblings = try json.values("siblings")
    }
}
