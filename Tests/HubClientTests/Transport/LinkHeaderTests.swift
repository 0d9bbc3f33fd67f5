import Testing

@testable import HubClient

@Suite struct LinkHeaderTests {
    @Test(arguments: [
        (["<http://a/b?c=1>; rel=\"next\""], "http://a/b?c=1"),
        (["<http://a/b?c=1,2;3>; rel=\"next\""], "http://a/b?c=1,2;3"),
        (["<http://a/p>; rel=\"prev\", <http://a/n>; rel=\"next\""], "http://a/n"),
        (["<http://a/n>;rel=next"], "http://a/n"),
        (["<http://a/n>  ;  REL = NEXT ; title=x"], "http://a/n"),
        (["<http://a/n>; title=\"a, b; rel=\\\"prev\\\"\"; rel=\"last next\""], "http://a/n"),
        (["<http://a/p>; rel=prev", "</n?x>; rel=next"], "/n?x"),
        (["<http://a/n>; rel=prev; rel=next"], nil),
        (["<http://a/n>; rel=nextish"], nil),
        (["<http://a/n>; rev=next"], nil),
        (["<http://a/n>"], nil),
        (["http://a/n; rel=next"], nil),
        (["<http://a/n; rel=next"], nil),
        (["<http://a/1>; rel=first,, <http://a/2>; flag; rel=next,"], "http://a/2"),
        (["<http://a/1> junk; rel=next, <http://a/2>; rel=next"], "http://a/2"),
        (["<>; rel=next"], ""),
        ([], nil),
    ])
    func findsTheNextPage(values: [String], expected: String?) {
        #expect(LinkHeader(values).target(of: "next") == expected)
    }
}
