import HubAPI

/// Every address a page links to.
enum SitePath: Sendable, Hashable {
    case home
    case list(RepoType, ListQuery)
    case account(String)
    case repo(RepoType, id: String)
    case tree(RepoType, id: String, revision: String, path: String)
    case blob(RepoType, id: String, revision: String, path: String)
    case resolve(RepoType, id: String, revision: String, path: String)
    case commits(RepoType, id: String, revision: String)
    case stylesheet

    var url: String {
        switch self {
        case .home: "/"
        case .list(let type, let query): "/" + type.plural + query.suffix
        case .account(let name): "/" + Self.segment(name)
        case .repo(let type, let id): Self.repo(type, id)
        case .tree(let type, let id, let revision, let path):
            Self.repo(type, id) + "/tree/" + Self.segment(revision)
                + (path.isEmpty ? "" : "/" + Self.path(path))
        case .blob(let type, let id, let revision, let path):
            Self.repo(type, id) + "/blob/" + Self.segment(revision) + "/" + Self.path(path)
        case .resolve(let type, let id, let revision, let path):
            Self.repo(type, id) + "/resolve/" + Self.segment(revision) + "/" + Self.path(path)
        case .commits(let type, let id, let revision):
            Self.repo(type, id) + "/commits/" + Self.segment(revision)
        case .stylesheet: "/-/assets/roost.css"
        }
    }

    private static func repo(_ type: RepoType, _ id: String) -> String {
        "/" + type.pathPrefix + path(id)
    }

    private static func path(_ path: String) -> String {
        path.split(separator: "/").map(segment).joined(separator: "/")
    }

    /// One segment of a path, or a value of a query.
    static func segment(_ text: some StringProtocol) -> String { PercentCoding.encode(segment: text) }

    static func percentEncoded(_ byte: UInt8) -> String {
        "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

/// What a list shows.
struct ListQuery: Sendable, Hashable {
    var search = ""
    var sort = ""
    var cursor = ""

    fileprivate var suffix: String {
        let pairs = [("search", search), ("sort", sort), ("cursor", cursor)]
            .filter { !$0.1.isEmpty }
            .map { $0.0 + "=" + SitePath.segment($0.1) }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
