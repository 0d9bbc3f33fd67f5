import GitObjects
import Testing

@Suite struct RefNameTests {
    static let names: [String] = [
        "refs/heads/main", "main", "a/b", "a//b", "/a/b", "a/b/", "a/.b", "a/b.", "a/b.lock", "a.lock/b",
        "a/b..c",
        "a/b c", "a/b~", "a/b^", "a/b:c", "a/b?", "a/b*", "a/b[", "a/b]", "a/b\\", "a/@", "@", "a/@{",
        "a/@{b", "a/{@",
        "a/b\u{7f}", "a/b\t", "a/é", "a/-b", "-", "-/a", "a/lock", "a/.lock", "a/..", "a./b", "HEAD",
        "refs/heads/HEAD",
        "a/\u{1}", "a/b@", "a/b.locks", "a/.", "a/b/c/d", ".a/b", "a/\"b\"", "a/b\u{301}",
    ]

    @Test func agreesWithCheckRefFormat() throws {
        let repository = try GitRepository()
        // The program takes a name with a minus at its start for an option.
        for name in Self.names where name.utf8.first != UInt8(ascii: "-") {
            let full = try repository.run(["check-ref-format", name], allowing: [0, 1, 129]).status == 0
            #expect(RefName.isValid(name) == full, "\(name)")
        }
    }

    @Test func oneLevelAndBranches() throws {
        let repository = try GitRepository()
        for name in Self.names {
            if name.utf8.first != UInt8(ascii: "-") {
                let one = try repository.run(
                    ["check-ref-format", "--allow-onelevel", name], allowing: [0, 1, 129])
                #expect(RefName.isValid(name, allowOneLevel: true) == (one.status == 0), "\(name)")
            }
            // `@` and `-` are not names here but short for branches.
            if !name.contains("@"), name != "-" {
                let branch = try repository.run(
                    ["check-ref-format", "--branch", name], allowing: [0, 1, 128, 129])
                #expect(RefName.isValidBranch(name) == (branch.status == 0), "\(name)")
            }
        }
        #expect(!RefName.isValid(""))
        #expect(!RefName.isValid("a/b\0"))
        #expect(RefName.isValidTag("v1"))
        #expect(!RefName.isValidTag("-v1"))
    }
}
