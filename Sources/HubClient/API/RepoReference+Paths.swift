import HTTPTypes
import HubAPI

/// Where what belongs to a repo lies on a hub. The id keeps its slash, a revision is one segment whatever is in it.
extension RepoReference {
    /// `/api/models/a/b/tree/refs%2Fpr%2F1`. The rest of the path, if any, is one segment too: the Hub decodes it whole.
    func api(_ route: String, _ revision: Revision? = nil, _ path: String = "") -> String {
        var text = apiPath + "/" + route
        if let revision { text += "/" + PercentEncoding.segment(revision.name) }
        if !path.isEmpty { text += "/" + PercentEncoding.segment(path) }
        return text
    }

    /// `/datasets/a/b/resolve/main/folder/a%20file`.
    func resolve(_ file: String, _ revision: Revision) -> String {
        "\(webPath)/resolve/\(PercentEncoding.segment(revision.name))/\(PercentEncoding.path(file))"
    }

    /// For errors: `model a/b, revision main, file config.json`.
    func subject(_ revision: Revision? = nil, file: String? = nil) -> String {
        var text = description
        if let revision { text += ", revision \(revision)" }
        if let file, !file.isEmpty { text += ", file \(file)" }
        return text
    }
}

extension HubCall {
    /// A question of the API: a percent-encoded path, and what the call is about.
    static func get(
        _ path: String, _ query: [(name: String, value: String)] = [], about subject: String? = nil
    ) -> HubCall {
        var call = HubCall(.get, .path(path))
        call.query = query
        call.subject = subject
        call.headers[.accept] = "application/json"
        return call
    }
}
