import HubAPI

/// A route's template as OpenAPI writes paths: every parameter is one segment with a name of its own.
struct RouteTemplate: Sendable {
    /// `/api/models/{namespace}/{repo}/tree/{revision}`
    let path: String
    let parameters: [RouteDocumentation.Parameter]
    /// Told apart from the template's other paths in the operation's id.
    let suffix: String

    /// All paths of a template, for one type of repo.
    ///
    /// `{type}` becomes the type's word, `{repo}` two segments, and a path that may be missing two paths.
    static func paths(_ template: String, type: RepoType?) -> [RouteTemplate] {
        let pieces = template.split(separator: "/").map(String.init)
        guard let last = pieces.last, last.hasSuffix("...?}") else { return [make(pieces, type, suffix: "")] }
        let rest = "{" + last.dropFirst().dropLast("...?}".count) + "...}"
        return [
            make(Array(pieces.dropLast()), type, suffix: ""),
            make(pieces.dropLast() + [rest], type, suffix: "Below"),
        ]
    }

    private static func make(_ pieces: [String], _ type: RepoType?, suffix: String) -> RouteTemplate {
        var parameters: [RouteDocumentation.Parameter] = []
        func parameter(_ name: String) -> String {
            parameters.append(PathParameters.parameter(name))
            return "{\(name)}"
        }
        let segments = pieces.map { piece in
            switch piece {
            case "{type}": return type?.plural ?? parameter("type")
            case "{repo}": return parameter("namespace") + "/" + parameter("repo")
            case "{repo}.git": return parameter("namespace") + "/" + parameter("repo") + ".git"
            default:
                guard piece.hasPrefix("{"), piece.hasSuffix("}") else { return piece }
                return parameter(String(piece.dropFirst().prefix { $0 != "." && $0 != "}" }))
            }
        }
        return RouteTemplate(path: "/" + segments.joined(separator: "/"), parameters: parameters, suffix: suffix)
    }
}

/// What the names in templates mean, wherever they occur.
enum PathParameters {
    static let all: [(name: String, example: String, description: String)] = [
        ("type", "models", "`models`, `datasets` or `spaces`."),
        ("namespace", "acme", "The user or organization that owns the repo. Repos without one leave this segment out."),
        ("repo", "tiny", "The repo's name."),
        ("revision", "main", "A branch, a tag, a commit or a full ref, as one segment: `refs%2Fpr%2F1`."),
        ("branch", "main", "A branch's name, as one segment: slashes are written `%2F`."),
        ("range", "main..main", "Two revisions with `..` between them."),
        ("path", "README.md", "A path in the repo. Its slashes may stay as they are."),
        ("sha", String(repeating: "0", count: 64), "The SHA-256 of a large file."),
        ("name", "acme", "The name of the user or organization."),
        ("topic", "topic", "Any path."),
        ("id", "1", "The id."),
        ("ticket", "ticket", "The right to this request. It came with the address in an earlier answer."),
        ("domain", "1", "The account whose chunks these are. Take the whole address from the token's `casUrl`."),
        ("epoch", "1", "Rises when clients must forget what they know of the store."),
        ("prefix", "default", "`default`."),
        ("hash", String(repeating: "0", count: 64), "A Xet hash, in 64 hexadecimal digits."),
        ("config", "default", "A configuration (subset) of the dataset."),
        ("split", "train", "A split of the dataset."),
        ("file", "model.safetensors", "The file's name."),
        ("tag", "latest", "A tag, a branch or a digest."),
        ("digest", "sha256:" + String(repeating: "0", count: 64), "The content's digest."),
    ]

    static func parameter(_ name: String) -> RouteDocumentation.Parameter {
        let known = all.first { $0.name == name }
        return .init(
            place: .path, name: name, schema: .string.like(.string(known?.example ?? name)),
            description: known?.description ?? "", isRequired: true)
    }
}
