import HubAPI

/// The head of every page of a repository.
struct RepoHeader: Sendable {
    enum Tab: Sendable { case card, files }

    var type: RepoType
    var id: String
    var isPrivate = false
    var tags: [String] = []
    var likes: Int64 = 0
    var downloads: Int64 = 0
    /// The revision that the files are shown at.
    var revision = "main"

    /// A repository may have hundreds of tags.
    private static let shownTags = 30

    func view(_ tab: Tab, showsTags: Bool = false) -> HTML {
        let likes = Format.plural(likes, "like")
        let downloads: HTML? = type == .space ? nil : " · \(Format.plural(downloads, "download"))"
        return """
            <div class="kind">\(type.title)</div>
            <h1 class="title">\(name)\(isPrivate ? RepoSummary.privateBadge : nil)</h1>
            <div class="soft">\(likes)\(downloads)</div>
            \(showsTags ? tagList : nil)
            <nav class="tabs">
            \(tabLink("Card", .repo(type, id: id), isCurrent: tab == .card))
            \(tabLink("Files", .tree(type, id: id, revision: revision, path: ""), isCurrent: tab == .files))
            </nav>
            """
    }

    private var name: HTML {
        let parts = id.split(separator: "/", maxSplits: 1)
        let repo = Layout.link(.repo(type, id: id), "\(parts.last ?? "")")
        guard parts.count == 2 else { return repo }
        return
            "\(Layout.link(.account(String(parts[0])), "\(parts[0])")) <span class=\"soft\">/</span> \(repo)"
    }

    private var tagList: HTML? {
        guard !tags.isEmpty else { return nil }
        let items: [HTML] = tags.prefix(Self.shownTags).map { "<li>\($0)</li>" }
        let rest: HTML? = tags.count > Self.shownTags ? "<li>+\(tags.count - Self.shownTags)</li>" : nil
        return "<ul class=\"tags\">\(items)\(rest)</ul>"
    }

    private func tabLink(_ title: String, _ path: SitePath, isCurrent: Bool) -> HTML {
        "<a href=\"\(path.url)\"\(isCurrent ? " aria-current=\"page\"" : HTML.empty)>\(title)</a>"
    }
}

/// Where in a repository's files a page is.
struct Breadcrumbs {
    let repo: RepoHeader
    let path: String

    /// The folders lead to their trees; the last part is the page itself.
    var view: HTML {
        let names = path.split(separator: "/").map(String.init)
        var parts = [Layout.link(tree(""), "\(repo.id.split(separator: "/").last ?? "")")]
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            parts.append(
                isLast ? "\(name)" : Layout.link(tree(names[...index].joined(separator: "/")), "\(name)"))
        }
        return """
            <p class="crumbs"><span class="badge">\(repo.revision)</span>\(parts.joined(by: " / "))</p>
            """
    }

    private func tree(_ path: String) -> SitePath {
        .tree(repo.type, id: repo.id, revision: repo.revision, path: path)
    }
}

/// A commit in a line.
struct CommitSummary: Sendable {
    var id: String
    var title: String
    /// ISO 8601.
    var date: String
    var author: String?
}
