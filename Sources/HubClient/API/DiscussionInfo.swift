public import HubAPI

/// A discussion or pull request of a repo.
public struct DiscussionInfo: HubValue {
    /// Its number in the repo.
    public let number: Int64
    /// As people read it.
    public let title: String
    /// `open`, `closed`, `merged` or `draft`.
    public let status: String?
    /// Whether it brings changes.
    public let isPullRequest: Bool
    /// Who began it; nil if the account is gone.
    public let author: String?
    /// When it happened or began.
    public let createdAt: Timestamp?
    /// The repo's id and kind.
    public let repo: String?
    /// `model`, `dataset` or `space`.
    public let repoType: String?

    public init(json: JSONValue) throws(HubError) {
        guard let number = json.whole("num") else { throw .incomplete("a discussion without a number") }
        self.number = number
        title = json.text("title") ?? ""
        status = json.text("status")
        isPullRequest = json.flag("isPullRequest") ?? false
        author = json["author"]?.text("name")
        createdAt = json.time("createdAt")
        repo = json["repo"]?.text("name")
        repoType = json["repo"]?.text("type")
    }

    /// The ref with a pull request's files: `refs/pr/1`. Nil for a discussion.
    public var revision: Revision? { isPullRequest ? Revision("refs/pr/\(number)") : nil }
}

/// A discussion or pull request with all that happened in it.
public struct DiscussionDetails: HubValue {
    /// What lists tell about it.
    public let info: DiscussionInfo
    /// Oldest first.
    public let events: [DiscussionEvent]
    /// Of a pull request, the changes as git's diff writes them.
    public let diff: String?
    /// The branch that a pull request would change: `refs/heads/main`.
    public let targetBranch: String?
    /// The commit by which it was merged, 40 hex digits.
    public let mergeCommit: String?
    /// Paths that both sides changed; empty if there are none, nil if the hub doesn't tell which.
    public let conflictingFiles: [String]?
    /// Whether the pull request can't be merged as it is; nil for a discussion.
    public let hasConflicts: Bool?

    public init(json: JSONValue) throws(HubError) {
        info = try DiscussionInfo(json: json)
        events = try json.values("events") ?? []
        diff = json.text("diff")
        targetBranch = json["changes"]?.text("base")
        mergeCommit = json["changes"]?.text("mergeCommitId")
        // A list of paths, or whether there are any.
        let conflicts = json["filesWithConflicts"]
        conflictingFiles = json.texts("filesWithConflicts") ?? (conflicts == false ? [] : nil)
        hasConflicts = conflicts?.flag ?? conflictingFiles.map { !$0.isEmpty }
    }
}

/// Something that happened in a discussion.
public struct DiscussionEvent: HubValue {
    /// What happened.
    public enum Content: Sendable, Hashable {
        /// Text as it was written, in Markdown.
        case comment(text: String, isEdited: Bool, isHidden: Bool)
        /// `open`, `closed`, `merged`, `draft`.
        case status(String)
        /// A commit came to a pull request: its id of 40 hex digits, and the first line of its message.
        case commit(id: String, title: String)
        /// The title was changed.
        case title(from: String, to: String)
        /// Of a type that this version doesn't know.
        case other
    }

    /// Of the event.
    public let id: String
    /// `comment`, `status-change`, `commit`, `title-change`, …
    public let type: String
    /// Nil if the account is gone.
    public let author: String?
    /// When it happened or began.
    public let createdAt: Timestamp?
    /// What happened.
    public let content: Content
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        id = try json.required("id")
        type = json.text("type") ?? ""
        author = json["author"]?.text("name")
        createdAt = json.time("createdAt")
        content = json["data"].flatMap { [type] in Self.content(type, $0) } ?? .other
        self.json = json
    }

    private static func content(_ type: String, _ data: JSONValue) -> Content? {
        switch type {
        case "comment":
            .comment(
                text: data["latest"]?.text("raw") ?? "", isEdited: data.flag("edited") ?? false,
                isHidden: data.flag("hidden") ?? false)
        case "status-change": data.text("status").map(Content.status)
        case "commit": data.text("oid").map { .commit(id: $0, title: data.text("subject") ?? "") }
        case "title-change": .title(from: data.text("from") ?? "", to: data.text("to") ?? "")
        default: nil
        }
    }
}
