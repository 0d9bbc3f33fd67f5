import HubAPI
import HubClient

/// What the argument REPO_ID names, with `--type` and `--revision`: a repo, a revision of it, perhaps a path in it.
struct RepoTarget {
    let type: RepoType
    let id: RepoID
    /// Nil if none was named.
    let revision: Revision?
    /// A file, or a folder that ends with a slash.
    let path: String?

    init(_ text: String, type: RepoType?, revision: String?, on hub: Hub) throws(HubError) {
        let uri = try RepoURI(parsing: text, type: type ?? .model, endpoint: hub.configuration.endpoint)
        // URIs and addresses say the type and may say a revision; saying either twice can only go wrong.
        if text.contains("://") {
            if let type, type != uri.type {
                throw HubError(.invalidInput, "\(text) is a \(uri.type.rawValue), and --type says \(type.rawValue)")
            }
            if revision != nil, uri.revision != nil {
                throw HubError(.invalidInput, "\(text) names a revision, and so does --revision")
            }
        }
        self.type = uri.type
        id = uri.id
        self.revision = revision.map { Revision($0) } ?? uri.revision
        path = uri.path.isEmpty ? nil : uri.path + (text.hasSuffix("/") ? "/" : "")
    }

    var revisionOrMain: Revision { revision ?? .main }

    /// For commands that work on whole repos.
    func withoutPath() throws(HubError) -> RepoTarget {
        guard let path else { return self }
        throw HubError(.invalidInput, "\(id)/\(path) is a path in a repo, and a repo is wanted here")
    }
}
