import HubAPI

/// A user or an organization and what is theirs.
struct AccountPage: Sendable {
    var name: String
    var fullName: String?
    var isOrganization = false
    /// What the viewer may see of it.
    var repos: [RepoType: [RepoSummary]] = [:]
    /// The organizations of a user, the members of an organization.
    var related: [String] = []

    func render(_ site: SiteContext) -> String {
        let sections = RepoType.allCases.compactMap(section)
        return Layout.page(
            name, site,
            """
            <div class="kind">\(isOrganization ? "Organization" : "User")</div>
            <h1 class="title">\(fullName ?? name) <span class="soft">\(fullName == nil ? "" : name)</span></h1>
            \(relatedList)
            \(sections.isEmpty ? ["<p class=\"empty section\">Nothing here yet.</p>"] : sections)
            """)
    }

    private var relatedList: HTML? {
        guard !related.isEmpty else { return nil }
        let items: [HTML] = related.map { "<li>\(Layout.link(.account($0), "\($0)"))</li>" }
        return """
            <h2 class="section">\(isOrganization ? "Members" : "Organizations")</h2>
            <ul class="tags">\(items)</ul>
            """
    }

    private func section(_ type: RepoType) -> HTML? {
        guard let repos = repos[type], !repos.isEmpty else { return nil }
        return "<h2 class=\"section\">\(type.title)s</h2>\(RepoSummary.list(repos, wide: true, empty: ""))"
    }
}
