import Testing

@testable import HubServer

@Suite struct MarkdownTests {
    private let base = LinkBase(links: "/a/b/blob/main/", media: "/a/b/resolve/main/")

    private func render(_ text: String) -> String { Markdown.render(text, linkBase: base).markup }

    @Test(arguments: [
        ("*x* ~~y~~", "<p><em>x</em> <del>y</del></p>\n"),
        ("## Hello, *World*!", "<h2 id=\"user-content-hello-world\">Hello, <em>World</em>!</h2>\n"),
        ("# A\n# A", "<h1 id=\"user-content-a\">A</h1>\n<h1 id=\"user-content-a-1\">A</h1>\n"),
        ("- [x] a", "<ul>\n<li><input type=\"checkbox\" disabled checked> a</li>\n</ul>\n"),
        (
            "| a |\n|:-:|\n| b |",
            "<table>\n<thead>\n<tr>\n<th align=\"center\">a</th>\n</tr>\n</thead>\n<tbody>\n"
                + "<tr>\n<td align=\"center\">b</td>\n</tr>\n</tbody>\n</table>\n"
        ),
        (
            "```swift\nlet a = \"<\"\n```",
            "<pre><code class=\"language-swift\">let a = &quot;&lt;&quot;\n</code></pre>\n"
        ),
        ("https://x.org", "<p><a href=\"https://x.org\" rel=\"nofollow noopener\">https://x.org</a></p>\n"),
        (
            "<div align=center>\n\n**x**\n\n</div>",
            "<div align=\"center\">\n<p><strong>x</strong></p>\n</div>\n"
        ),
    ])
    func renders(_ text: String, _ markup: String) {
        #expect(render(text) == markup)
    }

    @Test(arguments: [
        ("[x](javascript:alert(1))", "<p><a>x</a></p>\n"),
        ("[x](JAVASCRIPT&colon;alert(1))", "<p><a>x</a></p>\n"),
        ("![x](data:image/svg+xml;base64,AA)", "<p><img alt=\"x\"></p>\n"),
        ("<script>alert(1)</script>\n\nx", "\n<p>x</p>\n"),
        ("a\0b", "<p>a\u{FFFD}b</p>\n"),
        ("[x](<a\"onclick=\"b>)", "<p><a href=\"/a/b/blob/main/a%22onclick=%22b\">x</a></p>\n"),
    ])
    func disarms(_ text: String, _ markup: String) {
        #expect(render(text) == markup)
    }

    @Test(arguments: [
        ("docs/x.md", "/a/b/blob/main/docs/x.md"), ("./x.md#part", "/a/b/blob/main/x.md#part"),
        ("../../../settings", "/a/b/blob/main/settings"), ("a/%2E%2e/%2e./x", "/a/b/blob/main/x"),
        ("a/../x.md?y=../z", "/a/b/blob/main/x.md?y=../z"), ("/datasets/c/d", "/datasets/c/d"),
        ("#a", "#user-content-a"),
        ("?x=1", "?x=1"), ("", ""),
    ])
    func resolvesLinks(_ reference: String, _ url: String) {
        #expect(SafeURL(reference, use: .link, linkBase: base)?.text == url)
    }

    @Test func resolvesImages() {
        #expect(
            render("![x](a/b%20c.png)") == "<p><img src=\"/a/b/resolve/main/a/b%20c.png\" alt=\"x\"></p>\n")
        #expect(render("<img src='b c.png'>") == "<img src=\"/a/b/resolve/main/b%20c.png\">\n")
        let inFolder = LinkBase(links: "/l/", media: "/m/", directory: ["docs", "en"])
        #expect(inFolder.resolve("../x.png", media: true) == "/m/docs/x.png")
        #expect(SafeURL("x.md", use: .link, linkBase: nil)?.text == "x.md")
    }

    @Test func linksFootnotes() {
        let markup = render("x[^1]\n\n[^1]: y")
        #expect(markup.contains("href=\"#user-content-fn-1\""))
        #expect(markup.contains("id=\"user-content-fn-1\""))
        #expect(markup.contains("<section class=\"footnotes\">"))
    }

    @Test func showsWhatIsTooLongAsText() {
        let text = String(repeating: "<b>", count: Markdown.maximumLength)
        #expect(render(text).hasPrefix("<pre>&lt;b&gt;"))
    }

    /// Patterns known to have cost Markdown parsers quadratic time.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "![l", "[", "*a **a ", "_", "> ", "`a", "<a", "[a](", "- ", "| a ", "www.", "a@", "[^", "\\",
            "&#", "*", "~~a",
            "[a]: b\n", "|a|\n|-|\n", "<!--", "x | y\n- | -\n", ":", "a_b",
        ])
    func isNotStalled(_ piece: String) {
        let text = String(repeating: piece, count: Markdown.maximumLength / piece.utf8.count)
        let time = ProcessorTime.measure { _ = render(text) }
        #expect(time < .seconds(30), "\(time)")
    }

    /// Small texts that the Markdown library would make gigabytes of, or hours.
    @Test(.timeLimit(.minutes(20)))
    func refusesBombs() {
        let columns = 3000
        let table =
            "|" + String(repeating: "a|", count: columns) + "\n|" + String(repeating: "-|", count: columns)
            + "\n"
            + String(repeating: "|x\n", count: columns)
        let address = "[a]: http://" + String(repeating: "x", count: 30_000) + "\n\n"
        let title = "[a]: <b c> \n (" + String(repeating: "x\\)", count: 10_000) + ")\n\n"
        let uses = String(repeating: "[a] ", count: 200_000)
        let images = String(repeating: "![[a](b)", count: 100_000)
        for bomb in [table, address + uses, uses + "\n\n" + title, images] {
            #expect(render(bomb).hasPrefix("<pre>"))
        }
    }

    /// Mixtures of what is harmless alone, in one paragraph.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "[a](b) *c* y\n", "![a](b) **c** ", "[a](b) _c_ ", "[a](b) ~c~ ", "*c* [^a] ", "[a](b) *c ", "[a] <? ",
            "*c* <![CDATA[ ", "<!A ", "https://a.b/((&amp;</b>", "www.a.b,", "[a](<mailto:", "a@b.c@", "`a``b",
            "[a][b] <!-- ", "<a b=\"[c](d) ", "\\*[a](b)*", "> [a](b) *c*\n", "- [a](b) *c*\n",
        ])
    func isNotStalledByMixtures(_ piece: String) {
        let text = String(repeating: piece, count: 900_000 / piece.utf8.count)
        let time = ProcessorTime.measure { _ = render(text) }
        #expect(time < .seconds(15), "\(time)")
    }

    /// Deep blocks that many lines leave open.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: ["- ", "> ", "1. ", "> - ", "[^a]: ", "*\t"],
        ["\n", "b\n", "> \n", "```\n\n"])
    func isNotStalledByNesting(_ marker: String, _ line: String) {
        for depth in [30, 100, 1000, 20_000] {
            let text =
                String(repeating: marker, count: depth) + "a\n" + String(repeating: line, count: 300_000 / line.count)
            let time = ProcessorTime.measure { _ = render(text) }
            #expect(time < .seconds(15), "\(depth): \(time)")
        }
        let honest = String(repeating: marker, count: 30) + "a\n" + String(repeating: "b\n\n", count: 5000)
        #expect(!render(honest).hasPrefix("<pre>"))
    }

    /// As many links and as much emphasis as in the refused ones, but in paragraphs of their own.
    @Test func rendersManyParagraphs() {
        let text = String(repeating: "[a](b) *c* <https://a.b> y\n\n", count: 20_000)
        #expect(render(text).hasPrefix("<p><a href="))
        let rows = String(repeating: "|[name](x)|**1.0**|\n", count: 2000)
        #expect(render("|a|b|\n|-|-|\n" + rows).hasPrefix("<table>"))
    }

    @Test func rendersLargeHonestTexts() {
        let image =
            "![plot][p]\n\n[p]: data:image/png;base64," + String(repeating: "A", count: 300_000) + "\n"
        #expect(render(image).contains("<img src=\"data:image/png;base64,AAAA"))
        let table = "|a|b|c|\n|---|---|---|\n" + String(repeating: "|[x](y)|1|2|\n", count: 5000)
        #expect(render(table).hasPrefix("<table>"))
    }
}
