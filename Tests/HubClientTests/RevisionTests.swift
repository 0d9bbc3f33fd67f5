import Testing

@testable import HubClient

@Suite struct RevisionTests {
    @Test(arguments: [
        ("main", false), ("refs/pr/1", false), (String(repeating: "a1", count: 20), true),
        (String(repeating: "A1", count: 20), false), (String(repeating: "a", count: 39), false),
        (String(repeating: "g", count: 40), false),
    ])
    func commits(name: String, isCommit: Bool) {
        #expect(Revision(name).isCommit == isCommit)
    }
}
