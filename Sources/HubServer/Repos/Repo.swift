import GitObjects
import HubAPI

/// A repository's row.
struct Repo: Sendable {
    let id: Int64
    let type: RepoType
    let ownerID: Int64
    let creatorID: Int64
    let namespace: String
    let name: String
    let visibility: Visibility
    /// `false`, `auto` or `manual`.
    let gated: String
    let disabled: Bool
    var sdk: String?
    /// Grows with every change, so that what was made from the row can be cached.
    let version: Int64
    let createdAt: Timestamp
    /// The head of the default branch.
    let head: ObjectID?
    let lastModified: Timestamp
    let downloads: Int64
    let downloadsAllTime: Int64
    let likes: Int64
    let trendingScore: Int64
    let usedStorage: Int64
    var pipelineTag: String?
    var libraryName: String?
    /// Numbers in a model's weights.
    let parameters: Int64?
    /// By which version of the rules the facts were derived; 0 before that is finished.
    let factsVersion: Int64

    var fullName: String { namespace + "/" + name }

    /// The path of the repo's page, which is also that of its git remote without `.git`.
    var webPath: String { "/" + type.pathPrefix + fullName }

    var reference: RepoReference { RepoReference(type: type, id: RepoID(namespace: namespace, name: name)) }

    /// The 24 hex digits that the Hub's answers call `_id`: seconds of creation, then the repo's own id.
    var publicID: String { Identifier.public(id, createdAt: createdAt) }
}
