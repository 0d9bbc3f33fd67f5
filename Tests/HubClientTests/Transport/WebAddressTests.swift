import Testing

@testable import HubClient

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("https://hub.example/a/b?c=d", "https://hub.example/a/b?c=d"),
        ("HTTP://HUB.example:8080", "http://hub.example:8080"),
        ("http://hub.example/a#part", "http://hub.example/a"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://user:secret@hub.example/x", "http://hub.example/x"),
        ("http://hub.example?x=1", "http://hub.example?x=1"),
        ("http://hub.example/a b[c]^|\"é%2F%zz", "http://hub.example/a%20b%5Bc%5D%5E%7C%22%C3%A9%2F%25zz"),
    ])
    func readsAddresses(text: String, expected: String) {
        #expect(WebAddress(text)?.description == expected)
    }

    @Test(arguments: [
        "", "hub.example", "/a", "ftp://hub.example", "http:", "http://", "http:///a", "http://a b/", "http://a:0/",
        "http://a:65536/", "http://a:b/", "http://[::1", "http://evil.example\\@hub.example/", "http://a%20b/",
    ])
    func refusesOthers(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test(arguments: [
        ("http://a", "http://a:80", true), ("https://a/x", "https://A:443/y?z", true), ("http://a", "https://a", false),
        ("http://a:80", "http://a:81", false), ("http://a", "http://a.b", false), ("https://a:80", "http://a", false),
    ])
    func comparesOrigins(left: String, right: String, isSame: Bool) {
        #expect((WebAddress(left)?.origin == WebAddress(right)?.origin) == isSame)
    }

    /// The examples of RFC 3986 § 5.4, and what hubs really send.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
        ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("g;x=1/../y", "http://a/b/c/y"), ("http://x:81/y", "http://x:81/y"),
        ("/a b/[c]^|d", "http://a/a%20b/%5Bc%5D%5E%7Cd"), ("g:h", nil), ("mailto:x@y", nil),
        ("x/y:z", "http://a/b/c/x/y:z"),
    ])
    func resolvesReferences(reference: String, expected: String?) throws {
        let base = try #require(WebAddress("http://a/b/c/d;p?q"))
        #expect(base.resolving(reference)?.description == expected)
    }

    @Test func appendsPathsToEndpointsWithPaths() throws {
        let base = try #require(WebAddress("http://a:1/hub/"))
        #expect(base.appending("/api/x?y=1").description == "http://a:1/hub/api/x?y=1")
    }
}

@Suite struct PercentEncodingTests {
    @Test func encodesSegmentsWhole() {
        #expect(PercentEncoding.segment("refs/pr/1") == "refs%2Fpr%2F1")
        #expect(PercentEncoding.segment("a b?c#d%é~-._") == "a%20b%3Fc%23d%25%C3%A9~-._")
    }

    @Test func keepsTheSlashesOfPaths() {
        #expect(PercentEncoding.path("a b/c#[d]^|.txt") == "a%20b/c%23%5Bd%5D%5E%7C.txt")
    }

    @Test func encodesQueries() {
        #expect(PercentEncoding.query([("a b", "1&2=3"), ("c", "+")]) == "a%20b=1%262%3D3&c=%2B")
        #expect(PercentEncoding.query([]) == nil)
    }

    @Test(arguments: [("a%20b", "a b"), ("%C3%A9", "é"), ("%", nil), ("%4", nil), ("%zz", nil), ("%FF", nil)])
    func decodes(text: String, expected: String?) {
        #expect(PercentEncoding.decoded(text) == expected)
    }
}
