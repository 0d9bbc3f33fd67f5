import HubAPI
import HubStorage

/// What a list of repos is asked for, with every name the Hub and the older documents use.
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
    }

    var type: RepoType
    var author: String?
    /// Parts of the id, all of which must occur.
    var search: [String] = []
    /// Tags, all of which must be there.
    var tags: [String] = []
    var pipelineTag: String?
    var libraryName: String?
    var gated: Bool?
    var sort = Sort.trendingScore
    var descending = true
    var limit = 100
    /// Where the page before ended: the sort column's value and the id.
    var after: (value: Int64, id: Int64)?

    static let maximumLimit = 1000
}

/// Lists of repos, a page at a time by key, so that page 1,000 costs what page 1 does.
struct RepoListStore {
    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// - Parameter caller: Decides which private repos are among them.
    func page(_ query: RepoListQuery, _ caller: Caller) throws -> [Repo] {
        var (conditions, arguments) = Self.visible(query.type, caller)
        if let author = query.author {
            conditions.append("owner_id = (SELECT id FROM accounts WHERE name_key = ?)")
            arguments.append(.text(author.lowercased()))
        }
        for text in query.search {
            conditions.append("full_key LIKE ? ESCAPE '!'")
            arguments.append(.text("%" + Self.escaped(text.lowercased()) + "%"))
        }
        for tag in query.tags {
            conditions.append("EXISTS (SELECT 1 FROM repo_tags WHERE repo_id = repos.id AND tag = ?)")
            arguments.append(.text(tag))
        }
        if let pipeline = query.pipelineTag {
            conditions.append("pipeline_tag = ?")
            arguments.append(.text(pipeline))
        }
        if let library = query.libraryName {
            conditions.append(
                "(library_name = ? OR EXISTS (SELECT 1 FROM repo_tags WHERE repo_id = repos.id AND tag = ?))")
            arguments += [.text(library), .text(library)]
        }
        if let gated = query.gated { conditions.append(gated ? "gated <> 'false'" : "gated = 'false'") }
        let column = query.sort.rawValue
        let (order, comparison) = query.descending ? ("DESC", "<") : ("ASC", ">")
        if let after = query.after {
            conditions.append("(\(column), id) \(comparison) (?, ?)")
            arguments += [.integer(after.value), .integer(after.id)]
        }
        arguments.append(.integer(query.limit))
        return try db.rows(
            """
            SELECT * FROM repos WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(column) \(order), id \(order) LIMIT ?
            """, arguments
        ).map(Repo.init(row:))
    }

    /// How many repos of a type the caller may see.
    func count(_ type: RepoType, _ caller: Caller) throws -> Int64 {
        let (conditions, arguments) = Self.visible(type, caller)
        return try db.rows(
            "SELECT COUNT(*) AS count FROM repos WHERE " + conditions.joined(separator: " AND "), arguments
        ).first?.integer("count") ?? 0
    }

    private static func visible(_ type: RepoType, _ caller: Caller) -> ([String], [SQLValue]) {
        let ofType: [SQLValue] = [.text(type.rawValue)]
        if caller.user?.account.isAdmin == true { return (["type = ?"], ofType) }
        let owners = caller.visibleOwners
        if owners.isEmpty { return (["type = ?", "visibility = 'public'"], ofType) }
        let marks = owners.map { _ in "?" }.joined(separator: ", ")
        return (
            ["type = ?", "(visibility = 'public' OR owner_id IN (\(marks)))"], ofType + owners.map(SQLValue.integer)
        )
    }

    /// The sort column's value of a repo, for the cursor.
    static func value(_ repo: Repo, _ sort: RepoListQuery.Sort) -> Int64 {
        switch sort {
        case .createdAt: repo.createdAt.milliseconds
        case .lastModified: repo.lastModified.milliseconds
        case .downloads: repo.downloads
        case .likes: repo.likes
        case .trendingScore: repo.trendingScore
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}
