import HTTPTypes
import Testing

@testable import HubClient

@Suite struct RepeatPolicyTests {
    private func decide(
        _ setback: Setback, attempt: Int = 0, repeats: HubCall.Repeats = .always, chance: Double = 0
    ) -> RepeatPolicy.Decision {
        RepeatPolicy(repeats: repeats, maximum: 5)
            .decision(after: setback, attempt: attempt, now: 784_111_777, chance: chance)
    }

    private func status(_ status: Int, _ headers: [(String, String)] = []) -> Setback {
        .status(status, TransportResponse.answer(status, headers).headers)
    }

    @Test(arguments: [
        (408, true, false), (429, true, true), (500, true, false), (502, true, false), (503, true, false),
        (504, true, false), (400, false, false), (401, false, false), (403, false, false), (404, false, false),
        (409, false, false), (416, false, false), (501, false, false), (507, false, false),
    ])
    func repeatsWhatMayPass(code: Int, always: Bool, ifNotBegun: Bool) {
        #expect((decide(status(code)) != .giveUp) == always)
        #expect((decide(status(code), repeats: .ifNotBegun) != .giveUp) == ifNotBegun)
        #expect(decide(status(code), repeats: .never) == .giveUp)
    }

    @Test(arguments: [
        (TransportError.Kind.connect, true, true), (.timeout, true, false), (.closed, true, false),
        (.tls, false, false),
        (.cancelled, false, false), (.other, false, false),
    ])
    func repeatsBrokenConnections(kind: TransportError.Kind, always: Bool, ifNotBegun: Bool) {
        let setback = Setback.transport(TransportError(kind, ""))
        #expect((decide(setback) != .giveUp) == always)
        #expect((decide(setback, repeats: .ifNotBegun) != .giveUp) == ifNotBegun)
        #expect(decide(setback, repeats: .never) == .giveUp)
    }

    @Test func waitsLongerEachTime() {
        let least = (0...5).map { decide(status(503), attempt: $0) }
        #expect(least == [250, 500, 1000, 2000, 4000].map { .wait(.milliseconds($0)) } + [.giveUp])
        let most = (0...4).map { decide(status(503), attempt: $0, chance: 1) }
        #expect(most == [500, 1000, 2000, 4000, 8000].map { .wait(.milliseconds($0)) })
    }

    @Test(arguments: [
        // What is left of the window, and a moment more.
        (429, [("RateLimit", "\"api\";r=0;t=55")], RepeatPolicy.Decision.wait(.seconds(55))),
        (429, [("ratelimit", "\"resolvers\" ; r=0 ; t=3")], .wait(.seconds(3))),
        // Requests are left, so the limit is not the reason.
        (429, [("RateLimit", "\"api\";r=12;t=55")], .wait(.milliseconds(250))),
        (429, [("RateLimit", "\"api\";r=12;t=55"), ("Retry-After", "7")], .wait(.seconds(7))),
        (429, [("RateLimit", "\"a\";r=9;t=90, \"b\";r=0;t=20, \"c\";r=0;t=30")], .wait(.seconds(30))),
        (429, [("RateLimit", "\"api\";r=0")], .wait(.milliseconds(250))),
        (429, [("RateLimit", "limit=5")], .wait(.milliseconds(250))),
        // Only of 429 does the limit mean anything.
        (503, [("RateLimit", "\"api\";r=0;t=55")], .wait(.milliseconds(250))),
        (503, [("Retry-After", "2")], .wait(.seconds(2))),
        (503, [("Retry-After", "1.5")], .wait(.milliseconds(1500))),
        (429, [("Retry-After", "Sun, 06 Nov 1994 08:49:57 GMT")], .wait(.seconds(20))),
        (429, [("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")], .wait(.zero)),
        (429, [("Retry-After", "soon")], .wait(.milliseconds(250))),
        (429, [("Retry-After", "-1")], .wait(.milliseconds(250))),
        (429, [("Retry-After", "300")], .wait(.seconds(300))),
        (429, [("Retry-After", "301")], .tooLong(.seconds(301))),
        (503, [("Retry-After", "1e300")], .tooLong(.seconds(RetryAfter.most))),
        (429, [("RateLimit", "\"api\";r=0;t=999999999999")], .tooLong(.seconds(RetryAfter.most))),
    ])
    func waitsAsAsked(code: Int, headers: [(String, String)], expected: RepeatPolicy.Decision) {
        #expect(decide(status(code, headers)) == expected)
    }

    @Test func addsAMomentOfItsOwnToWaitsThatAllAreTold() {
        #expect(decide(status(429, [("Retry-After", "2")]), chance: 0.5) == .wait(.milliseconds(2500)))
    }

    @Test func givesUpOnWaitsThatAreAskedForTooOften() {
        #expect(decide(status(429, [("Retry-After", "1")]), attempt: 5) == .giveUp)
    }
}

@Suite struct RetryAfterTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("06 Nov 1994 08:49:37 GMT", nil),
        ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 06 Xyz 1994 08:49:37 GMT", nil),
        ("Sun, 32 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("", nil),
    ])
    func readsDates(text: String, expected: Double?) {
        #expect(RetryAfter.secondsSince1970(text) == expected)
    }
}
