import Foundation
import Testing

@testable import HubServer

@Suite struct PercentCodingTests {
    @Test func anyTextComesBack() {
        var random = SeededRandom(1)
        for _ in 0..<2000 {
            let scalars = (0..<random.below(20)).compactMap { _ in
                Unicode.Scalar(UInt32(random.below(random.below(2) == 0 ? 0x80 : 0x1_1000)))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let segment = PercentCoding.encode(segment: text)
            #expect(segment.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(!segment.contains("/") && !segment.contains("?") && !segment.contains("&"))
            #expect(PercentCoding.decode(segment[...]).map { Array($0.utf8) } == Array(text.utf8))
            #expect(PercentCoding.decode(segment[...], plusIsSpace: true).map { Array($0.utf8) } == Array(text.utf8))
            let path = PercentCoding.encode(path: text)
            #expect(
                path.utf8.filter { $0 == UInt8(ascii: "/") }.count == text.utf8.filter { $0 == UInt8(ascii: "/") }.count
            )
            #expect(PercentCoding.decode(path[...]).map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test(arguments: ["%", "%4", "%4g", "%%41", "a%", "%ff", "%c3", "%e2%28%a1", "%ed%a0%80"])
    func brokenEscapesAndBytes(_ text: String) {
        #expect(PercentCoding.decode(text[...]) == nil)
    }

    @Test func plusMeansSpaceInFormsOnly() {
        #expect(PercentCoding.decode("a+b%2B") == "a+b+")
        #expect(PercentCoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
    }
}

@Suite struct QueryItemsTests {
    @Test func repeatedAndArrayNames() throws {
        let items = try QueryItems(parsing: "a=1&b=2&a=3&a[]=4&a%5B%5D=5&c&&d=x=y&e=%26+")
        #expect(items.all("a") == ["1", "3", "4", "5"])
        #expect(items.first("b") == "2")
        #expect(items.first("c") == "")
        #expect(items.first("d") == "x=y")
        #expect(items.first("e") == "& ")
        #expect(items.first("f") == nil)
    }

    @Test func flags() throws {
        let items = try QueryItems(parsing: "a=true&b=1&c&d=false&e=0&f=TRUE&g=yes")
        for name in ["a", "b", "c", "f"] { #expect(try items.flag(name) == true) }
        for name in ["d", "e"] { #expect(try items.flag(name) == false) }
        #expect(try items.flag("missing") == nil)
        #expect(throws: HubFailure.self) { try items.flag("g") }
    }

    @Test(arguments: ["0", "11", "x", "", "1.5", "99999999999999999999"])
    func numbersOutOfRange(_ text: String) throws {
        let items = try QueryItems(parsing: "n=\(text)")
        #expect(throws: HubFailure.self) { try items.integer("n", in: 1...10) }
        #expect(try items.integer("m", in: 1...10) == nil)
    }

    @Test(arguments: ["a=%", "%zz=1", "a=%ff"])
    func brokenEscapes(_ text: String) {
        #expect(throws: HubFailure.self) { try QueryItems(parsing: text) }
    }
}

@Suite struct ContentTypeTests {
    @Test(arguments: [
        ("a/config.json", "application/json"), ("README.md", "text/plain; charset=utf-8"),
        ("x.HTML", "text/plain; charset=utf-8"), ("x.js", "text/plain; charset=utf-8"), ("x.PNG", "image/png"),
        ("model.safetensors", "application/octet-stream"), ("a.b/Makefile", "text/plain; charset=utf-8"),
        (".gitattributes", "text/plain; charset=utf-8"), ("x.", "application/octet-stream"),
        ("x.xhtml", "application/octet-stream"),
    ])
    func guesses(_ path: String, _ type: String) {
        #expect(ContentType.guess(path) == type)
    }

    @Test func neverATypeThatRuns() {
        for suffix in ["html", "htm", "xhtml", "xht", "js", "mjs", "xml", "shtml", "mht", "swf", "hta"] {
            let type = ContentType.guess("x." + suffix)
            #expect(["text/plain; charset=utf-8", "application/octet-stream"].contains(type), "\(suffix)")
        }
    }

    @Test func dispositions() {
        #expect(
            ContentType.disposition("a/b c.txt", download: false)
                == "inline; filename*=UTF-8''b%20c.txt; filename=\"b c.txt\";")
        #expect(
            ContentType.disposition("é\"\\.bin", download: true)
                == "attachment; filename*=UTF-8''%C3%A9%22%5C.bin; filename=\"___.bin\";")
    }

    @Test
    func dispositionsAreOneLine() {
        let header = ContentType.disposition("a\r\nSet-Cookie: x=1\u{7F}.txt", download: true)
        #expect(header.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    }
}
