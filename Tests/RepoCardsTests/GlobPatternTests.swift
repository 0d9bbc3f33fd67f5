import Testing

@testable import RepoCards

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*.csv", "a.csv", true), ("*.csv", "d/a.csv", false), ("*.csv", ".a.csv", false), (".*", ".a.csv", true),
        ("**/*.csv", "a.csv", true), ("**/*.csv", "d/e/a.csv", true), ("d/**", "d/e/a.csv", true),
        ("d/**", "e/a.csv", false), ("**", "x/y/z", true), ("**/d/*", "a/d/x", true), ("**/d/*", "d/x/y", false),
        ("a?c", "abc", true), ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
        ("[!a-c]x", "dx", true), ("[]]x", "]x", true), ("[ab", "[ab", true), ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false), ("./a.csv", "a.csv", true), ("a.csv", "a.csv", true), ("*", "", false),
        ("data/train-[0-9][0-9]-of-*", "data/train-01-of-02", true), ("__x/*", "__x/y", true), ("*/*", "__x/y", false),
    ])
    func matchesLikeAShell(_ pattern: String, _ path: String, _ expected: Bool) throws {
        var steps = 10_000
        #expect(try #require(GlobPattern(pattern)).matches(path, steps: &steps) == expected)
        #expect((9_000..<10_000).contains(steps))
    }

    /// Each of them tries every place of the path again.
    @Test(arguments: ["**/*\(many)[b]", "*\(many)?[b]/*", "**/*\(many)b/*"])
    func givesUpWhatTakesLong(_ pattern: String) throws {
        let glob = try #require(GlobPattern(pattern))
        let path = String(repeating: "a", count: 250) + "/" + String(repeating: "a", count: 250)
        var steps = 2_000
        #expect(!glob.matches(path, steps: &steps) && steps <= 0 && steps > -1_000)
        // What would match, too.
        let end = try #require(GlobPattern("**/*a"))
        var few = 300
        #expect(!end.matches(path, steps: &few) && few <= 0)
        var enough = 10_000
        #expect(end.matches(path, steps: &enough) && enough > 0)
    }

    private static let many = String(repeating: "a", count: 127)

    @Test func theEndIsLookedAtFirst() throws {
        let glob = try #require(GlobPattern("**/*\(Self.many)b"))
        var steps = 100
        #expect(!glob.matches(String(repeating: "a", count: 250), steps: &steps) && steps > 90)
    }

    @Test(arguments: ["", "../x", "a/../b", "http://x/*", String(repeating: "a", count: 2000)])
    func refusesWhatNamesNothing(_ pattern: String) {
        #expect(GlobPattern(pattern) == nil)
    }
}
