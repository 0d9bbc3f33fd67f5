import Testing

@testable import HubClient

@Suite struct ContentRangeTests {
    @Test(
        arguments: [
            ("bytes 0-9/100", 0, 9, 100), ("bytes 5-9/*", 5, 9, nil), ("BYTES 5-9/10", 5, 9, 10),
            ("bytes  5-5/10", 5, 5, 10),
        ] as [(String, Int64, Int64, Int64?)])
    func ranges(text: String, first: Int64, last: Int64, total: Int64?) {
        let range = ContentRange(text)
        #expect(range?.bytes == first...last && range?.total == total)
    }

    @Test func ofNothing() {
        #expect(ContentRange("bytes */100")?.total == 100 && ContentRange("bytes */100")?.bytes == nil)
    }

    @Test(arguments: [
        "", "bytes", "bytes 0-9", "bytes 9-0/100", "bytes 0-100/100", "bytes -5/100", "bytes 0-/100", "items 0-9/10",
        "bytes */*", "bytes 0-9/10 0-9/10", "bytes 0x1-9/10", "bytes +1-9/10", "bytes 0-99999999999999999999/*",
        "bytes 0-9/10/10",
    ])
    func nonsense(text: String) { #expect(ContentRange(text) == nil) }
}

@Suite struct EntityTagTests {
    @Test(
        arguments: [
            ("\"abc\"", "abc", "\"abc\""), ("W/\"abc\"", "abc", nil), ("abc", "abc", "\"abc\""),
            (" \"a b\" ", "a b", "\"a b\""),
            ("\"\"\"", "\"", "\"\"\""),
        ] as [(String, String, String?)])
    func values(header: String, value: String, validator: String?) {
        let tag = EntityTag(header)
        #expect(tag?.value == value && tag?.validator == validator)
    }

    @Test(arguments: ["", " ", "\"\"", "W/", "W/\"\""]) func nothing(header: String) {
        #expect(EntityTag(header) == nil)
    }

    @Test func digests() {
        let sha256 = String(repeating: "0f", count: 32)
        let sha1 = String(repeating: "0f", count: 20)
        #expect(ContentDigest(etag: sha256) == .sha256(sha256))
        #expect(ContentDigest(etag: sha1) == .gitBlob(sha1))
        for other in ["", "abc", sha1.uppercased(), sha1 + "0", sha1.dropLast() + "g"] {
            #expect(ContentDigest(etag: String(other)) == nil)
        }
        // `git hash-object` and `sha256sum` of “hello”.
        #expect(
            ContentDigest.gitBlob(sha1).hash(of: Array("hello".utf8)) == "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0")
        #expect(
            ContentDigest.sha256(sha256).hash(of: Array("hello".utf8))
                == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    }
}
