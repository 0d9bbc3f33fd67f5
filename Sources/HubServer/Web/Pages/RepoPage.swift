import HubAPI

/// A repository's card and how to get it.
struct RepoPage: Sendable {
    var repo: RepoHeader
    /// The README without its front matter; nil if there is none.
    var readme: String?
    var metadata: JSONValue?
    var license: String?
    var lastCommit: CommitSummary?
    /// The bytes of all files.
    var size: Int64?

    func render(_ site: SiteContext) -> String {
        Layout.page(
            repo.id, site,
            """
            \(repo.view(.card, showsTags: true))
            <div class="split">
            <div>\(metadata.flatMap(MetadataTable.view))\(card)</div>
            <aside class="side">\(sidebar(site))</aside>
            </div>
            """)
    }

    private var card: HTML {
        guard let readme else { return "<p class=\"empty\">There is no card (README.md) yet.</p>" }
        let base = LinkBase(
            links: SitePath.blob(repo.type, id: repo.id, revision: repo.revision, path: "").url,
            media: SitePath.resolve(repo.type, id: repo.id, revision: repo.revision, path: "").url)
        return "<article class=\"markdown\">\(Markdown.render(readme, linkBase: base))</article>"
    }

    private func sidebar(_ site: SiteContext) -> HTML {
        var parts: [HTML] = []
        if let lastCommit {
            let history = Layout.link(.commits(repo.type, id: repo.id, revision: repo.revision), "History")
            parts.append(
                """
                <h2>Last commit</h2><p>\(lastCommit.title)<br>\
                \(Format.day(lastCommit.date)) · <code>\(lastCommit.id.prefix(7))</code> · \(history)</p>

                """)
        }
        if let size { parts.append("<h2>Size</h2><p>\(Format.size(size))</p>\n") }
        if let license { parts.append("<h2>License</h2><p>\(license)</p>\n") }
        let kind = repo.type == .model ? "" : " --repo-type \(repo.type.rawValue)"
        parts.append(
            """
            <h2>Download</h2>
            <pre>export HF_ENDPOINT=\(site.baseURL)
            hf download \(repo.id)\(kind)</pre>
            <h2>Clone</h2>
            <pre>git clone \(site.baseURL)\(SitePath.repo(repo.type, id: repo.id).url)</pre>
            """)
        return "\(parts)"
    }
}
