import HubAPI

/// A repository in a list.
struct RepoSummary: Sendable {
    var type: RepoType
    var id: String
    var isPrivate = false
    /// The task of a model, the SDK of a Space.
    var subtitle: String?
    /// ISO 8601.
    var lastModified: String?
    var likes: Int64 = 0
    var downloads: Int64 = 0

    var card: HTML {
        var facts: [HTML] = []
        if let subtitle { facts.append("\(subtitle)") }
        if let lastModified { facts.append(Format.day(lastModified)) }
        if type != .space { facts.append("<span>\(Format.plural(downloads, "download"))</span>") }
        facts.append("<span>\(Format.plural(likes, "like"))</span>")
        return """
            <li>\(Layout.link(.repo(type, id: id), "\(id)", class: "name"))\(isPrivate ? Self.privateBadge : nil)
            <div class="facts">\(facts.joined(by: " · "))</div></li>

            """
    }

    static let privateBadge: HTML = " <span class=\"badge\">private</span>"

    /// A list of repositories, or what to say if there are none.
    static func list(_ repos: [RepoSummary], wide: Bool = false, empty: String) -> HTML {
        repos.isEmpty
            ? "<p class=\"empty\">\(empty)</p>"
            : "<ul class=\"repos\(wide ? " wide" : "")\">\(repos.map(\.card))</ul>"
    }
}

extension [HTML] {
    func joined(by separator: HTML) -> HTML {
        var result = HTML.empty
        for (index, part) in enumerated() {
            if index > 0 { result += separator }
            result += part
        }
        return result
    }
}
