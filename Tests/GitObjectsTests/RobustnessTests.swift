import GitObjects
import Testing

/// Whatever bytes come in, parsers throw or give a value.
@Suite struct RobustnessTests {
    private static let seeds: [[UInt8]] = [
        Array("100644 a\0".utf8) + ObjectID.zero.bytes + Array("40000 b\0".utf8) + ObjectID.zero.bytes,
        Array(
            "tree \(ObjectID.zero)\nparent \(ObjectID.zero)\nauthor A <a> 1 +0000\ncommitter C <c> 2 -0130\n"
                .utf8)
            + Array("gpgsig a\n b\n\nmessage\n".utf8),
        Array("object \(ObjectID.zero)\ntype commit\ntag x\ntagger A <a> 1 +0000\n\nmessage".utf8),
        Array(
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(LFSPointerTests.digest)\nsize 1\n".utf8),
        Array(
            "[attr]m -a b=c\n\"q\\101\" m !x\n**/[a-z]*.x[[:alpha:]] filter=lfs\n!neg\\ \n#c\n/a/**/b/ \n"
                .utf8),
    ]

    private func check(_ bytes: [UInt8]) throws {
        if let tree = try? Tree(parsing: bytes) { #expect(try Tree(parsing: tree.serialized()) == tree) }
        if let commit = try? Commit(parsing: bytes) {
            #expect(commit.serialized() == bytes)
            _ = (commit.title, commit.body, commit.message)
        }
        if let tag = try? Tag(parsing: bytes) { #expect(tag.serialized() == bytes) }
        if let pointer = try? LFSPointer(parsing: bytes) {
            #expect(try LFSPointer(parsing: pointer.serialized()) == pointer)
        }
        if let signature = try? Signature(parsing: bytes) { #expect(signature.serialized() == bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        _ = (ObjectID(hex: text), RefName.isValid(text), TreeEntry.isValidName(text))
        let path = String(text.prefix(40))
        _ = GitAttributes([("", .init(parsing: bytes)), (path, .init(parsing: bytes))]).values(
            for: path + "/a")
        _ = GitIgnore([("", .init(parsing: bytes)), (path, .init(parsing: bytes))]).isIgnored(
            path, isDirectory: true)
        for separates in [true, false] {
            _ = WildMatch(path, separatesDirectories: separates)?.matches(text)
        }
    }

    @Test func randomBytes() throws {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<1500 {
            let top: UInt8 = Bool.random(using: &random) ? 255 : 127
            try check(
                (0..<Int.random(in: 0...80, using: &random)).map { _ in
                    UInt8.random(in: 0...top, using: &random)
                })
        }
    }

    @Test func brokenObjects() throws {
        var random = SeededGenerator(seed: 14)
        for seed in Self.seeds {
            for _ in 0..<500 {
                var bytes = seed
                for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0...3, using: &random) {
                    case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.remove(at: index)
                    case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: index)
                    default: bytes.removeSubrange(index...)
                    }
                }
                try check(bytes)
                let other = seed.shuffled(using: &random)
                _ = LineDiff.unified(old: bytes, new: other)
            }
        }
    }
}
