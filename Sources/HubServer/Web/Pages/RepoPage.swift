import HubAPI

/// A repository's card and how to get it.
struct RepoPage: Sendable {
    var repo: RepoHeader
    /// The README; nil if there is none.
    var card: CardView?
    /// Why the card's metadata can't be read.
    var cardProblem: String?
    var lastCommit: CommitSummary?
    /// The bytes of all files that any commit has.
    var storage: Int64?

    /// What addresses in a repository's README are relative to.
    static func linkBase(_ repo: RepoHeader) -> LinkBase {
        LinkBase(
            links: SitePath.blob(repo.type, id: repo.id, revision: repo.revision, path: "").url,
            media: SitePath.resolve(repo.type, id: repo.id, revision: repo.revision, path: "").url)
    }

    private var notice: HTML {
        guard let cardProblem else { return .empty }
        return """
            <p class="notice"><strong>The metadata of README.md can't be read</strong>, so the repo is listed without it: \
            \(cardProblem)</p>
            """
    }

    func render(_ site: SiteContext) -> String {
        Layout.page(
            repo.id, site,
            """
            \(repo.view(.card, showsTags: true))
            <div class="split">
            <div>\(notice)\(card?.metadata)\(body)</div>
            <aside class="side">\(sidebar(site))</aside>
            </div>
            """)
    }

    private var body: HTML {
        guard let card else { return "<p class=\"empty\">There is no card (README.md) yet.</p>" }
        return "<article class=\"markdown\">\(card.body)</article>"
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
        if let storage { parts.append("<h2>Storage used</h2><p>\(Format.size(storage))</p>\n") }
        if let license = card?.license { parts.append("<h2>License</h2><p>\(license)</p>\n") }
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
