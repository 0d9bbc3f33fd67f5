import Testing

@testable import HubServer

@Suite struct PasswordTests {
    @Test func roundTrip() throws {
        let stored = try Password.hash("correct horse")
        #expect(stored.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(!stored.contains("correct"))
        #expect(try Password.verify("correct horse", against: stored))
        #expect(try !Password.verify("correct horsf", against: stored))
        #expect(try !Password.verify("", against: stored))
    }

    @Test func saltsDiffer() throws {
        #expect(try Password.hash("correct horse") != Password.hash("correct horse"))
    }

    /// RFC 7914 §12, the vector with N = 16384, which is also a cost other than today's.
    @Test func knownVector() throws {
        let stored = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU=$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI="
        #expect(try Password.verify("pleaseletmein", against: stored))
        #expect(try !Password.verify("pleaseletmeim", against: stored))
    }

    @Test(arguments: [nil, "", "plain", "$scrypt$ln=40,r=8,p=1$AAAA$AAAA", "$scrypt$ln=15,r=8,p=1$$"])
    func nothingMatchesWhatIsNoHash(_ stored: String?) throws {
        #expect(try !Password.verify("correct horse", against: stored))
    }
}
