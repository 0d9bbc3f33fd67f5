import HubAPI
import RepoCards
import Testing

@Suite struct RepoCardTests {
    private func data(_ yaml: String) throws -> JSONValue {
        try RepoCard.parse("---\n\(yaml)\n---\nbody").data
    }

    @Test func keepsOrderAndKinds() throws {
        let card = try RepoCard.parse("---\nz: 1\na: [x, 2.5, true, null]\nm: {k: v}\n---\n# Hi\n")
        #expect(card.data == ["z": 1, "a": ["x", .number(2.5), true, nil], "m": ["k": "v"]])
        #expect(card.body == "# Hi\n")
    }

    @Test(arguments: [
        ("no", JSONValue.string("no")), ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("y", "y"),
        ("true", true), ("False", false), ("~", nil), ("", nil), ("NULL", nil),
        ("12", 12), ("-7", -7), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("017", 17), ("1_000", "1_000"),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("1.5", .number(1.5)), (".5", .number(0.5)), ("1.", .number(1)), ("1e3", .number(1000)),
        ("1e999", "1e999"), (".inf", ".inf"), ("-.INF", "-.INF"), (".nan", ".nan"), ("nan", "nan"),
        ("1.2.3", "1.2.3"), ("0x", "0x"), ("0x-1", "0x-1"), (".", "."), ("+", "+"), ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("\"12\"", "12"), ("'true'", "true"), ("!!str 12", "12"), ("!!int \"3\"", 3), ("! 12", "12"),
        ("!!timestamp 2024-01-01", "2024-01-01"),
    ])
    func readsScalars(_ yaml: String, _ value: JSONValue) throws {
        #expect(try data("key: \(yaml)")["key"] == value)
    }

    @Test func makesKeysStrings() throws {
        #expect(
            try data("1: a\ntrue: b\nno: c\n1.5: d\n~: e") == [
                "1": "a", "true": "b", "no": "c", "1.5": "d", "~": "e",
            ])
    }

    @Test func mergesMappings() throws {
        let value = try data("base: &b\n  x: 1\n  y: 2\nuse:\n  <<: *b\n  y: 3")
        #expect(value["use"] == ["y": 3, "x": 1])
    }

    @Test func readsCardsWithoutMetadata() throws {
        #expect(try RepoCard.parse("# Title") == RepoCard(data: .object([]), body: "# Title"))
        #expect(try RepoCard.parse("---\n---\nx").data == .object([]))
        #expect(try RepoCard.parse("---\n# nothing\n---\nx").data == .object([]))
    }

    @Test(arguments: [
        ("a: [1, 2", 3, 1), ("b: 1\na: 1\na: 2", 3, 1), ("a: 1\n b: 2", 3, 3), ("a: *nobody", 2, 4),
        ("- a\n- b", 2, 1),
        ("text", 2, 1), ("a: \"x", 3, 1), ("\ta: 1", 2, 1), ("a: @x", 2, 4), ("a: !!binary aGk=", 2, 4),
        ("a: !python/object:os.system x", 2, 4), ("[a, b]: c", 2, 1), ("a: 1\n1: x\n\"1\": y", 3, 1),
        ("<<: 3", 2, 5), ("a: b\n...\nc: d", 4, 1), ("ok: 1\nbad: \u{1}", 3, 6),
    ])
    func saysWhereItIsBroken(_ yaml: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: CardError.self) { try data(yaml) }
        #expect(error?.line == line, "\(String(describing: error))")
        #expect(error?.column == column, "\(String(describing: error))")
    }
}
