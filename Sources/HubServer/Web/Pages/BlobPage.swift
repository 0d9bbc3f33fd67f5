import HubAPI

/// A file.
struct BlobPage: Sendable {
    enum Content: Sendable {
        /// Small and UTF-8: shown with line numbers.
        case text(String)
        /// Something browsers show as an image.
        case image
        /// A pointer to a large file: the hash of the content.
        case pointer(sha256: String)
        /// Anything else, which can only be downloaded.
        case opaque
    }

    var repo: RepoHeader
    var path: String
    var size: Int64
    var content: Content
    var lastCommit: CommitSummary?

    func render(_ site: SiteContext) -> String {
        let file = SitePath.resolve(repo.type, id: repo.id, revision: repo.revision, path: path)
        let commit: HTML? = lastCommit.map {
            "<span class=\"soft\">\($0.title) · \(Format.day($0.date))</span>"
        }
        return Layout.page(
            "\(repo.id) · \(path)", site,
            """
            \(repo.view(.files))
            \(Breadcrumbs(repo: repo, path: path).view)
            <div class="bar"><span>\(Format.size(size))</span>\(commit)\
            <a class="end" href="\(file.url)" download>Download</a></div>
            \(view(file))
            """)
    }

    private func view(_ file: SitePath) -> HTML {
        switch content {
        case .text(let text): return Self.lines(text)
        case .image: return "<div class=\"preview\"><img src=\"\(file.url)\" alt=\"\(path)\"></div>"
        case .pointer(let sha256):
            return """
                <div class="scroll"><table class="files">
                <tr><td>Stored as</td><td class="name">Git LFS pointer <span class="badge lfs">LFS</span></td></tr>
                <tr><td>SHA-256</td><td class="name"><code>\(sha256)</code></td></tr>
                <tr><td>Size</td><td>\(Format.size(size)) <span class="soft">(\(size) bytes)</span></td></tr>
                </table></div>
                """
        case .opaque: return "<p class=\"empty\">This file cannot be shown here.</p>"
        }
    }

    /// The numbers are written by the style sheet, so a copied text is without them.
    private static func lines(_ text: String) -> HTML {
        // Characters would not do: CRLF is one.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let rows: [HTML] = lines.enumerated().map { index, line in
            let number = index + 1
            let text = Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            return
                "<tr id=\"L\(number)\"><td data-line=\"\(number)\"></td><td><code>\(text)\n</code></td></tr>"
        }
        guard !rows.isEmpty else { return "<p class=\"empty\">This file is empty.</p>" }
        return "<div class=\"scroll\"><table class=\"code\">\(rows)</table></div>"
    }
}
