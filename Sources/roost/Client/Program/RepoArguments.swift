import ArgumentParser
import HubAPI
import HubClient

/// The types of repos as values of `--type`.
enum RepoTypeArgument: String, ExpressibleByArgument, CaseIterable {
    case model, dataset, space

    var type: RepoType {
        switch self {
        case .model: .model
        case .dataset: .dataset
        case .space: .space
        }
    }
}

/// `--type`, which has two names in `hf` as well.
struct TypeOption: ParsableArguments {
    @Option(
        name: [.customLong("type"), .customLong("repo-type")], help: "What kind of repo it is. (default: model)")
    var argument: RepoTypeArgument?

    var type: RepoType? { argument?.type }
}

extension RepoType {
    /// The same as a type, to make a `Repo` of.
    var kind: any RepoKind.Type {
        switch self {
        case .model: Model.self
        case .dataset: Dataset.self
        case .space: Space.self
        }
    }

    /// `Model`, `Dataset`, `Space`.
    var capitalized: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
