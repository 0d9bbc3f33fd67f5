import HubAPI
import Testing

@Suite struct JSONReadingTests {
    static let known: [(text: String, value: JSONValue)] = [
        ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-7", .integer(-7)),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("1.5", .number(1.5)), ("1e3", .number(1000)), ("-2.5E-1", .number(-0.25)), ("\"\"", .string("")),
        (#""a\"\\\/\b\f\n\r\tz""#, .string("a\"\\/\u{8}\u{c}\n\r\tz")),
        (#""\u00e9\uD83D\uDE00""#, .string("é😀")), (#""\ud800x""#, .string("\u{FFFD}x")),
        (#""\ud800\u0041""#, .string("\u{FFFD}A")), ("[]", .array([])), ("{}", .object([])),
        ("[1, [2], {}]", .array([.integer(1), .array([.integer(2)]), .object([])])),
        ("{\"b\": 1, \"a\": null}", .object([JSONMember("b", .integer(1)), JSONMember("a", .null)])),
    ]

    @Test(arguments: known)
    func values(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "01", "-", "1.", "1e", ".5", "+1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}",
        "{1:2}", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"\n\"", "1 2", "[", "{", "{\"a\":", "]",
    ])
    func refusals(text: String) {
        #expect(throws: FormatError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `Values nest 128 deep and no deeper`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
        }
        _ = try JSONValue(parsing: nested(128))
        let error = #expect(throws: FormatError.self) { try JSONValue(parsing: nested(129)) }
        #expect(error?.description == "values nested more than 128 deep at byte 129")
        #expect(throws: FormatError.self) {
            try JSONValue(parsing: Array(String(repeating: "[{\"a\":", count: 1_000_000).utf8))
        }
    }

    @Test func `Bytes that are not UTF-8 are replaced`() throws {
        #expect(try JSONValue(parsing: [0x22, 0x61, 0xFF, 0x22]) == "a\u{FFFD}")
    }
}

@Suite struct TimestampReadingTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000Z", 0), ("1970-01-01", 0), ("1970-01-01T00:00", 0),
        ("2026-01-31T23:59:59.123Z", 1_769_903_999_123), ("2026-01-31T23:59:59.123456Z", 1_769_903_999_123),
        ("2026-01-31T23:59:59.1Z", 1_769_903_999_100), ("2026-01-31 23:59:59z", 1_769_903_999_000),
        ("2026-02-01T01:59:59+02:00", 1_769_903_999_000), ("2026-01-31T18:29:59-0530", 1_769_903_999_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T12:00:00Z", 951_825_600_000), ("0000-03-01T00:00:00Z", -62_162_035_200_000),
    ])
    func moments(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-1-1", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31", "2026-01-00",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+25:00", "yesterday", "2026-01-01T",
    ])
    func refusals(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `What is written is read`() {
        for day in stride(from: Int64(-40_000), through: 40_000, by: 37) {
            let moment = Timestamp(milliseconds: day * 86_400_000 + 12_345_678)
            #expect(Timestamp(iso8601: moment.iso8601) == moment)
        }
    }
}
