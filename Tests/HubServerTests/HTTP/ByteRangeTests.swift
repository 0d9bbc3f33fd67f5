import Testing

@testable import HubServer

@Suite struct ByteRangeTests {
    @Test(
        "RFC 9110 §14: one range of bytes",
        arguments: [
            (nil, 10, .whole), ("bytes=0-4", 10, .part(0..<5)), ("bytes=0-0", 10, .part(0..<1)),
            ("bytes=9-9", 10, .part(9..<10)), ("bytes=5-", 10, .part(5..<10)), ("bytes=5-99", 10, .part(5..<10)),
            ("bytes=0-9223372036854775807", 10, .part(0..<10)), ("bytes=-3", 10, .part(7..<10)),
            ("bytes=-30", 10, .part(0..<10)), ("BYTES=1-2", 10, .part(1..<3)), ("bytes= 1-2", 10, .part(1..<3)),
            ("bytes=10-", 10, .unsatisfiable), ("bytes=10-20", 10, .unsatisfiable),
            ("bytes=-0", 10, .unsatisfiable), ("bytes=0-", 0, .unsatisfiable), ("bytes=0-0", 0, .unsatisfiable),
            ("bytes=-1", 0, .unsatisfiable), ("bytes=5-2", 10, .whole), ("bytes=", 10, .whole),
            ("bytes=-", 10, .whole), ("bytes=a-b", 10, .whole), ("bytes=1-2-3", 10, .whole),
            ("bytes=0-1,3-4", 10, .whole), ("items=0-1", 10, .whole), ("bytes 0-1", 10, .whole),
            ("bytes=1", 10, .whole),
        ] as [(String?, Int64, ByteRange)])
    func table(_ header: String?, _ length: Int64, _ expected: ByteRange) {
        #expect(ByteRange(header, length: length) == expected)
    }

    @Test(
        "positions are digits and nothing else",
        arguments: ["bytes=+1-2", "bytes=1-+2", "bytes=-+3"])
    func signs(_ header: String) {
        #expect(ByteRange(header, length: 10) == .whole)
    }

    @Test func randomRangesStayInside() {
        var random = SeededRandom(7)
        for _ in 0..<5000 {
            let length = Int64(random.below(50))
            let ends = (0..<2).map { _ in random.below(3) == 0 ? "" : String(random.below(60)) }
            guard case .part(let part) = ByteRange("bytes=\(ends[0])-\(ends[1])", length: length) else { continue }
            #expect(part.lowerBound >= 0 && part.upperBound <= length && !part.isEmpty)
        }
    }
}
