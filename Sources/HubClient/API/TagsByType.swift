public import HubAPI

/// The tags that repos of a hub have, by what they say.
public struct TagsByType: HubValue {
    /// By group: `pipeline_tag`, `library`, `language`, `license`, `size_categories`, ….
    public let groups: [String: [TagInfo]]

    public init(json: JSONValue) throws(HubError) {
        guard let members = json.members else { throw .incomplete("the tags are no object") }
        var groups: [String: [TagInfo]] = [:]
        for member in members where member.value.array != nil { groups[member.key] = try json.values(member.key) }
        self.groups = groups
    }
}

/// A tag that repos of a hub have.
public struct TagInfo: HubValue {
    /// What lists are filtered by: `text-generation`, `license:mit`.
    public let id: String
    /// As people read it: `Text Generation`.
    public let label: String?
    /// The group's name.
    public let type: String?
    /// A part of the group: `nlp`.
    public let subType: String?

    public init(json: JSONValue) throws(HubError) {
        id = try json.required("id")
        label = json.text("label")
        type = json.text("type")
        subType = json.text("subType")
    }
}

/// What models are made for.
public struct TaskInfo: Sendable, Hashable {
    /// `text-generation`.
    public let id: String
    /// `Text Generation`.
    public let label: String?
    /// What it is, in a sentence.
    public let summary: String?
    /// Ids of models that the hub shows it with.
    public let widgetModels: [String]
    /// All that the hub sent.
    public let json: JSONValue

    init(_ member: JSONMember) {
        id = member.key
        label = member.value.text("label")
        summary = member.value.text("summary")
        widgetModels = member.value.texts("widgetModels") ?? []
        json = member.value
    }
}
