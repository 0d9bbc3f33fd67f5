import Testing

@testable import HubServer

@Suite struct AccessTokenTests {
    @Test func hasTheHubsShape() {
        let text = AccessToken().text
        #expect(text.hasPrefix("hf_"))
        #expect(text.utf8.count == 37)
        #expect(text.dropFirst(3).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        #expect(text != AccessToken().text)
    }

    @Test func readsItself() throws {
        for _ in 0..<100 {
            let token = AccessToken()
            let read = try #require(AccessToken(token.text))
            #expect(read.hash == token.hash)
            #expect(read.hash.count == 32)
        }
    }

    @Test func everyOneLetterTypoIsRefused() {
        let text = AccessToken().text
        for index in text.indices.dropFirst(3) {
            var typo = text
            typo.replaceSubrange(index...index, with: text[index] == "a" ? "b" : "a")
            #expect(AccessToken(typo) == nil)
            #expect(AccessToken.looksLikeToken(typo))
        }
    }

    @Test(arguments: ["", "hf_", "hf_short", "secret", "hf_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456-89"])
    func othersAreNoTokens(_ text: String) {
        #expect(AccessToken(text) == nil)
        #expect(!AccessToken.looksLikeToken(text))
    }

    @Test func aTokenCutShortOrExtendedIsRefused() {
        let text = AccessToken().text
        #expect(AccessToken(String(text.dropLast())) == nil)
        #expect(AccessToken(text + "0") == nil)
        #expect(AccessToken(" " + text) == nil)
    }
}
