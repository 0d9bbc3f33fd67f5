public import HubAPI

/// A list of repos and papers that someone put together.
public struct CollectionInfo: HubValue {
    /// `owner/title-0123456789abcdef01234567`.
    public let slug: String
    /// As people read it.
    public let title: String
    /// The account that made it.
    public let owner: String?
    /// What it is about.
    public let description: String?
    /// Whether only some may see it.
    public let isPrivate: Bool?
    /// Its colour: `green`, `indigo`, ….
    public let theme: String?
    /// How many like it.
    public let upvotes: Int64?
    /// Among the owner's collections.
    public let position: Int64?
    /// When it was changed last.
    public let lastUpdated: Timestamp?
    /// In lists the first few only.
    public let items: [CollectionItem]
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        slug = try json.required("slug")
        title = json.text("title") ?? ""
        owner = json.text("owner") ?? json["owner"]?.text("name")
        description = json.text("description")
        isPrivate = json.flag("private")
        theme = json.text("theme")
        upvotes = json.whole("upvotes")
        position = json.whole("position")
        lastUpdated = json.time("lastUpdated")
        items = try json.values("items") ?? []
        self.json = json
    }
}

/// One thing in a collection.
public struct CollectionItem: HubValue {
    /// Of the entry itself.
    public let objectID: String?
    /// Of the repo or paper; the slug of a collection.
    public let id: String
    /// `model`, `dataset`, `space`, `paper`, `collection`, …
    public let type: String?
    /// Among those beside it, from 0.
    public let position: Int64?
    /// What the owner wrote about it.
    public let note: String?
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        guard let id = json.text("slug") ?? json.text("id") else { throw .incomplete("an item without an “id”") }
        self.id = id
        objectID = json.text("_id")
        type = json.text("type")
        position = json.whole("position")
        note = json["note"]?.text("text")
        self.json = json
    }
}
