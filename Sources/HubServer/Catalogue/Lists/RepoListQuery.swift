import HubAPI

/// What a list of repos is asked for, whichever of the Hub's or the older documents' words were used.
struct RepoListQuery: Sendable {
    enum Sort: String, Sendable {
        case createdAt = "created_at"
        case lastModified = "last_modified"
        case downloads, likes
        case trendingScore = "trending_score"

        /// From the word in a query.
        init?(word: String) {
            switch word {
            case "createdAt", "created_at", "created": self = .createdAt
            case "lastModified", "last_modified", "recent", "updated", "modified": self = .lastModified
            case "downloads": self = .downloads
            case "likes": self = .likes
            case "trendingScore", "trending_score", "trending": self = .trendingScore
            default: return nil
            }
        }

        static let words = ["createdAt", "downloads", "lastModified", "likes", "trendingScore"]
    }

    /// Where the page before ended: the sort column's value and the id.
    struct Place: Sendable, Hashable {
        let value: Int64
        let id: Int64
    }

    var type: RepoType
    var filters: [RepoListFilter] = []
    var sort = Sort.trendingScore
    var descending = true
    var limit = 100
    var after: Place?

    static let maximumLimit = 1000
}

/// One condition; a list's repos meet all of them.
enum RepoListFilter: Sendable, Hashable {
    case author(String)
    /// Parts of the id, in any case of letters, all of which must be there.
    case names([String])
    case tag(String)
    case pipeline(String)
    /// A library's name, or a tag that says the model is in its format.
    case library(String)
    case gated(Bool)
    /// Something that `repo_links` records: a program that runs a model, a model or dataset that a Space uses.
    case link(RepoLink)
    /// A Space that uses any model or dataset.
    case linked
    /// How many numbers the weights hold.
    case parameters(ClosedRange<Int64>)
    /// Nothing meets it: no model of this hub is served by an inference provider.
    case nothing
}

/// A row of `repo_links`.
struct RepoLink: Sendable, Hashable {
    enum Kind: String, Sendable { case app, model, dataset }

    let kind: Kind
    /// Lower-cased.
    let name: String

    init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name.lowercased()
    }
}
