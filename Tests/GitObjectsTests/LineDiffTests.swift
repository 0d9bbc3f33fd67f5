import GitObjects
import Testing

@Suite struct LineDiffTests {
    private static let text = (1...40).map { "line \($0)\n" }.joined()

    /// Pairs on which every diff of minimal length is the same, or all agree on where to put a change.
    static let pairs: [(String, String)] = [
        ("", "a\n"), ("a\n", ""), ("a\n", "a"), ("a", "a\n"), ("a", "b"), ("a\nb\nc\n", "a\nx\nc\n"),
        (text, text.replacing("line 20\n", with: "changed\n")), (text, text.replacing("line 1\n", with: "")),
        (text, text + "more\n"), (text, "first\n" + text),
        (text, text.replacing("line 5\n", with: "x\n").replacing("line 12\n", with: "y\n")),
        (text, text.replacing("line 5\n", with: "x\n").replacing("line 13\n", with: "y\n")),
        (text, text.replacing("line 5\n", with: "x\n").replacing("line 36\n", with: "")),
        ("func a() {\n  1\n  2\n  3\n  4\n  5\n}\n", "func a() {\n  1\n  2\n  3\n  4\n  6\n}\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n"), ("a\n\nb\n", "a\n\n\nb\n"), ("x\nx\nx\n", "x\nx\n"),
        ("f() {\n  a\n}\n\ng() {\n  b\n}\n", "f() {\n  a\n}\n\nh() {\n  c\n}\n\ng() {\n  b\n}\n"),
    ]

    @Test(arguments: pairs.indices, [3, 0, 1])
    func agreesWithGitDiff(index: Int, context: Int) throws {
        let (old, new) = Self.pairs[index]
        let repository = try GitRepository()
        try repository.write("x", old)
        try repository.run(["add", "x"])
        try repository.write("x", new)
        let expected = try repository.run([
            "diff", "--no-color", "--diff-algorithm=myers", "--no-indent-heuristic", "--abbrev=7",
            "-U\(context)",
        ]).text
        let (old8, new8) = (Array(old.utf8), Array(new.utf8))
        let change = TreeChange(
            path: "x", kind: .modified, old: .init(mode: .regular, id: .hash(.blob, old8)),
            new: .init(mode: .regular, id: .hash(.blob, new8)))
        #expect(UnifiedDiff.patch(for: change, old: old8, new: new8, context: context) == expected)
    }

    @Test func randomTextsApply() throws {
        let repository = try GitRepository()
        var random = SeededGenerator(seed: 11)
        for round in 0..<80 {
            let text = { (random: inout SeededGenerator) in
                let lines = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    "\(Int.random(in: 0...(round % 12 + 1), using: &random))"
                }
                return Array(lines.joined(separator: "\n").utf8)
                    + (Bool.random(using: &random) && !lines.isEmpty ? [10] : [])
            }
            let old = text(&random)
            let new = text(&random)
            if old == new { continue }
            let hunks = try #require(LineDiff.unified(old: old, new: new))
            let counts = try #require(LineDiff.counts(old: old, new: new))
            try repository.write("x", old)
            try repository.write("y", new)
            let common = commonLineCount(old, new)
            #expect(counts.deleted == lines(old).count - common)
            #expect(counts.added == lines(new).count - common)
            try repository.run(
                ["apply", "-"], input: Array(("--- a/x\n+++ b/x\n" + hunks).utf8))
            #expect(
                try repository.run(["hash-object", "x"]).text == repository.run(["hash-object", "y"]).text)
            // With some context, as git itself misplaces changes without any at the end of a file.
            let back = try #require(LineDiff.unified(old: old, new: new, context: 1))
            try repository.run(["apply", "-R", "-"], input: Array(("--- a/x\n+++ b/x\n" + back).utf8))
            #expect(try repository.line(["hash-object", "x"]) == ObjectID.hash(.blob, old).hex)
        }
    }

    private func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var rest = text[...]
        var lines: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    /// The length of the longest common subsequence, by the textbook.
    private func commonLineCount(_ old: [UInt8], _ new: [UInt8]) -> Int {
        let newLines = lines(new)
        var row = [Int](repeating: 0, count: newLines.count + 1)
        for line in lines(old) {
            var diagonal = 0
            for (index, other) in newLines.enumerated() {
                let above = row[index + 1]
                row[index + 1] = line == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[newLines.count]
    }

    @Test func wholePatchesAgreeWithGit() throws {
        let repository = try GitRepository()
        let names = [
            "plain", "with space", "tab\there", "quote\"d", "back\\slash", "é", "gone", "moved", "mode",
            "both", "link", "bin",
            "sub/dir/file", "empty",
        ]
        var old: [String: (FileMode, String)] = [:]
        for name in names { old[name] = (.regular, "one\ntwo \(name)\nthree\n") }
        var new = old.mapValues { ($0.0, $0.1.replacing("one", with: "uno")) }
        new["gone"] = nil
        new["moved"] = nil
        new["moved here"] = old["moved"]
        new["mode"] = (.executable, try #require(old["mode"]).1)
        new["both"] = (.executable, "other\n")
        new["link"] = (.symlink, "target")
        new["bin"] = (.regular, "a\0b")
        new["new\u{1}"] = (.executable, "hello")
        old["empty"] = nil
        new["empty"] = (.regular, "")
        var contents: [ObjectID: [UInt8]] = [:]
        let commits = try [old, new].map { files in
            try repository.run(["read-tree", "--empty"])
            for (name, (mode, text)) in files {
                let id = try repository.line(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
                contents[try #require(ObjectID(hex: id))] = Array(text.utf8)
                try repository.run(["update-index", "--add", "--cacheinfo", mode.octal, id, name])
            }
            return try #require(ObjectID(hex: try repository.line(["write-tree"])))
        }
        let loader = TreeLoader(repository)
        let changes = try TreeDiff.changes(from: commits[0], to: commits[1], load: loader.load)
        let patch = RenameDetection.exact(in: changes).map { change in
            UnifiedDiff.patch(
                for: change, old: change.old.flatMap { contents[$0.id] },
                new: change.new.flatMap { contents[$0.id] })
        }.joined()
        let expected = try repository.run([
            "diff-tree", "-r", "-p", "-M100%", "--no-color", "--abbrev=7", commits[0].hex, commits[1].hex,
        ]).text
        #expect(patch == expected)
        // Without the binary file, git can apply it.
        let textual = changes.filter { $0.path != "bin" }.map { change in
            UnifiedDiff.patch(
                for: change, old: change.old.flatMap { contents[$0.id] },
                new: change.new.flatMap { contents[$0.id] })
        }.joined()
        try repository.run(["read-tree", commits[0].hex])
        try repository.run(["apply", "--cached", "-"], input: Array(textual.utf8))
        let binary = try #require(changes.first { $0.path == "bin" }?.new)
        try repository.run(["update-index", "--cacheinfo", binary.mode.octal, binary.id.hex, "bin"])
        #expect(try repository.line(["write-tree"]) == commits[1].hex)
    }

    @Test func submodules() {
        let side = { (id: ObjectID) in TreeChange.Side(mode: .submodule, id: id) }
        let change = TreeChange(path: "s", kind: .modified, old: side(.zero), new: side(.emptyTree))
        let patch = UnifiedDiff.patch(for: change, old: nil, new: nil)
        #expect(
            patch.hasSuffix("-Subproject commit \(ObjectID.zero)\n+Subproject commit \(ObjectID.emptyTree)\n")
        )
        #expect(patch.contains("index 0000000..4b825dc 160000\n"))
    }

    @Test(.timeLimit(.minutes(20))) func bounds() throws {
        #expect(LineDiff.unified(old: [0], new: []) == nil)
        #expect(LineDiff.unified(old: [], new: [UInt8](repeating: 10, count: (4 << 20) + 1)) == nil)
        #expect(LineDiff.unified(old: [65], new: [65]) == "")
        #expect(LineDiff.unified(old: [65], new: [66], context: .max) != nil)
        // The same lines in another order are the worst case.
        var random = SeededGenerator(seed: 12)
        let lines = (0..<20_000).map { "\($0)\n" }
        let old = Array(lines.shuffled(using: &random).joined().utf8)
        let new = Array(lines.shuffled(using: &random).joined().utf8)
        let counts = try #require(LineDiff.counts(old: old, new: new))
        #expect(counts.added == counts.deleted)
        let repository = try GitRepository()
        try repository.write("x", old)
        let hunks = try #require(LineDiff.unified(old: old, new: new))
        try repository.run(["apply", "-"], input: Array(("--- a/x\n+++ b/x\n" + hunks).utf8))
        #expect(try repository.line(["hash-object", "x"]) == ObjectID.hash(.blob, new).hex)
    }
}
