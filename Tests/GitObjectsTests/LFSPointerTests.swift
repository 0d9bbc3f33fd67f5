import GitObjects
import Testing

@Suite struct LFSPointerTests {
    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let version = "version https://git-lfs.github.com/spec/v1\n"

    @Test func writesAndReads() throws {
        let pointer = try #require(LFSPointer(sha256: Self.digest, size: 12345))
        let text = Self.version + "oid sha256:\(Self.digest)\nsize 12345\n"
        #expect(pointer.serialized() == Array(text.utf8))
        #expect(pointer.pointerSize == text.utf8.count)
        #expect(try LFSPointer(parsing: Array(text.utf8)) == pointer)
        #expect(try LFSPointer(parsing: Array(text.utf8.dropLast())) == pointer)
        let extended = Self.version + "ext-0-foo sha256:1\noid sha256:\(Self.digest)\nsize 12345\nx-y z\n"
        #expect(try LFSPointer(parsing: Array(extended.utf8)) == pointer)
        #expect(LFSPointer(sha256: Self.digest.uppercased(), size: 1) == nil)
        #expect(LFSPointer(sha256: Self.digest, size: -1) == nil)
    }

    @Test(arguments: [
        "", version, "oid sha256:\(digest)\nsize 1\n", version + "size 1\noid sha256:\(digest)\n",
        version + "oid sha256:\(digest)\nsize -1\n", version + "oid sha256:\(digest)\nsize 01\n",
        version + "oid sha256:\(digest)\nsize 99999999999999999999\n",
        version + "oid sha256:\(digest)\nsize\n",
        version + "oid md5:\(digest)\nsize 1\n", version + "oid sha256:\(digest)0\nsize 1\n",
        version + "oid sha256:\(digest)\nsize 1\n\n", version + "oid sha256:\(digest)\r\nsize 1\r\n",
        version + "oid sha256:\(digest)\noid sha256:\(digest)\nsize 1\n",
        version + "oid sha256:\(digest)\nsize 1 \n",
        version + "oid sha256:\(digest)\nsize 1\nz " + String(repeating: "z", count: 1000),
    ])
    func malformed(text: String) {
        #expect(throws: GitError.self) { try LFSPointer(parsing: Array(text.utf8)) }
    }
}
