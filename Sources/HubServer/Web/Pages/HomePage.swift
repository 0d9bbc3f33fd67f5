import HubAPI

/// The front door: what is here, what is new.
struct HomePage: Sendable {
    var counts: [RepoType: Int64] = [:]
    /// The newest repositories of each kind.
    var newest: [RepoType: [RepoSummary]] = [:]

    func render(_ site: SiteContext) -> String {
        let counted = RepoType.allCases.map { Format.plural(counts[$0, default: 0], $0.rawValue) }
        return Layout.page(
            site.name, site,
            """
            <div class="hero"><h1>\(site.name)</h1>
            <p>\(counted.joined(separator: " · "))</p>
            <form class="search" action="\(SitePath.list(.model, ListQuery()).url)" role="search">
            <input type="search" name="search" placeholder="Search models" aria-label="Search models">
            <button>Search</button></form></div>
            <div class="columns">\(RepoType.allCases.map(column))</div>
            """)
    }

    private func column(_ type: RepoType) -> HTML {
        """
        <section><div class="head"><h2>New \(type.plural)</h2>\
        \(Layout.link(.list(type, ListQuery()), "All \(type.plural)"))</div>
        \(RepoSummary.list(newest[type, default: []], empty: "No \(type.plural) yet."))</section>

        """
    }
}
