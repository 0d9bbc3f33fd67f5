import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// What searches make of their parameters.
@Suite struct SearchQueryTests {
    @Test func wordsAreLettersAndDigits() {
        #expect(
            SearchWords("  Tiny-Model (v2) été e\u{301}t 日本").words
                == ["tiny", "model", "v2", "été", "e\u{301}t", "日本"])
        #expect(SearchWords("\u{301} \" & ~").isEmpty)
        // One character for people, which is a letter and a quote.
        #expect(SearchWords("a\u{D4E}\"b\u{D4E}'c\u{D4E}&").words == ["a\u{D4E}", "b\u{D4E}", "c\u{D4E}"])
    }

    @Test func wordsStandInTextsAsTheyAre() {
        let text = "ann/Bert-base_v2.5 Bert base, été"
        for words in ["bert", "BERT", "base v2", "ann", "v2", "5", "ber", "bert bas", "ann/bert", "été", "ét\u{E9}"] {
            #expect(SearchWords(words).areIn(text), "\(words)")
        }
        for words in ["ert", "v", "be", "bas bert", "bert cased", "nn", "base_v2.55", "t"] {
            #expect(!SearchWords(words).areIn(text), "\(words)")
        }
        #expect(!SearchWords("ber").finished.areIn(text) && SearchWords("bert").finished.areIn(text))
        #expect(!SearchWords("bert").areIn("") && !SearchWords("bert").areIn("ber"))
        #expect(SearchWords("bert").areIn("bert") && SearchWords("base bert").last.words == ["bert"])
    }

    @Test(arguments: TestDatabase.available)
    func signsOfTheDatabasesAreNoPartOfAWord(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.makeRepo("tiny")
            for text in [
                "tiny\"", "tiny' OR", "\u{D4E}\"tiny", "tiny\u{D4E}\"", "tiny\u{D4E}'", "\u{D4E}& tiny", "ⓐ", "½",
                "tiny:*", "NOT tiny", "tiny\\", "\u{D4E}\\", "{tiny}", "tiny\u{200D}\"",
                "tiny\"\u{301}", "tiny%\u{301}", "tiny!\u{301}",
            ] {
                for search in ["search/full-text?q=", "quicksearch?q=", "models/semantic-search?q=", "models?search="] {
                    let reply = try await hub.get("/api/\(search)\(PercentCoding.encode(segment: text))")
                    #expect(reply.status == 200, "\(text.debugDescription) by \(search): \(reply.text)")
                }
            }
        }
    }

    @Test(arguments: TestDatabase.available)
    func namesOfTheKindsThatAreWanted(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.server.accounts.createOrg(name: "anna-lab", owner: "ann")
            try await hub.makeRepo("anything")
            func found(_ query: String) async throws -> [String] {
                let json = try await hub.get("/api/quicksearch?q=ann&\(query)").expect(200).json
                return ["models", "datasets", "spaces", "users", "orgs"].filter { json["\($0)Count"] != .integer(0) }
            }
            for (query, kinds) in [
                ("", ["models", "users", "orgs"]), ("type=all", ["models", "users", "orgs"]), ("type=user", ["users"]),
                ("type=org", ["orgs"]), ("type=org&limit=1", ["orgs"]), ("type=model", ["models"]),
                ("type=user,model", ["models", "users"]), ("type=model&type=org", ["models", "orgs"]),
                ("type[]=models&type[]=user", ["models", "users"]), ("type=dataset", []),
                ("type=model&type=all", ["models", "users", "orgs"]),
            ] { #expect(try await found(query) == kinds, "\(query)") }
            try await hub.get("/api/quicksearch?q=ann&type=people").expectError(400, .badRequest)
            try await hub.get("/api/trending?type=user").expectError(400, .badRequest)
            // A type that is named twice is listed once.
            let trending = try await hub.get("/api/trending?type=model,model&type=models").expect(200).json
            #expect(trending["recentlyTrending"]?.array?.count == 1)
        }
    }

    @Test func signsOfPatternsAreEscapedScalarByScalar() {
        #expect(LikePattern.escaped("a%b_c!") == "a!%b!_c!!")
        #expect(Array(LikePattern.escaped("%\u{301}").unicodeScalars) == ["!", "%", "\u{301}"])
    }

    @Test func lengthIsCountedAsTheDocumentSays() async throws {
        try await withHub { hub in
            // Two hundred scalars are fewer characters where accents follow their letters.
            for (text, status) in [
                (String(repeating: "e\u{301}", count: 100), 200),
                (String(repeating: "e\u{301}", count: 100) + "x", 400),
                (String(repeating: "x", count: 200), 200), (String(repeating: "x", count: 201), 400),
            ] {
                let reply = try await hub.get("/api/quicksearch?q=\(PercentCoding.encode(segment: text))")
                #expect(reply.status == status)
            }
        }
    }
}
