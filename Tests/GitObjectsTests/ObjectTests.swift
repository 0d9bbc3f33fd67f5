import GitObjects
import Testing

@Suite struct ObjectTests {
    @Test func hexAndBytes() throws {
        let hex = "0123456789abcdef0123456789ABCDEF01234567"
        let id = try #require(ObjectID(hex: hex))
        #expect(id.hex == hex.lowercased())
        #expect("\(id)" == id.hex)
        #expect(ObjectID(bytes: id.bytes) == id)
        #expect(id.bytes.prefix(3) == [1, 0x23, 0x45])
        #expect(ObjectID(hex: hex.dropLast()) == nil)
        #expect(ObjectID(hex: hex + "0") == nil)
        #expect(ObjectID(hex: hex.dropLast() + "g") == nil)
        #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 19)) == nil)
        #expect(ObjectID.zero < id)
        #expect(ObjectID.emptyTree == Tree.empty.id)
        #expect(ObjectID.emptyTree.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
        #expect(ObjectID.emptyBlob == ObjectID.hash(.blob, []))
    }

    @Test func orderIsThatOfBytes() {
        var random = SeededGenerator(seed: 1)
        let ids = (0..<200).compactMap { _ in
            ObjectID(bytes: (0..<20).map { _ in UInt8.random(in: 0...1, using: &random) })
        }
        #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
    }

    @Test(arguments: [0, 1, 63, 64, 100_000])
    func blobIDs(size: Int) throws {
        let repository = try GitRepository()
        var random = SeededGenerator(seed: UInt64(size))
        let content = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        let expected = try repository.line(["hash-object", "--stdin"], input: content)
        #expect(ObjectID.hash(.blob, content).hex == expected)
        var hasher = ObjectHasher(kind: .blob, size: Int64(size))
        for start in stride(from: 0, to: size, by: 7001) {
            hasher.update(Array(content[start..<min(size, start + 7001)]))
        }
        #expect(hasher.finalize().hex == expected)
        #expect(hasher.count == Int64(size))
    }

    @Test func modes() {
        #expect(FileMode(tolerating: 0o100664) == .regular)
        #expect(FileMode(tolerating: 0o100775) == .executable)
        #expect(FileMode(tolerating: 0o040755) == .directory)
        #expect(FileMode(tolerating: 0o010644) == nil)
        #expect(FileMode.directory.octal == "40000")
        #expect(FileMode.directory.paddedOctal == "040000")
        #expect(FileMode.executable.paddedOctal == "100755")
    }
}

@Suite struct TreeTests {
    @Test func agreesWithMktree() throws {
        let repository = try GitRepository()
        let names = [
            "a", "a.b", "a-b", "a0", "b", "B", "é", "e\u{301}", "z z", "ab", ".gitattributes", "foo.txt",
            "foo",
            "..a", "...", ".gi", ".gitx", "\u{1F600}",
        ]
        var random = SeededGenerator(seed: 2)
        for _ in 0..<10 {
            let entries = names.shuffled(using: &random).prefix(12).map { name in
                TreeEntry(
                    mode: FileMode.allCases.randomElement(using: &random) ?? .regular, name: name,
                    id: ObjectID.hash(.blob, Array(name.utf8)))
            }
            let tree = try Tree(entries)
            let input = entries.map {
                "\($0.mode.paddedOctal) \($0.mode.objectKind.rawValue) \($0.id)\t\($0.name)\0"
            }.joined()
            let id = try repository.line(["mktree", "--missing", "-z"], input: Array(input.utf8))
            #expect(tree.id.hex == id)
            let bytes = try repository.run(["cat-file", "tree", id]).output
            #expect(tree.serialized() == bytes)
            let parsed = try Tree(parsing: bytes)
            #expect(parsed == tree)
            for entry in entries { #expect(parsed.entry(named: entry.name) == entry) }
            #expect(parsed.entry(named: "missing") == nil)
        }
    }

    @Test(arguments: ["", ".", "..", ".git", ".GIT", ".gIt", "a/b", "/", "a\0b"])
    func refusesNames(name: String) {
        #expect(!TreeEntry.isValidName(name))
        #expect(throws: GitError.self) { try Tree([TreeEntry(mode: .regular, name: name, id: .zero)]) }
        let bytes = Array("100644 \(name)\0".utf8) + ObjectID.zero.bytes
        #expect(throws: GitError.self) { try Tree(parsing: bytes) }
    }

    @Test func refusesDuplicatesAndDisorder() {
        let file = { (name: String) in TreeEntry(mode: .regular, name: name, id: .zero) }
        let directory = TreeEntry(mode: .directory, name: "a", id: .emptyTree)
        #expect(throws: GitError.self) { try Tree([file("a"), file("a")]) }
        // In git's order, the file `a.b` is between the file and the directory `a`.
        #expect(throws: GitError.self) { try Tree([file("a"), file("a.b"), directory]) }
        #expect(throws: Never.self) { try Tree([file("\u{e9}"), file("e\u{301}")]) }
        let line = { (name: String) in Array("100644 \(name)\0".utf8) + ObjectID.zero.bytes }
        #expect(throws: GitError.self) { try Tree(parsing: line("b") + line("a")) }
        #expect(throws: GitError.self) { try Tree(parsing: line("a") + line("a")) }
        #expect(throws: GitError.self) {
            try Tree(parsing: Array("100644 ".utf8) + [0xff, 0] + ObjectID.zero.bytes)
        }
        for count in 1..<line("a").count {
            #expect(throws: GitError.self) { try Tree(parsing: Array(line("a").prefix(count))) }
        }
    }

    @Test func toleratesOldModes() throws {
        let bytes =
            Array("100664 a\0".utf8) + ObjectID.zero.bytes + Array("040000 b\0".utf8) + ObjectID.zero.bytes
        #expect(try Tree(parsing: bytes).entries.map(\.mode) == [.regular, .directory])
    }
}
