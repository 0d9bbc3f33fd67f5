/// How a list of repos is ordered.
public struct RepoSort: Sendable, Hashable {
    /// The word in the query: `downloads`.
    public let property: String
    /// From small to large, from old to new.
    public let isAscending: Bool

    /// By any property that the hub can sort by.
    public init(_ property: String, isAscending: Bool = false) {
        self.property = property
        self.isAscending = isAscending
    }

    /// The newest first.
    public static let createdAt = RepoSort("createdAt")
    /// The most downloaded first. Spaces have none.
    public static let downloads = RepoSort("downloads")
    /// The last changed first.
    public static let lastModified = RepoSort("lastModified")
    /// The most liked first.
    public static let likes = RepoSort("likes")
    /// The liveliest first.
    public static let trendingScore = RepoSort("trendingScore")

    /// The other way around. The Hub itself sorts descending only and refuses this; other hubs know it.
    public var ascending: RepoSort { RepoSort(property, isAscending: true) }
}
