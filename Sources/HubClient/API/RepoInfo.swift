public import HubAPI

/// What hubs tell about repos of every kind. Which of it is there depends on the hub and on what was asked for.
public protocol RepoInfo: HubValue {
    /// `namespace/name`, or a bare name.
    var id: String { get }
    var author: String? { get }
    /// The commit that the answer is about, 40 hex digits.
    var sha: String? { get }
    var createdAt: Timestamp? { get }
    var lastModified: Timestamp? { get }
    var isPrivate: Bool? { get }
    var isDisabled: Bool? { get }
    var gated: Gating? { get }
    var likes: Int64? { get }
    var tags: [String]? { get }
    var trendingScore: Double? { get }
    /// Bytes of the repo in the hub's storage.
    var usedStorage: Int64? { get }
    /// The metadata at the top of the repo's README.md.
    var cardData: JSONValue? { get }
    /// The repo's files.
    var siblings: [RepoSibling]? { get }
    /// The group of the organization that the repo belongs to.
    var resourceGroup: JSONValue? { get }
    /// All that the hub sent, in its own words.
    var json: JSONValue { get }
}

/// Whether a repo shows its files only to those who asked for them.
public enum Gating: Sendable, Hashable {
    /// To everybody who may see the repo.
    case open
    /// To everybody who asked.
    case auto
    /// To everybody who asked and was let in by the owners.
    case manual

    /// From `false`, `"auto"` or `"manual"`; an older hub's `true` counts as `auto`. Nil for anything else.
    init?(_ value: JSONValue?) {
        switch value {
        case .bool(false): self = .open
        case .bool(true): self = .auto
        case .string(let word):
            switch word {
            case "auto": self = .auto
            case "manual": self = .manual
            case "false": self = .open
            default: return nil
            }
        default: return nil
        }
    }

    /// As the Hub's JSON has it: false, or a word.
    public var json: JSONValue {
        switch self {
        case .open: false
        case .auto: "auto"
        case .manual: "manual"
        }
    }
}

/// A file of a repo, as the repo's info lists it.
public struct RepoSibling: HubValue {
    /// Its path in the repo.
    public let path: String
    /// Bytes; only if `blobs` were asked for.
    public let size: Int64?
    /// The SHA-1 of the git blob: of the file itself, or of its pointer if it is a large one.
    public let blobID: String?
    /// What is known of its content if that lies outside git.
    public let lfs: LargeFileInfo?

    public init(json: JSONValue) throws(HubError) {
        path = try json.required("rfilename")
        size = json.whole("size")
        blobID = json.text("blobId")
        lfs = json.present("lfs").flatMap(LargeFileInfo.init)
    }
}

/// What is known of a file whose content lies outside git.
public struct LargeFileInfo: Sendable, Hashable {
    /// Of the content, 64 hex digits.
    public let sha256: String
    /// Bytes of the content.
    public let size: Int64?
    /// Bytes of the pointer that lies in git.
    public let pointerSize: Int64?

    /// Trees call the hash `oid`, infos `sha256`. Nil without either.
    init?(_ json: JSONValue) {
        guard let hash = json.text("sha256") ?? json.text("oid") else { return nil }
        sha256 = hash
        size = json.whole("size")
        pointerSize = json.whole("pointerSize")
    }
}

/// What the three kinds share, read once.
struct CommonRepoInfo: Sendable, Hashable {
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
