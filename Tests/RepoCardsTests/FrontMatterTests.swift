import RepoCards
import Testing

@Suite struct FrontMatterTests {
    @Test(arguments: [
        ("---\na: 1\n---\nbody\n", "a: 1\n", "body\n"),
        ("---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body"),
        ("\u{FEFF}---\na: 1\n---\n", "a: 1\n", ""),
        ("\n \n---\na: 1\n---", "a: 1\n", ""),
        ("--- \na: 1\n---\t\nx", "a: 1\n", "x"),
        ("---\n---\nx", "", "x"),
        ("---\na: |\n  --- \n---\nx", "a: |\n  --- \n", "x"),
        ("---\na: 1\n---\nb\n---\nc", "a: 1\n", "b\n---\nc"),
    ])
    func cuts(_ text: String, _ yaml: String, _ body: String) {
        let parts = FrontMatter.split(text)
        #expect(parts.yaml.map(String.init) == yaml)
        #expect(String(parts.body) == body)
    }

    @Test(arguments: [
        "", "\n\n", "# Title\n---\na: 1\n---\n", "---\na: 1\n", "----\na: 1\n---\n", "---x\na\n---",
    ])
    func findsNothing(_ text: String) {
        let parts = FrontMatter.split(text)
        #expect(parts.yaml == nil)
        #expect(String(parts.body) == text)
    }

    @Test func refusesALongBlock() {
        let text = "---\n# " + String(repeating: "x", count: FrontMatter.maximumLength) + "\n---\nbody"
        #expect(FrontMatter.split(text).yaml == nil)
        #expect(throws: CardError.self) { try RepoCard.parse(text) }
    }
}
