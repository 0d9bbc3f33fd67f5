/// The kinds of repository of the Hub.
public enum RepoType: String, Sendable, Hashable, Codable, CaseIterable {
    /// A model.
    case model
    /// A dataset.
    case dataset
    /// A Space: a program that runs.
    case space

    /// The word in API paths: `/api/models/…`.
    public var plural: String { rawValue + "s" }

    /// What stands before the repo id in web and git paths: nothing for models, else `datasets/`, `spaces/`.
    public var pathPrefix: String { self == .model ? "" : plural + "/" }

    /// From the word in API paths.
    public init?(plural: some StringProtocol) {
        switch plural {
        case "models": self = .model
        case "datasets": self = .dataset
        case "spaces": self = .space
        default: return nil
        }
    }
}
