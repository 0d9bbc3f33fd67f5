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
        #expect(try #require(GlobPattern(pattern)).matches(path) == expected)
    }

    @Test(arguments: ["", "../x", "a/../b", "http://x/*", String(repeating: "a", count: 2000)])
    func refusesWhatNamesNothing(_ pattern: String) {
        #expect(GlobPattern(pattern) == nil)
    }
}
