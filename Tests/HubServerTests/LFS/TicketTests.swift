import Crypto
import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

@Suite("Tickets")
struct TicketTests {
    private let signer = TicketSigner(key: SymmetricKey(data: Array(repeating: 7, count: 32)))
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    private var ticket: Ticket {
        Ticket(
            purpose: .uploadPart, repoID: 42, holder: .init(userID: 7, tokenID: 70), sha256: Array(0..<32),
            size: 1 << 40,
            uploadID: "0123456789abcdef0123456789abcdef", part: 3,
            expiry: Timestamp(milliseconds: now.milliseconds + 1000))
    }

    @Test("come back as they were made")
    func roundTrip() throws {
        for purpose in Ticket.Purpose.allCases {
            for number: Int64? in [nil, 0, -1, .max] {
                var made = ticket
                made.purpose = purpose
                made.holder = number.map { .init(userID: $0, tokenID: $0 ^ 1) }
                let text = signer.sign(made)
                #expect(try signer.verify(text, for: purpose, now: now) == made)
                #expect(
                    text.utf8.allSatisfy {
                        PercentCoding.encode(segment: String(UnicodeScalar($0))).count == 1
                    })
            }
        }
    }

    @Test("serve no other purpose", arguments: Ticket.Purpose.allCases)
    func purpose(_ made: Ticket.Purpose) {
        var other = ticket
        other.purpose = made
        let text = signer.sign(other)
        for purpose in Ticket.Purpose.allCases where purpose != made {
            #expect(throws: HubFailure.self) { try signer.verify(text, for: purpose, now: now) }
        }
    }

    @Test("hold up to their expiry and not at it")
    func expiry() throws {
        let text = signer.sign(ticket)
        let last = Timestamp(milliseconds: ticket.expiry.milliseconds - 1)
        #expect(try signer.verify(text, for: .uploadPart, now: last) == ticket)
        #expect(throws: HubFailure.self) { try signer.verify(text, for: .uploadPart, now: ticket.expiry) }
    }

    @Test("differ in their text for every field")
    func fields() {
        let changes: [(inout Ticket) -> Void] = [
            { $0.purpose = .upload }, { $0.repoID += 1 }, { $0.holder?.userID = 8 }, { $0.holder?.tokenID = 71 },
            { $0.holder = nil },
            { $0.sha256[31] ^= 1 }, { $0.size += 1 }, { $0.uploadID += "a" }, { $0.uploadID = "" },
            { $0.part = 4 },
            { $0.expiry = Timestamp(milliseconds: $0.expiry.milliseconds + 1) },
        ]
        var texts: Set = [signer.sign(ticket)]
        for change in changes {
            var changed = ticket
            change(&changed)
            // The signature differs too, so that no field can be put into another ticket.
            let text = signer.sign(changed)
            #expect(!texts.map { $0.suffix(43) }.contains(text.suffix(43)))
            texts.insert(text)
        }
        #expect(texts.count == changes.count + 1)
    }

    @Test("don't survive a change of any character, a cut, or an addition")
    func tampering() {
        let text = Array(signer.sign(ticket))
        for place in text.indices {
            for replacement in "Aa0-_=+/" where replacement != text[place] {
                var changed = text
                changed[place] = replacement
                #expect(throws: HubFailure.self) {
                    try signer.verify(String(changed), for: .uploadPart, now: now)
                }
            }
            #expect(throws: HubFailure.self) {
                try signer.verify(String(text[..<place]), for: .uploadPart, now: now)
            }
        }
        for addition in ["A", "=", "==", "\n", " ", String(repeating: "A", count: 5000)] {
            #expect(throws: HubFailure.self) {
                try signer.verify(String(text) + addition, for: .uploadPart, now: now)
            }
        }
    }

    @Test("of another key don't hold")
    func otherKey() {
        let other = TicketSigner(key: SymmetricKey(data: Array(repeating: 8, count: 32)))
        #expect(throws: HubFailure.self) { try signer.verify(other.sign(ticket), for: .uploadPart, now: now) }
    }

    @Test("refuse with 403, and a forged one tells nothing of why")
    func refusals() throws {
        let late = try #require(throws: HubFailure.self) {
            try signer.verify(signer.sign(ticket), for: .uploadPart, now: ticket.expiry)
        }
        let forged = try #require(throws: HubFailure.self) {
            try signer.verify("x", for: .uploadPart, now: now)
        }
        let misused = try #require(throws: HubFailure.self) {
            try signer.verify(signer.sign(ticket), for: .upload, now: now)
        }
        #expect([late, forged, misused].map(\.status.code) == [403, 403, 403])
        #expect(forged.message == misused.message)
    }
}
