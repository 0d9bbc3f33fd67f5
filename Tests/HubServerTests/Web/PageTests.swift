import HubAPI
import Testing

@testable import HubServer

/// Each page, filled with text that tries to break out.
@Suite struct PageTests {
    private static let evil = "\"><script>alert(1)</script>'&"
    private static let site = SiteContext(name: evil, baseURL: evil, viewer: evil)
    private static let commit = CommitSummary(id: evil, title: evil, date: evil, author: evil)
    private static let repo = RepoHeader(
        type: .dataset, id: "\(evil)/\(evil)", isPrivate: true, tags: [evil], likes: 1, downloads: 1200,
        revision: evil)
    private static let summary = RepoSummary(
        type: .space, id: evil, isPrivate: true, subtitle: evil, lastModified: evil)

    static let pages: [(String, String)] = [
        ("home", HomePage(counts: [.model: 3], newest: [.space: [summary]]).render(site)),
        (
            "list",
            ListPage(type: .model, query: ListQuery(search: evil, sort: evil), repos: [summary], next: evil)
                .render(site)
        ),
        ("empty list", ListPage(type: .model, query: ListQuery(search: evil), repos: []).render(site)),
        (
            "repo",
            RepoPage(
                repo: repo,
                card: CardView(
                    body: Markdown.render(evil),
                    metadata: MetadataTable.view(.object([JSONMember(evil, [.string(evil), [:], 1])])),
                    license: evil),
                cardProblem: evil, lastCommit: commit, storage: 5
            ).render(site)
        ),
        (
            "tree",
            TreePage(
                repo: repo, path: "\(evil)/b",
                entries: [
                    .init(name: evil, isLFS: true, lastCommit: commit), .init(name: evil, isFolder: true),
                ]
            ).render(site)
        ),
        (
            "text",
            BlobPage(repo: repo, path: evil, size: 3, content: .text(evil), lastCommit: commit).render(site)
        ),
        ("image", BlobPage(repo: repo, path: evil, size: 3, content: .image).render(site)),
        ("pointer", BlobPage(repo: repo, path: evil, size: 3, content: .pointer(sha256: evil)).render(site)),
        ("commits", CommitsPage(repo: repo, commits: [commit]).render(site)),
        (
            "account",
            AccountPage(name: evil, fullName: evil, repos: [.space: [summary]], related: [evil]).render(site)
        ),
        ("error", ErrorPage(status: 404, message: evil).render(site)),
    ]

    @Test(arguments: pages)
    func escapes(_ name: String, _ page: String) {
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(!page.contains("<script"))
        #expect(!page.contains("\"\">"))
        // Markup that has passed through a string: described, or escaped.
        #expect(!page.contains("Optional(") && !page.contains("HTML("))
        #expect(!page.contains("&lt;p") && !page.contains("&lt;a ") && !page.contains("&lt;t"))
    }

    @Test func putsFoldersFirst() {
        let page = TreePage(
            repo: RepoHeader(type: .model, id: "a/b"), path: "x",
            entries: [.init(name: "a.txt", size: 1), .init(name: "z", isFolder: true)]
        ).render(SiteContext(baseURL: "https://hub"))
        let folder = page.firstRange(of: "href=\"/a/b/tree/main/x/z\""),
            file = page.firstRange(of: "href=\"/a/b/blob/main/x/a.txt\"")
        #expect(folder != nil && file != nil)
        if let folder, let file { #expect(folder.lowerBound < file.lowerBound) }
        #expect(page.contains("href=\"/a/b/resolve/main/x/a.txt\" download"))
    }

    @Test func numbersLines() {
        let page = BlobPage(
            repo: RepoHeader(type: .model, id: "a/b"), path: "x", size: 8, content: .text("a\r\n\r\nb\n")
        ).render(SiteContext(baseURL: "https://hub"))
        #expect(page.contains("<tr id=\"L3\"><td data-line=\"3\"></td><td><code>b\n</code></td></tr>"))
        #expect(!page.contains("id=\"L4\""))
        #expect(!page.contains("\r"))
    }

    @Test func saysHowToDownload() {
        let page = RepoPage(repo: RepoHeader(type: .dataset, id: "a/b")).render(
            SiteContext(baseURL: "https://hub"))
        #expect(page.contains("hf download a/b --repo-type dataset"))
        #expect(page.contains("git clone https://hub/datasets/a/b"))
        #expect(page.contains("HF_ENDPOINT=https://hub"))
    }

    @Test func boundsTheMetadata() {
        let many = JSONValue.array((0..<100_000).map { .integer($0) })
        let table = MetadataTable.view(["a": many, "b": many])?.markup ?? ""
        #expect(table.utf8.count < 20_000)
    }
}
