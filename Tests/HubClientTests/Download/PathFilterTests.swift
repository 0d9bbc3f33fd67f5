import Testing

@testable import HubClient

/// Patterns, compared with what Python's `filter_repo_objects` (huggingface_hub 2.4.0, Python 3.11) lets through.
@Suite struct PathFilterTests {
    static let paths = [
        "config.json",
        "a.bin",
        "A.bin",
        "dir/a.bin",
        "dir/sub/b.json",
        ".hidden",
        "dir/.x",
        "a-b",
        "a]b",
        "[x]",
        "a[1].txt",
        "a!b",
        "z",
        "x\ny",
        "weird\\name",
        "\u{e9}.txt",
        "e\u{301}.txt",
        "\u{1f600}.bin",
        "a^b",
        "a&b",
        "model-00001-of-00002.safetensors",
        "logs/",
        "-",
        "^",
        "!",
        "]",
        "\\",
        "b",
        "c",
    ]

    /// For each pattern, the numbers of the paths above that it matches.
    static let table: [(pattern: String, matches: [Int])] = [
        (
            "*",
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28]
        ),
        ("*.json", [0, 4]),
        ("*.bin", [1, 2, 3, 17]),
        ("dir/", [3, 4, 6]),
        ("dir/*", [3, 4, 6]),
        ("dir", []),
        ("dir/**", [3, 4, 6]),
        ("**/*.json", [4]),
        ("?", [12, 22, 23, 24, 25, 26, 27, 28]),
        ("??", []),
        ("a?b", [7, 8, 11, 18, 19]),
        ("[a-c]", [27, 28]),
        ("[!a-c]", [12, 22, 23, 24, 25, 26]),
        ("[c-a]", []),
        ("[!c-a]", [12, 22, 23, 24, 25, 26, 27, 28]),
        ("[a-]", [22]),
        ("[-a]", [22]),
        ("[]]", [25]),
        ("[!]]", [12, 22, 23, 24, 26, 27, 28]),
        ("[]a]", [25]),
        ("a[]b", []),
        ("[", []),
        ("[]", []),
        ("[!]", []),
        ("[!", []),
        ("[a", []),
        ("a[1].txt", []),
        ("a[[]1].txt", [10]),
        ("[[]x]", [9]),
        ("[^a]", [23]),
        ("a[!x]b", [7, 8, 11, 18, 19]),
        ("[a-c-z]", [12, 22, 27, 28]),
        ("[a-b-c]", [22, 27, 28]),
        ("[--^]", [22, 23, 25, 26]),
        ("[!!]", [12, 22, 23, 25, 26, 27, 28]),
        ("*a*b*", [1, 3, 7, 8, 11, 18, 19]),
        ("*.BIN", []),
        ("*.[bj]*", [0, 1, 2, 3, 4, 17]),
        ("x?y", [13]),
        ("weird\\name", [14]),
        ("weird/name", [14]),
        ("dir\\", [3, 4, 6]),
        ("\u{e9}.txt", [15]),
        ("?.txt", [15]),
        ("??.txt", [16]),
        ("[\u{e9}].txt", [15]),
        ("*[0-9].safetensors", [20]),
        ("*-of-*", [20]),
        ("", []),
        (
            "**",
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28]
        ),
        ("*/", [3, 4, 6, 14, 21, 26]),
        ("model-?????-of-*", [20]),
        ("[&~|b]", [27]),
        ("a[&]b", [19]),
        ("[\\\\]", [26]),
        ("[+--]", [22]),
        ("[z-a-c]", [22, 28]),
        ("[xz-ay]", []),
        ("!", [24]),
        ("^", [23]),
        ("[]-a]", [23, 25]),
    ]

    @Test(arguments: table) func allowed(pattern: String, matches: [Int]) {
        let allowing = PathFilter(allow: [pattern], ignore: nil)
        let ignoring = PathFilter(allow: nil, ignore: [pattern])
        for (number, path) in Self.paths.enumerated() {
            #expect(allowing.passes(path) == matches.contains(number), "\(pattern) and \(path)")
            #expect(ignoring.passes(path) != matches.contains(number), "\(pattern) and \(path)")
        }
    }

    @Test(
        arguments: [
            (
                nil, nil,
                [
                    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                    27, 28,
                ]
            ),
            ([], nil, []),
            (
                nil, [],
                [
                    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                    27, 28,
                ]
            ),
            (["*.json"], ["dir/"], [0]),
            (["dir/", "*.bin"], ["*/sub/*"], [1, 2, 3, 6, 17]),
            (["*"], ["*"], []),
            (["a*", "b*"], ["*b", "c"], [1, 10]),
        ] as [([String]?, [String]?, [Int])])
    func allowThenIgnore(allow: [String]?, ignore: [String]?, passing: [Int]) {
        let filter = PathFilter(allow: allow, ignore: ignore)
        #expect(Self.paths.indices.filter { filter.passes(Self.paths[$0]) } == passing)
    }

    /// Each `*` that could match more makes a naive matcher try again: this one would never end.
    @Test func manyStars() {
        let pattern = GlobPattern(String(repeating: "*a", count: 40) + "*b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
