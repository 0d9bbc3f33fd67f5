import GitObjects
import HubAPI
import Testing

@testable import HubServer

/// Pages of a running hub.
@Suite struct PageViewTests {
    private static let browser = ["Accept": "text/html"]

    @Test func saysThatAFolderIsCut() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("big")
            let names = (0...TreeService.pageLimit).map { "f/\($0)" }
            try await hub.commit(repo, names.map { .put($0, "x") })
            let cut = try await hub.get("/ann/big/tree/main/f", headers: Self.browser).expect(200).text
            #expect(cut.contains("Not all files are shown."))
            try await hub.commit(repo, [.delete("f/0")])
            let whole = try await hub.get("/ann/big/tree/main/f", headers: Self.browser).expect(200).text
            #expect(!whole.contains("Not all files are shown."))
        }
    }

    @Test func showsACardOfAnyTime() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("carded")
            let first = try await hub.get("/ann/carded", headers: Self.browser).expect(200).text
            #expect(first.contains("There is no card"))
            try await hub.commit(repo, [.put("README.md", "---\nlicense: mit\n---\n# One\n[x](y.md)")])
            for _ in 0..<2 {
                let page = try await hub.get("/ann/carded", headers: Self.browser).expect(200).text
                #expect(page.contains("One</h1>") && page.contains("href=\"/ann/carded/blob/main/y.md\""))
                #expect(page.contains("<th>license</th><td>mit</td>") && page.contains("<h2>License</h2><p>mit</p>"))
            }
            try await hub.commit(repo, [.put("README.md", "# Two")])
            let second = try await hub.get("/ann/carded", headers: Self.browser).expect(200).text
            #expect(second.contains("Two</h1>") && !second.contains("One</h1>"))
        }
    }

    @Test func keepsStorageToMembers() async throws {
        try await withHub { hub in
            try await hub.makeRepo("stored")
            let own = try await hub.get("/ann/stored", as: "ann", headers: Self.browser).expect(200).text
            #expect(own.contains("Storage used"))
            for other in [nil, "bob"] {
                let page = try await hub.get("/ann/stored", as: other, headers: Self.browser).expect(200).text
                #expect(!page.contains("Storage used"))
            }
        }
    }

    @Test func gatedReposShowTheirCardOnly() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("gated")
            try await hub.commit(repo, [.put("README.md", "# Come in"), .put("w.txt", "secret words")])
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "manual"]).expect(200)
            let card = try await hub.get("/ann/gated", headers: Self.browser).expect(200).text
            #expect(card.contains("Come in</h1>"))
            #expect(try await hub.get("/ann/gated/blob/main/w.txt", headers: Self.browser).status == 401)
            #expect(try await hub.get("/ann/gated/blob/main/w.txt", as: "bob", headers: Self.browser).status == 403)
            let own = try await hub.get("/ann/gated/blob/main/w.txt", as: "ann", headers: Self.browser).expect(200)
            #expect(own.text.contains("secret words"))
        }
    }

    @Test func countsWhatIsSeen() async throws {
        try await withHub { hub in
            try await hub.makeRepo("open")
            try await hub.makeRepo("closed", isPrivate: true)
            #expect(try await hub.get("/", headers: Self.browser).text.contains("<p>1 model "))
            #expect(try await hub.get("/", as: "ann", headers: Self.browser).text.contains("<p>2 models "))
            #expect(try await hub.get("/", as: "bob", headers: Self.browser).text.contains("<p>1 model "))
        }
    }

    @Test func countsAreKeptForAWhile() async throws {
        let counts = PublicCounts()
        let start = ContinuousClock.now
        var counted: Int64 = 0
        for (seconds, expected) in [(0, 1), (29, 1), (31, 2), (60, 2)] as [(Int, Int64)] {
            let found = await counts.counts(now: start + .seconds(seconds)) {
                counted += 1
                return [.model: counted]
            }
            #expect(found == [.model: expected])
        }
    }

    @Test func accountsShowWhomTheyBelongTo() async throws {
        try await withHub { hub in
            try await hub.server.accounts.createOrg(name: "acme", owner: "ann")
            let pages = PagesService(database: hub.server.database, caches: HistoryCaches())
            let org = try await pages.account("ACME")
            #expect(org?.isOrganization == true && org?.related == ["ann"] && org?.name == "acme")
            let user = try await pages.account("ann")
            #expect(user?.isOrganization == false && user?.related == ["acme"])
            #expect(try await pages.account("nobody") == nil)
        }
    }

    @Test func unchangedCardsAreRenderedOnce() async throws {
        let cards = CardRenderer()
        let base = LinkBase(links: "/a/b/blob/main/", media: "/a/b/resolve/main/")
        let moved = LinkBase(links: "/a/c/blob/main/", media: "/a/c/resolve/main/")
        let blob = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        func body(_ text: String, _ base: LinkBase) async throws -> String {
            try await cards.card(Array(text.utf8), blob: blob, repoID: 1, linkBase: base).body.markup
        }
        #expect(try await body("one", base) == "<p>one</p>\n")
        // The id is that of the first text, so the second is not even looked at.
        #expect(try await body("two", base) == "<p>one</p>\n")
        #expect(try await body("two", moved) == "<p>two</p>\n")
    }
}
