public import HubAPI

/// The names that a repo gives to commits.
public struct GitRefs: HubValue {
    /// Such as `main`.
    public let branches: [GitRef]
    /// What the hub made of a dataset, such as `refs/convert/parquet`.
    public let converts: [GitRef]
    /// Such as `v1.0`.
    public let tags: [GitRef]
    /// Nil unless they were asked for.
    public let pullRequests: [GitRef]?

    public init(json: JSONValue) throws(HubError) {
        branches = try json.values("branches") ?? []
        converts = try json.values("converts") ?? []
        tags = try json.values("tags") ?? []
        pullRequests = try json.values("pullRequests")
    }
}

/// A name and the commit that it stands for.
public struct GitRef: HubValue {
    /// `main`, `v1.0`, `1` of a pull request.
    public let name: String
    /// `refs/heads/main`, `refs/tags/v1.0`, `refs/pr/1`.
    public let ref: String
    /// 40 hex digits.
    public let targetCommit: String

    public init(json: JSONValue) throws(HubError) {
        name = try json.required("name")
        ref = try json.required("ref")
        targetCommit = try json.required("targetCommit")
    }
}

/// One commit of a repo's history.
public struct CommitInfo: HubValue {
    /// 40 hex digits.
    public let id: String
    /// The first line of the message.
    public let title: String
    /// What follows the first line.
    public let message: String
    /// Names of accounts, or what else authors are called.
    public let authors: [String]
    /// When it was made.
    public let date: Timestamp?
    /// 40 hex digits each; nil if the hub doesn't tell.
    public let parents: [String]?
    /// Title and message as HTML; only if asked for.
    public let formattedTitle: String?
    /// What follows the first line as HTML; only if asked for.
    public let formattedMessage: String?

    public init(json: JSONValue) throws(HubError) {
        id = try json.required("id")
        title = json.text("title") ?? ""
        message = json.text("message") ?? ""
        authors = json["authors"]?.array?.compactMap { $0.text("user") ?? $0.string } ?? []
        date = json.time("date")
        parents = json.texts("parents")
        formattedTitle = json["formatted"]?.text("title")
        formattedMessage = json["formatted"]?.text("message")
    }
}
