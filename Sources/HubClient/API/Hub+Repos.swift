public import HubAPI

extension Hub {
    /// A model, by an id such as `google-bert/bert-base-uncased` or `gpt2`.
    ///
    /// - Throws: ``HubError/Kind/invalidInput`` if no repo can have that id.
    public func model(_ id: String) throws(HubError) -> Repo<Model> { Repo(hub: self, id: try RepoID(checking: id)) }

    /// A dataset, by an id such as `rajpurkar/squad`.
    ///
    /// - Throws: ``HubError/Kind/invalidInput`` if no repo can have that id.
    public func dataset(_ id: String) throws(HubError) -> Repo<Dataset> {
        Repo(hub: self, id: try RepoID(checking: id))
    }

    /// A Space, by an id such as `gradio/hello_world`.
    ///
    /// - Throws: ``HubError/Kind/invalidInput`` if no repo can have that id.
    public func space(_ id: String) throws(HubError) -> Repo<Space> { Repo(hub: self, id: try RepoID(checking: id)) }

    /// A repo whose kind is known at run time only.
    public func repo(_ reference: RepoReference) -> AnyRepo {
        switch reference.type {
        case .model: .model(Repo(hub: self, id: reference.id))
        case .dataset: .dataset(Repo(hub: self, id: reference.id))
        case .space: .space(Repo(hub: self, id: reference.id))
        }
    }

    /// What a text names on this hub: an id, an `hf://` URI, or an address of this hub or of huggingface.co.
    ///
    /// - Parameters:
    ///   - text: Such as `gpt2`, `hf://datasets/ns/name@v1.0/data/train.csv`, `https://huggingface.co/gpt2/tree/main`.
    ///   - type: What a plain id is the id of.
    /// - Throws: ``HubError/Kind/invalidInput`` if it names no repo.
    public func repo(parsing text: String, type: RepoType = .model) throws(HubError) -> RepoLocation {
        let uri = try RepoURI(parsing: text, type: type, endpoint: configuration.endpoint)
        return RepoLocation(
            repo: repo(RepoReference(type: uri.type, id: uri.id)), revision: uri.revision, path: uri.path)
    }
}

/// A repo whose kind is known at run time only.
public enum AnyRepo: Sendable {
    /// A model.
    case model(Repo<Model>)
    /// A dataset.
    case dataset(Repo<Dataset>)
    /// A Space.
    case space(Repo<Space>)

    /// Which repo it is.
    public var reference: RepoReference {
        switch self {
        case .model(let repo): repo.reference
        case .dataset(let repo): repo.reference
        case .space(let repo): repo.reference
        }
    }
}

/// A repo, and perhaps a revision of it and a path in it.
public struct RepoLocation: Sendable {
    /// A handle of the repo.
    public let repo: AnyRepo
    /// Nil if none was named.
    public let revision: Revision?
    /// Empty for the root.
    public let path: String
}

extension RepoID {
    /// From a text that a person wrote.
    init(checking text: String) throws(HubError) {
        guard let id = RepoID(text) else {
            throw HubError(
                .invalidInput, "“\(text.prefix(200))” is no id of a repo",
                suggestion: """
                    An id is “namespace/name” or “name”: letters, digits, “-”, “_” and “.”, at most 96 each, without \
                    “--” and “..”, and not ending in “.git”
                    """)
        }
        self = id
    }
}
