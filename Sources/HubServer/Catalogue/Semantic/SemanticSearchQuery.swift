import HubAPI

/// What a search by meaning is asked for.
struct SemanticSearchQuery: Sendable {
    static let maximumLimit = 100

    var text: String
    var type: RepoType
    /// Tags, all of which must be there.
    var tags: [String] = []
    /// Kinds of Spaces, one of which it must be; empty for all.
    var sdks: Set<String> = []
    var limit = 50
}
