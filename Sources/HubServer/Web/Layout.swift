import HubAPI

/// What all pages have in common: where they are and who looks.
struct SiteContext: Sendable {
    /// The hub's name in the page's head.
    var name = "Roost"
    /// The hub's address without a slash at the end, for commands to copy: `https://hub.example.org`.
    var baseURL: String
    /// The name of the signed-in account.
    var viewer: String?
}

/// The frame of a page.
enum Layout {
    static func page(_ title: String, _ site: SiteContext, _ main: HTML) -> String {
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title == site.name ? title : "\(title) · \(site.name)")</title>
            <link rel="stylesheet" href="\(SitePath.stylesheet.url)">
            </head>
            <body>
            <header class="top"><div class="wrap">
            \(link(.home, "\(site.name)", class: "brand"))
            <nav>\(RepoType.allCases.map { link(.list($0, ListQuery()), "\($0.title)s") })\(viewer(site))</nav>
            </div></header>
            <main class="wrap">
            \(main)
            </main>
            <footer><div class="wrap">\(site.name) speaks the protocol of the Hugging Face Hub.</div></footer>
            </body>
            </html>

            """
        return page.markup
    }

    static func link(_ path: SitePath, _ content: HTML, class name: String? = nil) -> HTML {
        let attribute: HTML? = name.map { " class=\"\($0)\"" }
        return "<a href=\"\(path.url)\"\(attribute)>\(content)</a>"
    }

    private static func viewer(_ site: SiteContext) -> HTML? {
        site.viewer.map { link(.account($0), "<strong>\($0)</strong>") }
    }
}

extension RepoType {
    /// As a heading: `Model`.
    var title: String {
        switch self {
        case .model: "Model"
        case .dataset: "Dataset"
        case .space: "Space"
        }
    }
}
