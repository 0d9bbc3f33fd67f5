import GitObjects
import Testing

@Suite struct CommitTests {
    @Test(arguments: [
        ("Ada Lovelace", "ada@example.org", "1700000000 +0100", 60),
        (" ,Zoë <x>\n.Y. ", "<z@example.org>", "1000000001 +0000", 0),
        ("O'Neil \"Bob\"", " b@example.org ", "1234567890 -0330", -210),
        ("Jr.", "j@example.org", "1234567890 +1245", 765),
    ])
    func signatureAsGitWritesIt(name: String, email: String, date: String, timeZone: Int) throws {
        let repository = try GitRepository()
        let id = try repository.line(
            ["commit-tree", "--no-gpg-sign", try repository.line(["mktree"]), "-m", "x"],
            environment: [
                "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date,
            ])
        let bytes = try repository.run(["cat-file", "commit", id]).output
        let commit = try Commit(parsing: bytes)
        let time = try #require(Int64(date.split(separator: " ")[0]))
        let signature = Signature(name: name, email: email, time: time, timeZone: timeZone)
        #expect(signature.serialized() == commit.author.serialized())
        #expect(commit.author.time == time)
        #expect(commit.author.timeZone == timeZone)
        var made = Commit(
            tree: .emptyTree, parents: [], author: signature, committer: commit.committer, message: "x\n")
        #expect(made.serialized() == bytes)
        #expect(made.id.hex == id)
        made.parents = [commit.id, .zero]
        #expect(try Commit(parsing: made.serialized()).serialized() == made.serialized())
        #expect(try Commit(parsing: made.serialized()).parents == made.parents)
    }

    @Test(arguments: [
        "Title\n", "Title", "\n\n  Title\nsecond line  \n\nBody\n\n  more\n\n", "", "\n", "T\n\n\n\nB",
        "a\n \t\nb\n",
        "Größe\r\n\r\nText\r\n",
    ])
    func titleAndBody(message: String) throws {
        let repository = try GitRepository()
        let commit = Commit(
            tree: .emptyTree, parents: [], author: Signature(name: "A", email: "a", time: 1),
            committer: Signature(name: "A", email: "a", time: 1), message: message)
        let id = try repository.line(
            ["hash-object", "-t", "commit", "-w", "--stdin"], input: commit.serialized())
        #expect(id == commit.id.hex)
        let fields = try repository.run(["log", "-1", "--format=%s%x00%b%x00", id]).fields
        #expect(commit.title == fields[0])
        #expect(commit.body == String(decoding: trimmed(Array(fields[1].utf8)), as: UTF8.self))
    }

    private func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var bytes = bytes[...]
        while let last = bytes.last, [9, 10, 13, 32].contains(last) { bytes.removeLast() }
        return bytes
    }

    static let oddCommits: [String] = {
        let tree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
        let people = "author A <a> 1 +0000\ncommitter C <c> 2 -0000\n"
        return [
            tree + people,
            tree + people + "\n",
            tree + people + "\nmessage without newline",
            tree + "parent \(ObjectID.zero)\n" + people
                + "gpgsig -----BEGIN-----\n \n abc\n  d\n -----END-----\n\nm\n",
            tree + people
                + "encoding ISO-8859-1\nmergetag object \(ObjectID.zero)\n type commit\n \n x\n\nm\n",
            tree + people + "empty \n\nm",
            tree + "author <> 1 +0000\ncommitter C <c>\n\n",
            tree + "author  A  B  <a b> 12345678901234567890 +99999\ncommitter C <c> x> 5 +0575\n\n\0",
            tree + "author A <a> -5 +0000\ncommitter C<c>1700000000 0100\n\n",
        ]
    }()

    @Test(arguments: oddCommits)
    func roundTrip(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try Commit(parsing: bytes).serialized() == bytes)
    }

    @Test func values() throws {
        let commit = try Commit(parsing: Array(Self.oddCommits[3].utf8))
        #expect(commit.parents == [.zero])
        #expect(commit.header("gpgsig") == Array("-----BEGIN-----\n\nabc\n d\n-----END-----".utf8))
        #expect(commit.committer.timeZone == 0)
        #expect(commit.message == "m\n")
        let latin = Array(Self.oddCommits[1].utf8) + [0x47, 0x72, 0xfc, 0xdf]
        #expect(try Commit(parsing: latin).title == "Grüß")
        #expect(try Commit(parsing: latin).serialized() == latin)
    }

    @Test(arguments: [
        "", "\n", "tree 4b825d\n", "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "tree 4B825DC642CB6EB9A060E54BF8D69288FBEE4904\nauthor A <a> 1 +0000\ncommitter C <c> 2 +0000\n",
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\ncommitter C <c> 2 +0000\n\n",
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A 1 +0000\ncommitter C <c> 2 +0000\n\n",
        " x\ntree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n",
    ])
    func malformed(text: String) {
        #expect(throws: GitError.self) { try Commit(parsing: Array(text.utf8)) }
    }

    @Test func writtenSignaturesAreOneLine() throws {
        let signature = Signature(name: "<\0\n>", email: "\n>", time: .min, timeZone: .max)
        #expect(signature.serialized() == Array(" <> 0 +9959".utf8))
        #expect(try Signature(parsing: signature.serialized()).serialized() == signature.serialized())
        let header = ObjectHeader(name: "a b\n", value: [10, 0, 65])
        let commit = Commit(
            tree: .zero, parents: [], author: signature, committer: signature, extraHeaders: [header],
            message: "")
        #expect(try Commit(parsing: commit.serialized()).extraHeaders == [header])
    }
}

@Suite struct TagTests {
    @Test func agreesWithMktag() throws {
        let repository = try GitRepository()
        let tree = try repository.line(["mktree"])
        let commit = try #require(ObjectID(hex: try repository.line(["commit-tree", tree, "-m", "x"])))
        let tag = Tag(
            object: commit, kind: .commit, name: "v1.0",
            tagger: Signature(name: "T", email: "t@example.org", time: 17, timeZone: 90),
            message: "First\n\nbody\n")
        let id = try repository.line(["mktag"], input: tag.serialized())
        #expect(tag.id.hex == id)
        let bytes = try repository.run(["cat-file", "tag", id]).output
        let parsed = try Tag(parsing: bytes)
        #expect(parsed == tag)
        #expect(parsed.serialized() == bytes)
        #expect(parsed.message == "First\n\nbody\n")
    }

    @Test(arguments: [
        "object \(ObjectID.zero)\ntype blob\ntag x\n", "object \(ObjectID.zero)\ntype tree\ntag x y\n\nm",
        "object \(ObjectID.zero)\ntype tag\ntag x\ntagger A <a> 1 +0000\ngpgsig a\n b\n\nm\n",
    ])
    func roundTrip(text: String) throws {
        #expect(try Tag(parsing: Array(text.utf8)).serialized() == Array(text.utf8))
    }

    @Test(arguments: ["", "object 12\n", "object \(ObjectID.zero)\ntype thing\ntag x\n\n", "type blob\n"])
    func malformed(text: String) {
        #expect(throws: GitError.self) { try Tag(parsing: Array(text.utf8)) }
    }
}
