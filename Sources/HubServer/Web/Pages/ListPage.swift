import HubAPI

/// Models, datasets or Spaces: searched, sorted, page by page.
struct ListPage: Sendable {
    var type: RepoType
    var query = ListQuery()
    var repos: [RepoSummary]
    /// How many there are in all, if that is known.
    var total: Int64?
    /// The cursor of the next page.
    var next: String?

    /// The values of `sort` and what they are called; the first is the default.
    static let sorts = [
        ("lastModified", "Recently updated"), ("createdAt", "Newest"), ("downloads", "Most downloads"),
        ("likes", "Most likes"),
    ]

    func render(_ site: SiteContext) -> String {
        let options: [HTML] = Self.sorts.map { value, title in
            "<option value=\"\(value)\"\(value == query.sort ? " selected" : HTML.empty)>\(title)</option>"
        }
        let total: HTML? = total.map { "<span class=\"soft\">\(Format.count($0))</span>" }
        let empty =
            query.search.isEmpty ? "No \(type.plural) yet." : "No \(type.plural) match “\(query.search)”."
        return Layout.page(
            "\(type.title)s", site,
            """
            <div class="head"><h1 class="title">\(type.title)s \(total)</h1></div>
            <form class="search" action="\(SitePath.list(type, ListQuery()).url)" role="search">
            <input type="search" name="search" value="\(query.search)" placeholder="Search \(type.plural)" \
            aria-label="Search \(type.plural)">
            <select name="sort" aria-label="Sort by">\(options)</select>
            <button>Apply</button></form>
            <div class="section">\(RepoSummary.list(repos, wide: true, empty: empty))</div>
            \(nextLink)
            """)
    }

    private var nextLink: HTML? {
        next.map { cursor in
            var following = query
            following.cursor = cursor
            let link = Layout.link(.list(type, following), "Next page", class: "button")
            return "<p class=\"pages\">\(link)</p>"
        }
    }
}
