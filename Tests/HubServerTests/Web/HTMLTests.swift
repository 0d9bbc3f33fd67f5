import HubAPI
import Testing

@testable import HubServer

@Suite struct HTMLTests {
    @Test func escapesText() {
        let text = "<b> & \"x\" 'y' é \0"
        let html: HTML = "<p title=\"\(text)\">\(text.prefix(3))</p>"
        #expect(
            html.markup == "<p title=\"&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39; é \u{FFFD}\">&lt;b&gt;</p>")
    }

    @Test func passesMarkup() {
        let inner: HTML = "<b>\("<")</b>"
        let none: HTML? = nil
        let html: HTML = "\(inner)\([inner, inner])\(none)\(3)"
        #expect(html.markup == String(repeating: "<b>&lt;</b>", count: 3) + "3")
    }

    @Test(arguments: [
        (SitePath.home, "/"),
        (.list(.model, ListQuery()), "/models"),
        (
            .list(.dataset, ListQuery(search: "a b&c", sort: "likes", cursor: "x=")),
            "/datasets?search=a%20b%26c&sort=likes&cursor=x%3D"
        ),
        (.account("acme"), "/acme"),
        (.repo(.model, id: "acme/bert"), "/acme/bert"),
        (.repo(.space, id: "acme/demo"), "/spaces/acme/demo"),
        (.tree(.dataset, id: "a/b", revision: "refs/pr/1", path: ""), "/datasets/a/b/tree/refs%2Fpr%2F1"),
        (.tree(.model, id: "a/b", revision: "main", path: "x y/z#"), "/a/b/tree/main/x%20y/z%23"),
        (.blob(.model, id: "a/b", revision: "main", path: "é?.txt"), "/a/b/blob/main/%C3%A9%3F.txt"),
        (.resolve(.model, id: "a/b", revision: "v1", path: "a\"b"), "/a/b/resolve/v1/a%22b"),
        (.commits(.model, id: "a/b", revision: "main"), "/a/b/commits/main"),
        (.stylesheet, "/-/assets/roost.css"),
    ])
    func writesAddresses(_ path: SitePath, _ url: String) {
        #expect(path.url == url)
    }

    @Test(arguments: [
        (Int64(0), "0 B"), (999, "999 B"), (1000, "1 kB"), (1500, "1.5 kB"), (10_400, "10 kB"),
        (999_949, "1 MB"),
        (548_105_171, "548 MB"), (9_950_000, "10 MB"), (1_200_000_000, "1.2 GB"), (.max, "9223 PB"),
        (-1, "0 B"),
    ])
    func writesSizes(_ bytes: Int64, _ text: String) {
        #expect(Format.size(bytes) == text)
    }
}
