import GitObjects
import Testing

@Suite struct TreeEditorTests {
    @Test func randomEditsAgreeWithWriteTree() throws {
        let repository = try GitRepository()
        let loader = TreeLoader(repository)
        var random = SeededGenerator(seed: 10)
        for round in 0..<25 {
            var files = IndexSamples.index(&random, count: round * 3)
            let base = try IndexSamples.write(files, repository)
            var editor = try TreeEditor(root: round == 0 ? nil : base, load: loader.load)
            for _ in 0..<25 {
                let path = IndexSamples.path(&random)
                let below = files.keys.filter { $0.hasPrefix(path + "/") }
                switch Int.random(in: 0...5, using: &random) {
                case 0...2:
                    let side = IndexSamples.side(&random)
                    try editor.set(path, mode: side.mode, id: side.id)
                    for key in files.keys where key.hasPrefix(path + "/") || path.hasPrefix(key + "/") {
                        files[key] = nil
                    }
                    files[path] = side
                case 3:
                    #expect(try editor.removeDirectory(path) == !below.isEmpty)
                    for key in below { files[key] = nil }
                default:
                    let existing = files.keys.sorted().randomElement(using: &random) ?? path
                    #expect(try editor.remove(existing) == (files[existing] != nil))
                    files[existing] = nil
                }
                let entry = try editor.entry(at: path)
                #expect(
                    entry?.mode
                        == (files[path]?.mode
                            ?? (files.keys.contains { $0.hasPrefix(path + "/") } ? .directory : nil)))
                if Int.random(in: 0...4, using: &random) == 0 { _ = try editor.write() }
            }
            let expected = try IndexSamples.write(files, repository)
            let written = try editor.write()
            #expect(written.root == expected)
            #expect(try editor.write().newTrees.map(\.id) == written.newTrees.map(\.id))
            for (id, bytes) in written.newTrees {
                #expect(ObjectID.hash(.tree, bytes) == id)
                #expect(try repository.run(["cat-file", "tree", id.hex]).output == bytes)
            }
            for path in ["a", "b", "a/a", "a.b"] {
                let line = try repository.run(["ls-tree", expected.hex, path]).text
                #expect(
                    try editor.entry(at: path).map { "\($0.id)" }
                        == line.split(whereSeparator: \.isWhitespace).dropFirst(2).first.map(String.init))
            }
        }
    }

    @Test func loadsAndReportsOnlyWhatIsTouched() throws {
        let repository = try GitRepository()
        let loader = TreeLoader(repository)
        let side = TreeChange.Side(mode: .regular, id: .emptyBlob)
        let files = ["a/x", "b/y", "b/c/z", "d"].reduce(into: [String: TreeChange.Side]()) { $0[$1] = side }
        let root = try IndexSamples.write(files, repository)
        var editor = try TreeEditor(root: root, load: loader.load)
        #expect(try editor.write().root == root)
        #expect(try editor.write().newTrees.isEmpty)
        #expect(try editor.entry(at: "a")?.mode == .directory)
        #expect(loader.asked == [root])
        try editor.set("b/new", mode: .regular, id: .emptyBlob)
        #expect(loader.asked.count == 2)
        #expect(try editor.write().newTrees.count == 2)
        #expect(try editor.remove("b/new"))
        let undone = try editor.write()
        #expect(undone.root == root)
        #expect(undone.newTrees.isEmpty)
        #expect(try !editor.remove("b"))
        #expect(try !editor.removeDirectory("d"))
        #expect(try !editor.remove("d/e"))
        #expect(try editor.entry(at: "d/e") == nil)
        // A whole directory moves with one entry.
        let directory = try #require(try editor.entry(at: "b"))
        #expect(try editor.removeDirectory("b"))
        try editor.set("q/r", mode: .directory, id: directory.id)
        #expect(try editor.entry(at: "q/r/c/z")?.id == .emptyBlob)
        for path in ["a", "q"] { #expect(try editor.removeDirectory(path)) }
        #expect(try editor.remove("d"))
        #expect(try editor.write().root == .emptyTree)
        #expect(try editor.write().newTrees.map(\.id) == [.emptyTree])
    }

    @Test(arguments: ["", "/", "a/", "/a", "a//b", "a/../b", ".git/x", "a/.GIT", "a\0"])
    func refusesPaths(path: String) throws {
        var editor = try TreeEditor(root: nil) { _ in Tree.empty }
        #expect(throws: GitError.self) { try editor.set(path, mode: .regular, id: .zero) }
        #expect(throws: GitError.self) { try editor.remove(path) }
        #expect(try editor.write().root == .emptyTree)
    }

    @Test(.timeLimit(.minutes(20))) func manyChangesInABigTree() throws {
        let entries = (0..<10_000).map { TreeEntry(mode: .regular, name: "file-\($0).bin", id: .emptyBlob) }
        let tree = try Tree(entries)
        var editor = try TreeEditor(root: tree.id) { _ in tree }
        for index in 0..<1000 {
            try editor.set("file-\(index * 7).bin", mode: .executable, id: .emptyBlob)
            try editor.set("new-\(index).bin", mode: .regular, id: .emptyBlob)
        }
        let written = try editor.write()
        let result = try Tree(parsing: try #require(written.newTrees.first).bytes)
        #expect(result.entries.count == 11_000)
        #expect(result.entries.count { $0.mode == .executable } == 1000)
    }

    @Test func deepPaths() throws {
        let path = Array(repeating: "d", count: 2000).joined(separator: "/")
        var editor = try TreeEditor(root: nil) { _ in Tree.empty }
        try editor.set(path, mode: .regular, id: .emptyBlob)
        #expect(try editor.write().newTrees.count == 2000)
        #expect(try editor.remove(path))
        #expect(try editor.write().root == .emptyTree)
        #expect(throws: GitError.self) { try editor.set(path + path + path, mode: .regular, id: .emptyBlob) }
    }
}
