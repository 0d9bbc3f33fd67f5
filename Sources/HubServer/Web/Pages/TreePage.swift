import HubAPI

/// The files of a folder.
struct TreePage: Sendable {
    struct Entry: Sendable {
        /// The last part of the path.
        var name: String
        var isFolder = false
        var size: Int64 = 0
        var isLFS = false
        var lastCommit: CommitSummary?
    }

    var repo: RepoHeader
    /// The folder; empty for the root.
    var path: String
    var entries: [Entry]
    /// Whether the folder holds more than is shown.
    var isCut = false

    func render(_ site: SiteContext) -> String {
        let folders = entries.filter(\.isFolder), files = entries.filter { !$0.isFolder }
        let rows = (folders + files).map(row)
        let history = Layout.link(.commits(repo.type, id: repo.id, revision: repo.revision), "History")
        return Layout.page(
            "\(repo.id) · files", site,
            """
            \(repo.view(.files))
            <div class="head">\(Breadcrumbs(repo: repo, path: path).view)<span>\(history)</span></div>
            \(rows.isEmpty ? "<p class=\"empty\">This folder is empty.</p>" : table(rows))
            \(isCut ? "<p class=\"soft\">Not all files are shown.</p>" : nil)
            """)
    }

    private func table(_ rows: [HTML]) -> HTML {
        "<div class=\"scroll\"><table class=\"files\">\(rows)</table></div>"
    }

    private func row(_ entry: Entry) -> HTML {
        let path = path.isEmpty ? entry.name : path + "/" + entry.name
        let name: HTML
        let size: HTML
        if entry.isFolder {
            let tree = SitePath.tree(repo.type, id: repo.id, revision: repo.revision, path: path)
            name = Layout.link(tree, "\(entry.name)/", class: "folder")
            size = ""
        } else {
            let blob = SitePath.blob(repo.type, id: repo.id, revision: repo.revision, path: path)
            let file = SitePath.resolve(repo.type, id: repo.id, revision: repo.revision, path: path)
            let badge: HTML? = entry.isLFS ? " <span class=\"badge lfs\">LFS</span>" : nil
            name = "\(Layout.link(blob, "\(entry.name)"))\(badge)"
            let download: HTML = "<a href=\"\(file.url)\" download title=\"Download \(entry.name)\">↓</a>"
            size = "\(Format.size(entry.size)) \(download)"
        }
        return """
            <tr><td class="name">\(name)</td><td class="size">\(size)</td>\
            <td class="what">\(entry.lastCommit?.title ?? "")</td>\
            <td class="when">\(entry.lastCommit.map { Format.day($0.date) })</td></tr>

            """
    }
}
