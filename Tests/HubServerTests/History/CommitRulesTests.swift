import HubAPI
import Testing

@testable import HubServer

/// Commits that break a rule: each is refused with words that help, and stores nothing.
@Suite struct CommitRulesTests {
    @Test func badPaths() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let before = try await hub.head(repo)
            for path in [
                "", "..", "../x", "a/../b", ".git/x", ".GIT/config", "a/.git", "a\\b", "/etc/passwd", "a//b", "a/",
                "a\u{0}b", "a\nb", "./a", "a/.", String(repeating: "x/", count: 2050) + "y",
                String(repeating: "x", count: 256), "git~1/x", ".git./x",
            ] {
                for change in [Change.put(path, "x"), .copy(path, from: ".gitattributes"), .large(path, oid: "")] {
                    let reply = try await hub.tryCommit(repo, [.put("ok.txt", "ok"), change])
                    reply.expectError(400, .invalidPath)
                }
            }
            // As characters, the slash and the mark after it are one; as bytes, these climb and enter .git.
            for path in ["..\u{301}/../x", "a/../\u{301}b", "../\u{301}b", ".git/\u{301}x"] {
                try await hub.tryCommit(repo, [.put(path, "x")]).expectError(400, .invalidPath)
            }
            #expect(try await hub.head(repo) == before)
            #expect(try await hub.files(repo).keys.sorted() == [".gitattributes"])
        }
    }

    @Test func badHeaders() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let file = #"{"key":"file","value":{"path":"a","content":"x"}}"#
            let header = #"{"key":"header","value":{"summary":"s"}}"#
            for lines in [
                [file], [], [header, header], [#"{"key":"header","value":{}}"#, file],
                [#"{"key":"header","value":{"summary":"\n"}}"#, file],
                [#"{"key":"header","value":{"summary":"s","parentCommit":"zzzzzzz"}}"#, file],
                [#"{"key":"header","value":{"summary":"s","parentCommit":"abc"}}"#, file],
                [#"{"key":"header","value":{"summary":"\#(String(repeating: "x", count: 5000))"}}"#, file],
                [header, #"{"key":"file","value":{"path":"a","content":"!!!","encoding":"base64"}}"#],
                [header, #"{"key":"file","value":{"path":"a","content":"x","encoding":"rot13"}}"#],
                [header, #"{"key":"lfsFile","value":{"path":"a","oid":"xyz"}}"#],
                [
                    header,
                    #"{"key":"lfsFile","value":{"path":"a","algo":"md5","oid":"\#(String(repeating: "0", count: 64))"}}"#,
                ],
                [
                    header,
                    #"{"key":"lfsFile","value":{"path":"a","size":-1,"oid":"\#(String(repeating: "0", count: 64))"}}"#,
                ],
            ] {
                let reply = try await hub.send(
                    .post, "/api/\(repo)/commit/main", as: "ann", body: Array(lines.joined(separator: "\n").utf8))
                reply.expectError(400, .badRequest)
            }
            let page = try await hub.send(
                .post, "/api/\(repo)/commit/main", as: "ann", body: Array(file.utf8),
                headers: ["Content-Type": "text/html"])
            page.expectError(415)
            try await hub.send(.post, "/api/\(repo)/commit/main?create_pr=1", as: "ann", body: Array(header.utf8))
                .expectError(501, .notImplemented)
            #expect(try await hub.files(repo).keys.sorted() == [".gitattributes"])
        }
    }

    @Test func filesTooLargeForACommit() async throws {
        try await withHub(configure: { $0.maximumRegularFile = 200_000 }) { hub in
            let repo = try await hub.makeRepo("m")
            let fits = [UInt8](repeating: 1, count: 200_000)
            try await hub.commit(repo, [.bytes("fits.bin", fits)])
            try await hub.tryCommit(repo, [.bytes("more.bin", fits + [1])]).expectError(413, .payloadTooLarge)
            try await hub.tryCommit(repo, [.bytes("most.bin", fits + fits)]).expectError(413, .payloadTooLarge)
            #expect(try await hub.content(repo, "fits.bin").body == fits)
        }
    }

    @Test func largeFilesMustBeTheReposOwn() async throws {
        try await withHub { hub in
            let mine = try await hub.makeRepo("mine")
            let theirs = try await hub.makeRepo("theirs", as: "bob")
            let oid = try await hub.upload([1, 2, 3], to: theirs, as: "bob")
            try await hub.tryCommit(mine, [.large("a.bin", oid: oid, size: 3)]).expectError(400, .badRequest)
            // A pointer written by hand gives no right either.
            let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\(oid)\nsize 3\n"
            try await hub.tryCommit(mine, [.put("b.bin", pointer)]).expectError(400, .badRequest)
            // In the repo that has the content it stands for it, as when git pushes it.
            try await hub.commit(theirs, [.put("b.bin", pointer)], as: "bob")
            #expect(try await hub.content(theirs, "b.bin").body == [1, 2, 3])
            try await hub.commit(theirs, [.large("a.bin", oid: oid, size: 3)], as: "bob")
            try await hub.tryCommit(theirs, [.large("a.bin", oid: oid, size: 4)], as: "bob").expectError(400)
            #expect(try await hub.content(theirs, "a.bin").body == [1, 2, 3])
        }
    }

    @Test func whatIsNotThereCannotGo() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let head = try await hub.commit(repo, [.put("d/a", "1"), .put("b", "2")])
            for change in [
                Change.delete("none"), .delete("d"), .deleteFolder("none"), .deleteFolder("b"),
                .copy("x", from: "none"), .copy("x", from: "d"),
            ] {
                try await hub.tryCommit(repo, [.put("new", "1"), change]).expectError(404, .entryNotFound)
            }
            try await hub.tryCommit(repo, [.copy("x", from: "b", revision: "none")])
                .expectError(404, .revisionNotFound)
            for revision in ["none", "refs/pr/1", head, String(head.prefix(8)), "refs/heads/none"] {
                try await hub.tryCommit(repo, [.put("x", "1")], to: revision).expectError(404, .revisionNotFound)
            }
            #expect(try await hub.head(repo) == head)
        }
    }

    @Test("only branches take commits: a tag stays where it is")
    func tagsTakeNoCommits() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let head = try await hub.head(repo)
            try await hub.post("/api/\(repo)/tag/main", ["tag": "v1"], as: "ann").expect(200)
            let reply = try await hub.tryCommit(repo, [.put("x", "1")], to: "refs/tags/v1")
            #expect(reply.status == 404 || reply.status == 400)
            _ = try await hub.post("/api/\(repo)/super-squash/refs%2Ftags%2Fv1", as: "ann")
            #expect(try await hub.head(repo, "v1") == head)
        }
    }
}
