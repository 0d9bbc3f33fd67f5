public import HubAPI

/// That a user likes a repo.
public struct Like: HubValue {
    /// The repo's id.
    public let repo: String
    /// `model`, `dataset`, `space`, …
    public let type: String?
    /// Since when.
    public let createdAt: Timestamp?

    public init(json: JSONValue) throws(HubError) {
        guard let name = json["repo"]?.text("name") else { throw .incomplete("a like without a repo") }
        repo = name
        type = json["repo"]?.text("type")
        createdAt = json.time("createdAt")
    }
}

/// A repo as its owner sees it in a list.
public struct OwnRepo: HubValue {
    /// `namespace/name`.
    public let id: String
    /// `model`, `dataset`, `space`, `bucket`.
    public let type: String?
    /// When it was changed last.
    public let updatedAt: Timestamp?
    /// `public`, `private` or `protected`.
    public let visibility: String?
    /// Bytes.
    public let storage: Int64?
    /// Of all that the account has stored.
    public let storagePercent: Double?

    public init(json: JSONValue) throws(HubError) {
        id = try json.required("id")
        type = json.text("type")
        updatedAt = json.time("updatedAt")
        visibility = json.text("visibility")
        storage = json.whole("storage")
        storagePercent = json.number("storagePercent")
    }
}
