import HubAPI

/// The history of a revision, newest first.
struct CommitsPage: Sendable {
    var repo: RepoHeader
    var commits: [CommitSummary]
    var total: Int64?

    func render(_ site: SiteContext) -> String {
        let total: HTML? = total.map { "<span class=\"soft\">\(Format.plural($0, "commit"))</span>" }
        return Layout.page(
            "\(repo.id) · history", site,
            """
            \(repo.view(.files))
            <div class="head"><p class="crumbs"><span class="badge">\(repo.revision)</span>History</p>\(total)</div>
            \(commits.isEmpty ? "<p class=\"empty\">There are no commits yet.</p>" : list)
            """)
    }

    private var list: HTML {
        let items: [HTML] = commits.map { commit in
            let tree = SitePath.tree(repo.type, id: repo.id, revision: commit.id, path: "")
            let author: HTML? = commit.author.map { "\($0) · " }
            return """
                <li><strong>\(commit.title)</strong><br><span class="soft">\(author)\(Format.day(commit.date)) · \
                </span>\(Layout.link(tree, "<code>\(commit.id.prefix(7))</code>"))</li>

                """
        }
        return "<ol class=\"commits\">\(items)</ol>"
    }
}
