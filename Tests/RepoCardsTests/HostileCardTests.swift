import HubAPI
import RepoCards
import Testing

/// Cards made to cost the reader time or memory. Each has to end in an error, and soon.
@Suite(.serialized) struct HostileCardTests {
    private static func laughs(_ item: (Int) -> String) -> String {
        var yaml = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...30 {
            yaml += "a\(level): &a\(level)\n" + String(repeating: item(level - 1) + "\n", count: 8)
        }
        return yaml
    }

    /// Shown by its name: the text is long.
    struct Card: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let yaml: String

        init(_ name: String, _ yaml: String) {
            testDescription = name
            self.yaml = yaml
        }
    }

    static let cards: [Card] = [
        Card("aliases", laughs { "  - *a\($0)" }),
        Card("aliases in flow", laughs { "  - [*a\($0), *a\($0)]" }),
        Card("aliases as keys", laughs { "  - *a\($0)" } + "x:\n  *a30 : 1\n"),
        Card("aliases in explicit keys", laughs { "  - *a\($0)" } + "? *a30\n: 1\n"),
        Card("aliases in flow keys", laughs { "  - *a\($0)" } + "x: {[*a30]: 1}\n"),
        Card("aliases as bare flow keys", laughs { "  - *a\($0)" } + "x: {*a30, b}\n"),
        Card("aliases in implicit keys", laughs { "  - *a\($0)" } + "[*a30]: 1\n"),
        Card(
            "long text repeated",
            "a: &a " + String(repeating: "x", count: 100_000) + "\nb:\n"
                + String(repeating: "- *a\n", count: 1000)
        ),
        Card("merges", "a: &a\n  x: 1\n" + (0..<60_000).map { "b\($0):\n  <<: *a\n" }.joined()),
        Card("deep flow", "a: " + String(repeating: "[", count: 300_000)),
        Card(
            "deep closed flow",
            "a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)),
        Card("deep block", String(repeating: "- ", count: 300_000) + "x"),
        Card("deep mappings", (0..<800).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
        Card(
            "deep keys", "a: " + String(repeating: "{", count: 900) + (0..<100_000).map { "k\($0)," }.joined()
        ),
        Card(
            "deep explicit keys",
            String(repeating: "? ", count: 900) + "[" + (0..<100_000).map { "k\($0)," }.joined()
        ),
        Card("many values", "a: [" + String(repeating: "1,", count: 400_000) + "]"),
        Card(
            "many values after open brackets",
            "a: " + String(repeating: "[", count: 900)
                + String(repeating: "1,", count: 400_000)
        ),
        Card("many lines", "a:\n" + String(repeating: "- 1\n", count: 200_000)),
        Card("undefined recursion", "a: &a [*a]"),
        Card("long number of keys", (0..<110_000).map { "k\($0):\n" }.joined()),
        Card("NUL", "a: \0"),
    ]

    @Test(.timeLimit(.minutes(20)), arguments: cards)
    func isRefusedSoon(_ card: Card) {
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: CardError.self) { try RepoCard.parse("---\n" + card.yaml + "\n---\n") }
        }
        #expect(time < .seconds(20), "\(time)")
    }

    @Test func toleratesWhatOnlyLooksHostile() throws {
        let text = "a: |\n" + String(repeating: "  {{ x }} *bold* &amp; ? [[ \n", count: 500)
        #expect(try RepoCard.parse("---\n" + text + "\n---\n").data["a"] != nil)
        let list = "a:\n" + String(repeating: "- {name: x, dtype: [int64]}\n", count: 1100)
        #expect(try RepoCard.parse("---\n" + list + "\n---\n").data["a"]?.array?.count == 1100)
    }

    @Test func longNumbersAreText() throws {
        let digits = String(repeating: "9", count: 200_000)
        #expect(try RepoCard.parse("---\na: \(digits)\n---\n").data["a"] == .string(digits))
    }
}
