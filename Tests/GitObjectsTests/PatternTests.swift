import GitObjects
import Testing

/// Random patterns and paths over a small alphabet, so that they meet often.
enum PatternSamples {
    static let handmade = [
        "*", "**", "/*", "/**", "**/", "*/", "a", "/a", "a/", "/a/", "a/b", "/a/b", "a/b/", "**/b", "a/**",
        "a/**/b",
        "**/a/**", "a/*/b", "*/b", "a/**b", "a**/b", "a**b", "a*/b", "*.b", "a.*", "?", "a?", "??", "[ab]",
        "[!a]",
        "[^a]", "[a-c]*", "[]a]", "[a-]", "[!]a]", "[", "[a", "a[", "[[:alpha:]]", "[[:digit:]]*",
        "[[:nope:]]",
        "[[:alpha:]", "[[:]", "[\\]]", "[a\\-c]", "\\a", "\\*", "a\\", "*\\", "\\#a", "\\!a", "#a", "a#",
        "***", "a***",
        "***/b", "a/***/b", "/**/b", "**/**/b", "**/*", "*/**", "a/?", "a/[ab]", "a[/]b", "a?b", "a/b/**/c",
        "**/a/b",
        "a//b", "//", "/", "*a*b*", "*/*/*", "**/c/**/a", "?*", "*?", "[[:upper:]]", "[a-b-c]", "[c-a]",
        "a\\/b",
        "**\\/b", "a/**\\/b", "[[:alpha:]0-9]", "*[a-b]", "b/[!b]", "a*c", ".*", "a.b", "*.a.b",
        "[[:punct:]]*", "a b",
        "[\\", "[a-", "[a-\\", "[!", "[[:", "[[:alpha", "é", "*é", "[[:space:]]",
    ]

    static func pattern(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "b", "c", "/", "/", "*", "**", "?", "**/", "/**", "[ab]", "[!a]", ".", "a", "b", "[^b-c]",
            "\\b", "[/a]",
        ]
        return (0..<Int.random(in: 1...6, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? "a"
        }.joined()
    }

    static func path(_ random: inout SeededGenerator) -> String {
        let names = [
            "a", "b", "c", "ab", "ba", "abc", "a.b", "aa", ".a", "bc", "A", "a1", "#a", "!a", "a b", "aé",
        ]
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in
            names.randomElement(using: &random) ?? "a"
        }.joined(separator: "/")
    }
}

@Suite struct WildMatchTests {
    @Test(arguments: [
        ("**/foo", "foo", true), ("**/foo", "a/b/foo", true), ("*/foo", "a/b/foo", false),
        ("foo/**", "foo", false),
        ("a[!b]c", "a/c", false), ("[[:xdigit:]]", "f", true), ("", "", true), ("", "a", false),
        ("*", "", true),
        ("*.[ch]", "x.c", true), ("a/**/b/**/c", "a/x/b/y/z/c", true), ("a/**/b/*/c", "a/b/b/b/x/c", true),
    ])
    func examples(pattern: String, text: String, expected: Bool) throws {
        let wild = try #require(WildMatch(pattern, separatesDirectories: true))
        #expect(wild.matches(text) == expected)
    }

    @Test func slashesAreOrdinaryWithoutDirectories() throws {
        let wild = try #require(WildMatch("a*c?[/]", separatesDirectories: false))
        #expect(wild.matches("a/b/c//"))
    }

    @Test(.timeLimit(.minutes(20)), arguments: ["*a", "**/a*", "*/a", "**/a/", "a*?"])
    func hostilePatternsTakeLittleTime(piece: String) throws {
        let pattern = String(repeating: piece, count: 200) + "x"
        let wild = try #require(WildMatch(pattern, separatesDirectories: true))
        #expect(!wild.matches(String(repeating: "a", count: 4000)))
        #expect(!wild.matches(String(repeating: "a/", count: 2000)))
    }
}

@Suite struct GitIgnoreTests {
    /// Compares with `git check-ignore` on files and directories that exist.
    private func compare(
        _ files: [(directory: String, text: String)], paths: [String], _ repository: GitRepository
    ) throws {
        for (directory, text) in files { try repository.write(directory + "/.gitignore", text) }
        let ignore = GitIgnore(files.map { ($0.directory, GitIgnore.File(parsing: $0.text)) })
        var asked: Set<String> = []
        for path in paths {
            var prefix = ""
            for part in path.split(separator: "/") {
                prefix += prefix.isEmpty ? String(part) : "/" + part
                asked.insert(prefix)
            }
        }
        let leaves = Set(paths)
        let directories = Set(asked.filter { path in asked.contains { $0.hasPrefix(path + "/") } })
        for path in leaves.subtracting(directories) { try repository.write(path, "") }
        let input = asked.sorted().map { $0 + "\0" }.joined()
        let result = try repository.run(
            ["check-ignore", "--stdin", "-z", "--no-index"], input: Array(input.utf8), allowing: [0, 1])
        let expected = Set(result.fields)
        for path in asked {
            let ignored = ignore.isIgnored(path, isDirectory: directories.contains(path))
            #expect(ignored == expected.contains(path), "\(path) with \(files)")
        }
    }

    private func paths(_ seed: UInt64, _ count: Int) -> [String] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in PatternSamples.path(&random) }
    }

    @Test func handmadePatternsOneByOne() throws {
        let repository = try GitRepository()
        let paths = paths(1, 60)
        for pattern in PatternSamples.handmade {
            try compare([("", pattern + "\n")], paths: paths, repository)
        }
    }

    @Test func lines() throws {
        let repository = try GitRepository()
        let paths = [
            "a", "b", "a b", "#a", "!a", "a1/a", "a1/b", "aa/a", "aa/b", "c/a/b", "a \\", "c/ab", "bc/b",
        ]
        let texts = [
            "a   \nb\t\n", "a\\ b\n#a\n", "\\#a\n\\!a\n", "a1/\n!a1/a\n", "a1/*\n!a1/a\n", "*\n!a\n!*/\n",
            "\u{feff}a\r\nb\r\n", "\n\n   \n!\nb", "*\n!/aa\n!/aa/b\naa/a", "a\\\\ \n", "**/b\n!c/**\n",
            "/*\n!/c\n/c/*\n!/c/a",
            "aa/**\n!aa/b\n", "bc\n!bc/b\n", "a\\   \n", "a b\\ \n",
        ]
        for text in texts { try compare([("", text)], paths: paths, repository) }
    }

    @Test func randomPatternsOnSeveralLevels() throws {
        let repository = try GitRepository()
        var random = SeededGenerator(seed: 3)
        let paths = paths(4, 80) + ["a/b/c/a", "a/b/x", "b/a/a", "a/x"]
        for _ in 0..<150 {
            let files = ["", "a", "a/b", "b"].map { directory in
                let text = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    (Int.random(in: 0...2, using: &random) == 0 ? "!" : "") + PatternSamples.pattern(&random)
                        + "\n"
                }.joined()
                return (directory: directory, text: text)
            }
            // The names of directories must not be those of files.
            let usable = paths.filter { $0 != "a" && $0 != "b" && $0 != "a/b" }
            try compare(files, paths: usable, repository)
        }
    }
}

@Suite struct GitAttributesTests {
    private func compare(
        _ files: [(directory: String, text: String)], paths: [String], attributes: [String],
        _ repository: GitRepository
    ) throws {
        for (directory, text) in files { try repository.write(directory + "/.gitattributes", text) }
        let mine = GitAttributes(files.map { ($0.directory, GitAttributes.File(parsing: $0.text)) })
        let input = paths.map { $0 + "\0" }.joined()
        let fields = try repository.run(
            ["check-attr", "--stdin", "-z"] + attributes, input: Array(input.utf8)
        ).fields
        try #require(fields.count == paths.count * attributes.count * 3)
        for index in stride(from: 0, to: fields.count, by: 3) {
            let value = mine.value(of: fields[index + 1], for: fields[index])
            let text =
                switch value {
                case .set: "set"
                case .unset: "unset"
                case .unspecified: "unspecified"
                case .value(let text): text
                }
            #expect(text == fields[index + 2], "\(fields[index + 1]) of \(fields[index]) with \(files)")
            #expect((mine.values(for: fields[index])[fields[index + 1]] ?? .unspecified) == value)
        }
    }

    private func paths(_ seed: UInt64, _ count: Int) -> [String] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in PatternSamples.path(&random) }
    }

    @Test func handmadePatternsOneByOne() throws {
        let repository = try GitRepository()
        let paths = paths(5, 80) + ["x/a b", "\t", "é"]
        for pattern in PatternSamples.handmade where !pattern.hasPrefix("#") {
            try compare([("", "\(pattern) t\n")], paths: paths, attributes: ["t"], repository)
        }
    }

    @Test func lines() throws {
        let repository = try GitRepository()
        let texts = [
            "* text=auto\n*.b binary\n", "*.b filter=lfs diff=lfs merge=lfs -text\n", "a -text\na !text\n",
            "a text -text text=x\n", "[attr]m text=1 diff -merge\na m\nb -m\nc m text=2\nab text=3 m\n",
            "[attr]binary text\na binary\n", "[attr]x y\n[attr]y x text\na x\n",
            "a m\n[attr]m n\n[attr]n text=deep\n",
            "!a text\n\\!a text=1\n", "\"a b\" text\n\"a\\303\\251\" text=1\n\"b text\n",
            "a/ text\na/b/ text\n",
            "a text bad=( -@x\nb text= diff==\n", "  a \t text\r\n# b text\n#a text\n\\#a text=1\n",
            "\u{feff}a text\n", "a text\n" + String(repeating: "x", count: 3000) + " text\nb -text",
            "a -text=5 !diff=3\n", "a text\nb --text\n", "[attr] text\n[attr]-x text\n[attr]m\na m\n",
            "a -binary\nb !binary\nc binary=5\n", "* m\n[attr]m text=1\n[attr]m text=2\na -m\n",
        ]
        let paths = paths(6, 60) + ["a", "b", "c", "a b", "aé", "!a", "#a", "ab"]
        let attributes = ["text", "diff", "merge", "filter", "binary", "m", "x", "unknown"]
        for text in texts { try compare([("", text)], paths: paths, attributes: attributes, repository) }
    }

    @Test func randomPatternsOnSeveralLevels() throws {
        let repository = try GitRepository()
        var random = SeededGenerator(seed: 7)
        let paths = paths(8, 150)
        let states = ["t", "-t", "!t", "t=1", "t=2", "m", "-m", "u", "t=3 m", "-u m", "!m"]
        for _ in 0..<150 {
            let files = ["", "a", "a/b", "b"].map { directory in
                let macro = Int.random(in: 0...2, using: &random) == 0 ? "[attr]m t=macro -u\n" : ""
                let text = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    "\(PatternSamples.pattern(&random)) \(states.randomElement(using: &random) ?? "t")\n"
                }.joined()
                return (directory: directory, text: text + macro)
            }
            try compare(files, paths: paths, attributes: ["t", "u", "m"], repository)
        }
    }

    @Test(.timeLimit(.minutes(20))) func manyPathsAndDeepMacros() {
        let rules = (0..<60).map { "*.ext\($0) filter=lfs diff=lfs merge=lfs -text\n" }.joined()
        let attributes = GitAttributes([("", GitAttributes.File(parsing: rules))])
        for index in 0..<5000 {
            let isLFS =
                attributes.value(of: "filter", for: "data/train/\(index).ext\(index % 100)") == .value("lfs")
            #expect(isLFS == (index % 100 < 60))
        }
        let chain = (0..<20_000).map { "[attr]m\($0) m\($0 + 1)\n" }.joined() + "* m0\n"
        let deep = GitAttributes([("", GitAttributes.File(parsing: chain))])
        #expect(deep.value(of: "m20000", for: "x") == .set)
    }
}
